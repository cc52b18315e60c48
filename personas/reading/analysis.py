"""What the facts of one page mean in words."""

from collections.abc import Callable, Mapping
from typing import Any

from services.studies.analyze_facts import AnalyzeAnswer, Side, Subject, Turning, TurningPrice

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


def turning(answer: AnalyzeAnswer, side: Side) -> TurningPrice | None:
    """The nearest price above (``up``) or below whose passing would change a view."""
    found = [one for one in answer.turning_prices if one.side == side]
    return min(found, key=lambda one: abs(one.distance), default=None)


def turning_effect(one: TurningPrice) -> str:
    """``turns structure up``, ``leaves the swing undecided``."""
    subject = SUBJECTS[one.view]
    return f"leaves {subject} undecided" if one.becomes == "neither" else f"turns {subject} {one.becomes}"


def turning_name(one: TurningPrice) -> str:
    """``the last high``, ``support``."""
    return TURNINGS[one.name]


FILTERS: Mapping[str, Callable[..., Any]] = {
    function.__name__: function for function in (speaking, leaning, turning, turning_effect, turning_name)
}
