"""What feeds saw, in the order in which it happened."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from services.alerts.reach import Closed, Reach


class Levels(NamedTuple):
    """From ``at`` (UTC ms) on thresholds that follow a swing, by number, are at other prices."""

    at: int
    levels: tuple[tuple[int, float], ...]


Item = Reach | Levels | Closed
Since = Callable[[str], int]
"""Since when (UTC ms) anything counts of what alerts are armed under."""


@dataclass(slots=True)
class Found:
    """What a look saw, and by the names of what was looked at up to when it was: kept once the items are told."""

    items: list[Item] = field(default_factory=list)
    positions: dict[str, int] = field(default_factory=dict)


def order(item: Item) -> tuple[int, int]:
    """By time; what a bar reached before the price that it ended at, and before what its close brought."""
    match item:
        case Reach():
            return item.end, int(item.low == item.high)
        case Closed():
            return item.at, 2
        case Levels():
            return item.at, 3


def together(item: Item) -> tuple[int, int]:
    """The same of those that are told at once. Bars of one time are, so that after an absence people hear of what they
    missed in its order; and all ticks of a step, which are of one second."""
    return (0, 0) if isinstance(item, Reach) and item.begin == item.end else order(item)
