"""What a chart pattern is once it is found, and what has become of it since."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from analytics.bars import Bars, Floats
from analytics.ties import dust

Direction = Literal["bullish", "bearish", "neutral"]
State = Literal["forming", "confirmed", "failed", "lapsed"]


@dataclass(frozen=True, slots=True)
class Point:
    """A turn of the formation: what part it plays, its bar and its price."""

    role: str
    bar: int
    price: float


@dataclass(frozen=True, slots=True)
class Edge:
    """A straight line in bars and prices through two points; level where both prices are the same."""

    name: str
    start: tuple[int, float]
    end: tuple[int, float]

    @property
    def slope(self) -> float:
        """In price per bar."""
        run = self.end[0] - self.start[0]
        return (self.end[1] - self.start[1]) / run if run else 0.0

    def at(self, bar: int) -> float:
        return self.start[1] + self.slope * (bar - self.start[0])

    def over(self, first: int, past: int) -> Floats:
        """Its prices at the bars from ``first`` to before ``past``."""
        return self.start[1] + self.slope * (np.arange(first, past, dtype=np.float64) - self.start[0])


def level(name: str, price: float, start: int, end: int) -> Edge:
    return Edge(name, (start, price), (end, price))


@dataclass(frozen=True, slots=True)
class Formation:
    """A chart pattern complete as a formation at the close of the bar at ``known``, with what came of it later.

    ``above`` and ``below`` are the two lines whose break decides it: a close beyond the one in its direction confirms
    it, a close beyond the other ends it. A ``neutral`` one takes its direction from the first of the two that breaks.
    """

    name: str
    direction: Direction
    points: tuple[Point, ...]
    lines: tuple[Edge, ...]
    above: Edge
    below: Edge
    height: float
    """Its size in price, which the measured move carries beyond the break."""
    atr: float
    """The average true range at ``known``."""
    quality: float
    """From 0 to 1: how well its proportions are those of the textbook (each family says which)."""
    known: int
    expires: int
    """The last bar at which it may still be confirmed."""
    goal: float | None = None
    """The target, where it is a price of the formation and no distance from the break."""
    confirmed: int | None = None
    """The bar of the confirming close, and so of the others: reached its target, failed, lapsed."""
    reached: int | None = None
    failed: int | None = None
    lapsed: int | None = None

    @property
    def start(self) -> int:
        return self.points[0].bar

    @property
    def end(self) -> int:
        """The bar of its last turn."""
        return self.points[-1].bar

    @property
    def height_atr(self) -> float:
        return self.height / self.atr

    @property
    def state(self) -> State:
        if self.failed is not None:
            return "failed"
        if self.lapsed is not None:
            return "lapsed"
        return "forming" if self.confirmed is None else "confirmed"

    def trigger(self, bar: int) -> float:
        """The price beyond which a close at ``bar`` confirms it, of a ``neutral`` one upwards; once it is confirmed or
        has failed, the price that it was then."""
        return (self.below if self.direction == "bearish" else self.above).at(self._settled(bar))

    def invalidation(self, bar: int) -> float:
        """The price beyond which a close at ``bar`` ends it, or turns a ``neutral`` one downwards; likewise."""
        return (self.above if self.direction == "bearish" else self.below).at(self._settled(bar))

    def _settled(self, bar: int) -> int:
        return next((at for at in (self.confirmed, self.failed, bar) if at is not None), bar)

    def target(self, bar: int) -> float:
        """The measured move: the height beyond the trigger, or the price that it comes from."""
        if self.goal is not None:
            return self.goal
        way = -1 if self.direction == "bearish" else 1
        return self.trigger(bar) + way * self.height

    def target_below(self, bar: int) -> float | None:
        """Where a close below a ``neutral`` formation points; ``None`` of the others."""
        return self.below.at(bar) - self.height if self.direction == "neutral" else None


def followed(found: Formation, bars: Bars) -> Formation:
    """``found`` with what the bars after ``known`` made of it.

    The first close beyond a deciding line confirms or fails it; without one by ``expires`` it lapses. Once confirmed,
    it has reached its target when a later high or low touches that, and fails when a close comes back beyond the
    line on its other side (as that stood at the break) before. Each is settled at the close of its bar.
    """
    until = min(found.expires + 1, len(bars))
    close = bars.close[found.known : until]
    above, below = found.above.over(found.known, until), found.below.over(found.known, until)
    up, down = close > above + dust(above), close < below - dust(below)
    first_up, first_down = _first(up), _first(down)
    if first_up is None and first_down is None:
        return replace(found, lapsed=found.expires) if len(bars) > found.expires else found
    upwards = first_down is None or (first_up is not None and first_up < first_down)
    settled = found.known + min(at for at in (first_up, first_down) if at is not None)
    if found.direction != "neutral" and upwards != (found.direction == "bullish"):
        return replace(found, failed=settled)
    broken = replace(found, direction="bullish" if upwards else "bearish", confirmed=settled)
    return _after_break(broken, bars)


def _after_break(broken: Formation, bars: Bars) -> Formation:
    assert broken.confirmed is not None  # noqa: S101 (for mypy)
    later = broken.confirmed + 1
    target, line = broken.target(broken.confirmed), broken.invalidation(broken.confirmed)
    if broken.direction == "bullish":
        touched, back = bars.high[later:] >= target - dust(target), bars.close[later:] < line - dust(line)
    else:
        touched, back = bars.low[later:] <= target + dust(target), bars.close[later:] > line + dust(line)
    reached, failed = _first(touched), _first(back)
    if reached is not None and (failed is None or reached <= failed):
        return replace(broken, reached=later + reached)
    return broken if failed is None else replace(broken, failed=later + failed)


def _first(flags: NDArray[np.bool_]) -> int | None:
    at = int(flags.argmax()) if len(flags) else 0
    return at if len(flags) and flags[at] else None


SHARED = 0.3
"""Formations that share more than this part of the bars of both together cover the same stretch."""


def best_of(found: Iterable[Formation]) -> list[Formation]:
    """Those that stay where several cover the same stretch, newest (by ``known``) first.

    Two cover the same stretch when they share more than ``SHARED`` of their bars, or two turns. Of two, one that has
    not failed stays before one that has; then one with all turns of the other and more; then the one of better
    quality; then the newer.
    """
    every = list(found)
    whole = [frozenset(_turns(one)) for one in every if one.state != "failed"]
    ranked = sorted(
        (one for one in every if not any(frozenset(_turns(one)) < other for other in whole)),
        key=lambda one: (one.state == "failed", -one.quality, -one.known, one.name),
    )
    kept: list[Formation] = []
    for one in ranked:
        if not any(same_stretch(one, other) for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: (-one.known, -one.quality, one.name))


def _turns(one: Formation) -> set[tuple[int, float]]:
    return {(point.bar, point.price) for point in one.points}


def same_stretch(one: Formation, other: Formation) -> bool:
    """Whether both are readings of the same bars, as ``best_of`` has it."""
    common = min(one.end, other.end) - max(one.start, other.start)
    if common < 0:
        return False
    together = max(one.end, other.end) - min(one.start, other.start)
    return common > SHARED * together or len(_turns(one) & _turns(other)) >= 2
