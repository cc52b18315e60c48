"""How levels are shown."""

from collections.abc import Mapping
from math import inf
from typing import Literal

from markupsafe import Markup

from personas.about._one_market import (
    NOW,
    at_price,
    bars_ago,
    break_called,
    buttons,
    last_bars,
    zone_edges,
    zone_reach,
    zone_record,
    zones,
)
from personas.about._plan import plan_at_zone
from personas.face import Essential, Face
from personas.format import pct, price, signed_atrs, to
from personas.phrasing import columns, marked
from personas.pictures.levels import draw_levels
from services.studies.analyze_facts import Analyze
from services.studies.chart import Chart
from services.studies.fib_levels import FibLevels
from services.studies.levels import Levels, LevelsAnswer, PriceZone, SwingTurn
from services.studies.patterns import Patterns

Spot = Literal["none", "inside", "under", "over", "between", "above", "below"]
NEAR_ATR = 0.5
"""A zone no farther than this is one that the price is at."""
MOODS: Mapping[Spot, str] = {
    "none": "open country",
    "inside": "in a zone",
    "under": "under resistance",
    "over": "over support",
    "between": "between zones",
    "above": "above all zones",
    "below": "below all zones",
}


def among_zones(answer: LevelsAnswer) -> Spot:
    """Where the price stands among the zones: inside of one, right ``under`` or ``over`` one, between two,
    above all or below all of them."""
    if not answer.zones:
        return "none"
    if answer.inside:
        return "inside"
    if answer.nearest_resistance and answer.nearest_support:
        return _near(answer.nearest_resistance, answer.nearest_support)
    return "above" if answer.nearest_support else "below"


def _near(up: PriceZone, down: PriceZone) -> Spot:
    above, below = (abs(inf if zone.distance_atr is None else zone.distance_atr) for zone in (up, down))
    if min(above, below) > NEAR_ATR:
        return "between"
    return "under" if above <= below else "over"


def break_undone(answer: LevelsAnswer) -> bool:
    """Whether the price is back behind the level that the last break closed beyond."""
    last = answer.structure.last_break
    if last is None:
        return False
    return answer.price < last.level if last.direction == "up" else answer.price > last.level


def structure_accord(answer: LevelsAnswer) -> Literal["none", "agree", "mixed", "against"]:
    """What the newest turns say beside the trend of the breaks."""
    trend, order = answer.structure.trend, answer.structure.order
    if trend == "none":
        return "none"
    return "mixed" if order == "none" else "agree" if order == trend else "against"


def value_stand(answer: LevelsAnswer) -> Literal["unknown", "above", "inside", "below"]:
    """Where the price stands beside the value area."""
    if answer.traded is None:
        return "unknown"
    if answer.price > answer.traded.value_high:
        return "above"
    return "below" if answer.price < answer.traded.value_low else "inside"


def newest_turns(answer: LevelsAnswer, most: int = 4) -> tuple[SwingTurn, ...]:
    """The newest turns, oldest first."""
    return answer.structure.swings[-most:]


def spot_told(answer: LevelsAnswer) -> Markup:
    """Between what the price stands: ``resistance from 43,000.00, support from 41,900.00``, by their nearer edges."""
    if answer.inside is not None:
        told = f"inside the zone {to(answer.inside.low, answer.inside.high)}"
    else:
        up, down = answer.nearest_resistance, answer.nearest_support
        over = f"resistance from {price(up.low, answer.price)}" if up is not None else "no resistance above"
        under = f"support from {price(down.high, answer.price)}" if down is not None else "no support below"
        told = "no zone of support or resistance" if up is down else f"{over}, {under}"
    return marked(told)


def zone_table(answer: LevelsAnswer) -> list[Markup]:
    """A line a zone: name, nearer edge, how far that is, and bounces/breaks. At most 34 characters wide."""
    rows = [_row(zone, answer.price) for zone in answer.zones if zone.middle > answer.price]
    rows += [(NOW, str(price(answer.price)), "", "")]
    rows += [_row(zone, answer.price) for zone in answer.zones if zone.middle <= answer.price]
    return columns(rows, "<>>>")


def _row(zone: PriceZone, current: float) -> tuple[str, str, str, str]:
    far = pct(zone.distance) if zone.distance_atr is None else signed_atrs(zone.distance_atr)
    reach = "inside" if zone.side == "straddling" else str(far)
    low = zone.side == "resistance" or (zone.side == "straddling" and zone.middle <= current)
    return zone.name, str(price(zone.low if low else zone.high, current)), reach, f"{zone.bounces}/{zone.breaks}"


def essentials(said: LevelsAnswer) -> list[Essential]:
    found = [Essential("Price", price(said.price)), Essential("Stands", spot_told(said), first=True)]
    if said.inside is not None:
        found.append(Essential("Inside the zone", to(said.inside.low, said.inside.high)))
    found += zones(said.nearest_resistance, said.nearest_support)
    found += at_price("Structure breaks above", said.structure.break_above, said.price)
    return found + at_price("Structure breaks below", said.structure.break_below, said.price)


_studies = buttons(Levels, Analyze, Patterns, FibLevels, Chart, levels=lambda said: zone_edges(*said.zones))
FACE = Face(
    LevelsAnswer,
    essentials=essentials,
    mood=lambda said: MOODS[among_zones(said)],
    tone=lambda said: "neutral" if said.structure.trend == "none" else said.structure.trend,
    buttons=lambda said, request: (*_studies(said, request), *plan_at_zone(said)),
    picture=draw_levels,
    scope=last_bars,
    words=(
        spot_told,
        structure_accord,
        break_undone,
        value_stand,
        newest_turns,
        zone_table,
        zone_reach,
        zone_record,
        bars_ago,
        break_called,
    ),
)
