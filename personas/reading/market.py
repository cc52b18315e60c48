"""What prices, charts and Fibonacci levels mean in words."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

from analytics.fibonacci import Kind
from services.studies.chart import ChartAnswer
from services.studies.fib_levels import FibLevel, FibLevelsAnswer
from services.studies.price import PriceAnswer

Stand = Literal["unknown", "below", "at the low", "low", "middle", "high", "at the high", "above"]
Place = Literal[
    "beyond the end", "at the end", "shallow", "middle", "pocket", "deep", "at the start", "beyond the start"
]

AT_THE_EDGE = 0.02
"""The part of a range that still counts as its edge."""
FLAT = 0.0005
"""A smaller change is none worth a direction: it would be shown as 0.0 %."""
TOUCHING_ATR = 0.1
TOUCHING = 0.0005
"""A price this near a level, as a fraction of it, stands on it, where no average true range is known."""


def stand(position: float | None) -> Stand:
    """Where a price stands in a range: 0 is its low, 1 its high."""
    if position is None:
        return "unknown"
    if not 0 <= position <= 1:
        return "below" if position < 0 else "above"
    if position <= AT_THE_EDGE:
        return "at the low"
    if position >= 1 - AT_THE_EDGE:
        return "at the high"
    return "low" if position < 1 / 3 else "high" if position > 2 / 3 else "middle"


def chart_stand(answer: ChartAnswer) -> Stand:
    """Where the price stands in the range of the candles, which it may have left since the last of them closed."""
    span = answer.high - answer.low
    return stand((answer.price - answer.low) / span) if span else "unknown"


def trend(change: float | None) -> Literal["unknown", "up", "down", "flat"]:
    """The direction of a change."""
    if change is None:
        return "unknown"
    return "flat" if abs(change) < FLAT else "up" if change > 0 else "down"


def turnout(volume_ratio: float | None) -> Literal["unknown", "thin", "usual", "busy", "heavy"]:
    """How a volume is beside its usual one."""
    if volume_ratio is None:
        return "unknown"
    return (
        "thin" if volume_ratio < 0.7 else "usual" if volume_ratio <= 1.3 else "busy" if volume_ratio <= 2 else "heavy"
    )


def week_end(answer: PriceAnswer) -> Literal["unknown", "high", "low"]:
    """Which end of the week's range is the newer, from which ``retraced_7d`` is measured."""
    if answer.high_7d is None or answer.low_7d is None or answer.retraced_7d is None or answer.high_7d == answer.low_7d:
        return "unknown"
    from_high = (answer.high_7d - answer.price) / (answer.high_7d - answer.low_7d)
    return "high" if abs(from_high - answer.retraced_7d) <= abs(1 - from_high - answer.retraced_7d) else "low"


def place(answer: FibLevelsAnswer) -> Place:
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
    """The nearest levels above and below, highest first, and ``None`` where the price stands between them."""
    above = [level for level in answer.levels if level.price > answer.price]
    rest = [level for level in answer.levels if level.price <= answer.price]
    return (*above[-each_side:], None, *rest[:each_side])


def level_at(answer: FibLevelsAnswer, ratio: float, kind: Kind = "retracement") -> FibLevel | None:
    """The level of ``kind`` at ``ratio``."""
    return next((level for level in answer.levels if level.kind == kind and level.ratio == ratio), None)


def first_beyond(answer: FibLevelsAnswer, kind: Kind = "extension") -> FibLevel | None:
    """The ``extension`` nearest beyond the swing's end, or the ``counter`` level nearest beyond its start."""
    return min((level for level in answer.levels if level.kind == kind), key=lambda level: level.ratio, default=None)


def called(level: FibLevel) -> str:
    """What to call a level in a sentence: ``the 0.618 retracement``, ``the swing's end``."""
    if level.kind == "retracement" and level.ratio in (0, 1):
        return "the swing's start" if level.ratio else "the swing's end"
    return f"the {level.name} level" if level.kind == "counter" else f"the {level.name}"


def beside(part: float, whole: float) -> str:
    """``part`` beside ``whole``, in words: ``about half``, ``about a third of``… to be followed by a noun."""
    return _words(part / whole, _PROPORTIONS, "many times") if whole else "many times"


def part(fraction: float | None) -> str:
    """A fraction of a whole in plain words: ``about half``, ``almost all``."""
    return "an unknown part" if fraction is None else _words(fraction, _PARTS, "more than all")


def _words(fraction: float, table: Iterable[tuple[float, str]], beyond: str) -> str:
    return next((words for below, words in table if fraction < below), beyond)


_SMALLER = (
    (0.13, "a small part"),
    (0.18, "less than a fifth"),
    (0.22, "about a fifth"),
    (0.29, "about a quarter"),
    (0.375, "about a third"),
    (0.42, "more than a third"),
    (0.46, "almost half"),
    (0.54, "about half"),
    (0.62, "more than half"),
    (0.71, "about two thirds"),
    (0.79, "about three quarters"),
    (0.9, "more than three quarters"),
)
"""Fractions below each number, in words that are true of all of them: ``about`` is within five hundredths."""
_PARTS = ((0.03, "almost nothing"), *_SMALLER, (0.9995, "almost all"), (1.0005, "all"))
_PROPORTIONS = (
    *((below, words if words.endswith("half") else f"{words} of") for below, words in _SMALLER),
    (1.1, "about the same as"),
    (1.85, "more than"),
    (2.2, "about twice"),
    (3.0, "more than twice"),
    (5.0, "several times"),
)

FILTERS: Mapping[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (
        stand,
        chart_stand,
        trend,
        turnout,
        week_end,
        place,
        touching,
        ladder,
        level_at,
        first_beyond,
        called,
        beside,
        part,
    )
}
