"""When something is on: bars inside a calendar's spells, and the spells themselves."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Spells:
    """Runs of bars that are on, oldest first: from the bar ``start`` up to but without ``end``; shapes (spells,)."""

    start: Ints
    end: Ints

    def __len__(self) -> int:
        return len(self.start)


def spells(on: Bools) -> Spells:
    """The runs of true in ``on``, shape (n,)."""
    edges = np.diff(on.astype(np.int8), prepend=0, append=0)
    return Spells(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1))


def during(time: Ints, bar_ms: int, start: Ints, end: Ints) -> Bools:
    """Which bars lie in a span from ``start`` up to but without ``end`` (UTC ms, shape (spans,), in any order).

    A bar lies where its middle lies, so that spans that follow each other share no bar; one shorter than a bar may hold
    none. ``time`` is the bars' open in UTC ms, shape (n,), and so is the result's shape. Spans may overlap.
    """
    if np.any(end < start):
        raise ValueError("a span ends before it starts")
    middle = time + bar_ms // 2
    begun = np.searchsorted(np.sort(start), middle, side="right")
    return np.asarray(begun > np.searchsorted(np.sort(end), middle, side="right"))
