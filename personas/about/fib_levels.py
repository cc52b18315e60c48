"""How Fibonacci levels are shown."""

from collections.abc import Iterable, Mapping
from typing import Literal

from markupsafe import Markup

from analytics.fibonacci import Kind
from personas.about._fibonacci import beside, part
from personas.about._one_market import NOW, at_price, away, buttons, last_bars
from personas.about._plan import plan_at_golden
from personas.face import Essential, Face
from personas.format import pct, price, ratio, signed_atrs, to
from personas.phrasing import columns, marked
from personas.pictures.fib import draw_fib
from services.studies.chart import Chart
from services.studies.fib_confluence import FibConfluence
from services.studies.fib_extensions import FibExtensions
from services.studies.fib_harmonics import FibHarmonics
from services.studies.fib_levels import FibLevel, FibLevels, FibLevelsAnswer

SwingPlace = Literal[
    "beyond the end", "at the end", "shallow", "middle", "pocket", "deep", "at the start", "beyond the start"
]
MOODS: Mapping[SwingPlace, str] = {
    "beyond the end": "past its end",
    "at the end": "at its end",
    "shallow": "shallow",
    "middle": "halfway back",
    "pocket": "in the pocket",
    "deep": "deep",
    "at the start": "back at its start",
    "beyond the start": "past its start",
}
KINDS: Mapping[Kind, str] = {"retracement": "", "extension": "ext ", "counter": "ctr "}
TOUCHING_ATR = 0.1
TOUCHING = 0.0005
"""A price this near a level, as a fraction of it, stands on it, where no average true range is known."""


def place(answer: FibLevelsAnswer) -> SwingPlace:
    """Where the price stands in the swing, by how much of it has been given back."""
    given_back = answer.retraced
    if answer.golden_pocket.inside:
        return "pocket"
    if given_back <= 0:
        return "beyond the end" if given_back < 0 else "at the end"
    if given_back >= 1:
        return "beyond the start" if given_back > 1 else "at the start"
    return "shallow" if given_back < 0.382 else "middle" if given_back < 0.618 else "deep"


def touching(answer: FibLevelsAnswer) -> FibLevel | None:
    """The level that the price stands on, if it stands on one."""
    nearest = min(answer.levels, key=lambda level: abs(level.distance), default=None)
    if nearest is None:
        return None
    if nearest.distance_atr is None:
        return nearest if abs(nearest.distance) <= TOUCHING else None
    return nearest if abs(nearest.distance_atr) <= TOUCHING_ATR else None


def ladder(answer: FibLevelsAnswer, each_side: int = 3) -> tuple[FibLevel | None, ...]:
    """The nearest levels above and below and the swing's start, highest first, and ``None`` where the price stands."""
    above = [level for level in answer.levels if level.price > answer.price]
    rest = [level for level in answer.levels if level.price <= answer.price]
    start = [level for level in answer.levels if level.kind == "retracement" and level.ratio == 1]
    higher, lower = above[-each_side:], rest[:each_side]
    return (
        *(level for level in start if level in above and level not in higher),
        *higher,
        None,
        *lower,
        *(level for level in start if level in rest and level not in lower),
    )


def called(level: FibLevel) -> str:
    """What to call a level in a sentence: ``the 0.618 retracement``, ``the swing's end``."""
    if level.kind == "retracement" and level.ratio in (0, 1):
        return "the swing's start" if level.ratio else "the swing's end"
    return f"the {level.name} level" if level.kind == "counter" else f"the {level.name}"


def standing(answer: FibLevelsAnswer) -> Markup:
    """Where the price stands among the levels: ``between the 0.236 and the 0.382 retracement``, ``on the 0.5
    retracement``, ``in the golden pocket``."""
    above, below, on = answer.nearest_above, answer.nearest_below, touching(answer)
    if answer.golden_pocket.inside:
        told = "in the golden pocket"
    elif on is not None:
        told = f"on {called(on)}"
    elif above is not None and below is not None:
        told = f"between {called(below)} and {called(above)}"
    elif below is not None:
        told = f"above {called(below)}, the last level"
    else:
        told = "beyond every level" if above is None else f"below {called(above)}, the last level"
    return marked(told)


def level_table(levels: Iterable[FibLevel | None], current: float) -> list[Markup]:
    """A line a level: ratio, price, and how far it is (in average true ranges where known); ``None`` is the price now.

    ``ext`` marks extensions beyond the swing's end, ``ctr`` counter levels beyond its start. The widest line has about
    35 characters, which a phone shows without wrapping.
    """
    return columns([(NOW, price(current), "") if one is None else _row(one, current) for one in levels], ">>>")


def _row(level: FibLevel, current: float) -> tuple[str, str, str]:
    distance = pct(level.distance) if level.distance_atr is None else signed_atrs(level.distance_atr)
    return f"{KINDS[level.kind]}{ratio(level.ratio)}", price(level.price, current), distance


def essentials(said: FibLevelsAnswer) -> list[Essential]:
    found, pocket = [Essential("Price", price(said.price))], said.golden_pocket
    found.append(Essential("Stands", standing(said), first=True))
    for label, level in (("Next above", said.nearest_above), ("Next below", said.nearest_below)):
        if level is not None:
            found += at_price(f"{label}, {called(level)}", level.price, said.price)
    found += at_price("The swing starts at", said.swing.start.price, said.price)
    found.append(Essential("Golden pocket", to(pocket.low, pocket.high)))
    return found


_studies = buttons(
    *(FibLevels, FibExtensions, FibConfluence, FibHarmonics, Chart),
    levels=lambda said: [level.price for level in said.levels],
)
FACE = Face(
    FibLevelsAnswer,
    essentials=essentials,
    mood=lambda said: MOODS[place(said)],
    tone=lambda said: said.swing.direction,
    buttons=lambda said, request: (*_studies(said, request), *plan_at_golden(said)),
    picture=draw_fib,
    scope=last_bars,
    words=(place, standing, touching, ladder, called, level_table, away, beside, part),
)
