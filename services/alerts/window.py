"""How far a price has risen or fallen within the last while, by ticks and by bars.

Of a bar nobody knows when its high and low were. So a rise counts as far as it is certain: from the lowest of the bars
that lie within the time before the end of this one, and from its own open, to its high; and from its own low to its
close.
"""

from collections import deque
from typing import Final, Literal, NamedTuple

Direction = Literal["rise", "fall"]


class Moved(NamedTuple):
    """How far the price had moved, at least and at most, and in the end: fractions, not below 0."""

    low: float
    high: float
    last: float


class _Lowest:
    """The lowest of the values of the last while. Each beside its time; those that a later one is not above are let go
    of."""

    def __init__(self) -> None:
        self._held: deque[tuple[int, float]] = deque()

    def add(self, at: int, value: float) -> None:
        while self._held and self._held[-1][1] >= value:
            self._held.pop()
        self._held.append((at, value))

    def drop_before(self, at: int) -> None:
        while self._held and self._held[0][0] < at:
            self._held.popleft()

    def value(self, otherwise: float) -> float:
        """The lowest of all and of ``otherwise``."""
        return min(self._held[0][1], otherwise) if self._held else otherwise


class Window:
    """Rises above the lowest price, or falls below the highest, of the last ``ms``. Bars and ticks come in order of
    time, and a bar after the ticks that it holds."""

    def __init__(self, direction: Direction, ms: int) -> None:
        self._ms: Final = ms
        self._sign: Final = 1.0 if direction == "rise" else -1.0
        self._bars, self._ticks = _Lowest(), _Lowest()
        self._end = 0
        """Up to when bars were told (UTC ms)."""

    def bar(self, begin: int, end: int, open: float, high: float, low: float, close: float) -> Moved | None:  # noqa: A002
        """How far the price moved in the bar; ``None``: the bar is longer than the while, or was told before."""
        if end <= self._end:
            return None
        self._end = end
        self._ticks.drop_before(end)  # the bar holds them
        if end - begin > self._ms:
            self._bars = _Lowest()
            return None
        self._bars.drop_before(end - self._ms)
        least, most = sorted((self._sign * low, self._sign * high))
        before = self._bars.value(self._sign * open)
        whole = min(before, least)
        starts, ends = self._far(self._sign * open, before), self._far(self._sign * close, whole)
        course = (starts, self._far(most, before), self._far(least, whole), ends)
        self._bars.add(begin, least)
        return Moved(min(course), max(course), ends)

    def tick(self, at: int, price: float) -> float:
        """How far the price is from there at ``at``."""
        now = self._sign * price
        self._bars.drop_before(at - self._ms)
        self._ticks.drop_before(at - self._ms)
        self._ticks.add(at, now)
        return self._far(now, self._bars.value(self._ticks.value(now)))

    def _far(self, now: float, base: float) -> float:
        return self._sign * (now / base - 1) if base else 0.0
