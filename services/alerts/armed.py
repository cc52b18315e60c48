"""Thresholds of a series in order, so that what a step crosses is found without looking at the rest."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from math import inf

import numpy as np

from services.alerts.trigger import Side


class _Ladder:
    """Numbers by key. The greatest key is the nearest, so that what is crossed is cut off the end; of one key the first
    number is nearest, so they are kept negative."""

    __slots__ = ("keys", "numbers")

    def __init__(self) -> None:
        self.keys = array("d")
        self.numbers = array("q")

    def add(self, key: float, number: int) -> None:
        at, found = self._find(key, number)
        if not found:
            self.keys.insert(at, key)
            self.numbers.insert(at, -number)

    def add_all(self, keys: Iterable[float], numbers: Iterable[int]) -> None:
        self.keys.extend(keys)
        self.numbers.extend(-number for number in numbers)
        held, named = np.array(self.keys), np.array(self.numbers)
        order = np.lexsort((named, held))
        self.keys, self.numbers = array("d", held[order].tobytes()), array("q", named[order].tobytes())

    def remove(self, key: float, number: int) -> None:
        at, found = self._find(key, number)
        if found:
            del self.keys[at], self.numbers[at]

    def cut(self, key: float) -> list[int]:
        """Take out those of ``key`` or greater, the nearest first."""
        at = bisect_left(self.keys, key)
        taken = [-number for number in reversed(self.numbers[at:])]
        del self.keys[at:], self.numbers[at:]
        return taken

    def _find(self, key: float, number: int) -> tuple[int, bool]:
        begin = bisect_left(self.keys, key)
        end = bisect_right(self.keys, key, begin)
        at = bisect_left(self.numbers, -number, begin, end)
        return at, at < end and self.numbers[at] == -number


class Armed:
    """The armed thresholds of one series, by number. ``above`` is the lowest of those above the price, ``below`` the
    highest of those below: a step that reaches neither crosses nothing. Nothing counts that happened before ``since``
    (it may be earlier than need be). ``last`` is where the series was last."""

    __slots__ = ("_down", "_up", "above", "below", "last", "since")

    def __init__(self) -> None:
        self._up, self._down = _Ladder(), _Ladder()
        self.above, self.below = inf, -inf
        self.since: float = inf
        self.last: float | None = None

    def __len__(self) -> int:
        return len(self._up.keys) + len(self._down.keys)

    def arm(self, number: int, side: Side, value: float) -> None:
        """Arm one more."""
        if side == "above":
            self._up.add(-value, number)
        else:
            self._down.add(value, number)
        self._look()

    def arm_all(self, side: Side, values: Iterable[float], numbers: Iterable[int]) -> None:
        """Arm many at once: for the start."""
        if side == "above":
            self._up.add_all((-value for value in values), numbers)
        else:
            self._down.add_all(values, numbers)
        self._look()

    def disarm(self, number: int, side: Side, value: float) -> None:
        """Take one out; nothing where it is not armed."""
        if side == "above":
            self._up.remove(-value, number)
        else:
            self._down.remove(value, number)
        self._look()

    def take(self, low: float, high: float) -> list[int]:
        """Take out those whose value is reached by a step from ``low`` to ``high``, and give their numbers, on each
        side the nearest first."""
        taken: list[int] = []
        if high >= self.above:
            taken += self._up.cut(-high)
        if low <= self.below:
            taken += self._down.cut(low)
        self._look()
        return taken

    def _look(self) -> None:
        self.above = -self._up.keys[-1] if self._up.keys else inf
        self.below = self._down.keys[-1] if self._down.keys else -inf
