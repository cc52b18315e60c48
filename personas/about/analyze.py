"""How one page about a market is shown."""

from collections.abc import Mapping

from markupsafe import Markup

from personas.about._one_market import (
    at_price,
    away,
    bars_ago,
    break_called,
    buttons,
    how_often,
    unmoved,
    zone_edges,
    zones,
)
from personas.face import Essential, Face
from personas.format import chosen, pct, price, share
from personas.phrasing import marked
from personas.pictures.analysis import draw_analysis
from services.studies.analyze_facts import Analyze, AnalyzeAnswer, Side, Subject, Turning, TurningPrice
from services.studies.fib_levels import FibLevels
from services.studies.levels import Levels
from services.studies.patterns import Patterns
from services.studies.regime import Regime

MOODS: Mapping[Side, str] = {"up": "more for up", "down": "more for down", "neither": "divided"}
SUBJECTS: Mapping[Subject, str] = {
    "trend": "trend",
    "regime": "regime",
    "structure": "structure",
    "momentum": "momentum",
    "volume": "volume",
    "fibonacci": "the swing",
    "pattern": "the chart pattern",
}
TURNINGS: Mapping[Turning, str] = {
    "last high": "the last high",
    "last low": "the last low",
    "0.618 retracement": "the 0.618 retracement",
    "swing start": "the swing's start",
    "pattern trigger": "the pattern's trigger",
    "pattern invalidation": "the pattern's end",
}


def speaking(answer: AnalyzeAnswer, side: Side) -> tuple[str, ...]:
    """What the views that speak for ``side`` are called."""
    return tuple(SUBJECTS[view.name] for view in answer.views if view.side == side)


def leaning(answer: AnalyzeAnswer) -> Side:
    """The side that at least two more views speak for than for the other."""
    if abs(answer.up - answer.down) < 2:
        return "neither"
    return "up" if answer.up > answer.down else "down"


def leaning_told(answer: AnalyzeAnswer) -> Markup:
    """Which way, and how many say so: ``leaning down (5 of 7 views, 1 against)``, ``no direction (3 of 7 views up, 2
    down)``."""
    side, of = leaning(answer), f"of {len(answer.views)} views"
    if side == "neither":
        told = f"no direction ({answer.up} {of} up, {answer.down} down)"
    else:
        mine, others = (answer.up, answer.down) if side == "up" else (answer.down, answer.up)
        told = f"leaning {side} ({mine} {of}, {others or 'none'} against)"
    return marked(told)


def told_apart(answer: AnalyzeAnswer) -> bool:
    """Whether trend and regime say different things: the one is of a line through many closes, the other of the newest
    moves."""
    if answer.regime is None:
        return False
    going = answer.regime.name.removeprefix("trending ") if answer.regime.name.startswith("trending") else "none"
    return going != answer.trend.direction


def turning(answer: AnalyzeAnswer, side: Side) -> TurningPrice | None:
    """The first price above which (``up``), or below which, a close would change a view."""
    return _first([one for one in answer.turning_prices if one.side == side])


def settling(answer: AnalyzeAnswer, side: Side) -> TurningPrice | None:
    """The first whose passing turns a view to a side, and does not leave it undecided."""
    return _first([one for one in answer.turning_prices if one.side == side and one.becomes != "neither"])


def _first(found: list[TurningPrice]) -> TurningPrice | None:
    """What a price on its way passes first: the lowest of those to be passed upwards, the highest of the others."""
    return min(found, key=lambda one: one.price if one.side == "up" else -one.price, default=None)


def passed(answer: AnalyzeAnswer, one: TurningPrice) -> bool:
    """Whether the newest price is beyond it already, in a candle that has not closed."""
    return answer.price > one.price if one.side == "up" else answer.price < one.price


def zone_around(answer: AnalyzeAnswer, one: TurningPrice) -> str:
    """``resistance``, ``support`` or ``the zone around the price``, where such a price lies within it, else nothing."""
    named = (
        ("resistance", answer.resistance),
        ("support", answer.support),
        ("the zone around the price", answer.inside),
    )
    return next((name for name, zone in named if zone is not None and zone.low <= one.price <= zone.high), "")


def turning_effect(one: TurningPrice) -> str:
    """``turns structure up``, ``leaves the swing undecided``."""
    subject = SUBJECTS[one.view]
    return f"leaves {subject} undecided" if one.becomes == "neither" else f"turns {subject} {one.becomes}"


def turning_name(one: TurningPrice) -> str:
    """``the last high``, ``support``."""
    return TURNINGS[one.name]


def essentials(said: AnalyzeAnswer) -> list[Essential]:
    found, risk = [Essential("Price", price(said.price)), Essential("Views", leaning_told(said), first=True)], said.risk
    found += [*unmoved(said), *zones(said.resistance, said.support)]
    named: tuple[tuple[str, Side], ...] = (("Above it a view changes", "up"), ("Below it a view changes", "down"))
    for label, side in named:
        if one := settling(said, side) or turning(said, side):
            found += at_price(label, one.price, said.price)
    if risk.value_at_risk_pct is not None:
        worst, part = risk.value_at_risk_pct, chosen(risk.confidence_share)
        lost = Essential(f"{part} of {said.timeframe} bars lost at most", share(worst))
        gained = Essential(f"{part} of {said.timeframe} bars did at least", pct(worst))
        found.append(lost if worst < 0 else gained)
    return found


FACE = Face(
    AnalyzeAnswer,
    essentials=essentials,
    mood=lambda said: MOODS[leaning(said)],
    tone=lambda said: "neutral" if (lean := leaning(said)) == "neither" else lean,
    buttons=buttons(
        *(Analyze, Levels, Patterns, Regime, FibLevels),
        levels=lambda said: zone_edges(said.resistance, said.inside, said.support) or (said.high, said.low),
    ),
    picture=draw_analysis,
    words=(
        leaning_told,
        speaking,
        told_apart,
        turning,
        settling,
        passed,
        zone_around,
        turning_effect,
        turning_name,
        away,
        bars_ago,
        break_called,
        how_often,
    ),
)
