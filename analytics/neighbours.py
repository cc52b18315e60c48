"""The nearest of many vectors, of those that were known by a time: exact, in one pass over a matrix.

Squared distance is expanded, |x|² − 2 x·q + |q|², so that what is left to do for a question is one product with rows
that are kept as 32-bit floats. That is off by some 1e-6 of the lengths, so it only chooses candidates, a margin wider
than what it may be off by; these are measured by their differences in 64 bits, and put in order. The answer is that of
measuring all of them so: the same on each machine, whatever its order of summing.

The product is numpy's ``einsum``, which takes no threads: OpenBLAS's wait for one another where other work has the
cores. Approximate indices (HNSW) find 15 to 44 % of the nearest on such vectors, and take a minute to build.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.bars import Floats

Rows = NDArray[np.float32]
FIRST: Final = 64
"""Rows that are put in order at first; each further time four times as many."""
ROUNDING: Final = 8 * float(np.finfo(np.float32).eps)
"""What a sum of products in 32 bits is off by at most, for each of its parts, as a fraction of the lengths: twice the
bound of N. Higham, Accuracy and Stability of Numerical Algorithms (2002), and as much for the two squares."""


class Neighbours:
    """Vectors, each with when it was known (UTC ms), by the order in which those became known.

    ``weights`` (shape (d,), not below zero) are of the squared differences of the dimensions.
    """

    def __init__(self, weights: Sequence[float]) -> None:
        self._scale = np.sqrt(np.asarray(weights, dtype=np.float64))
        self._rows: Rows = np.empty((0, len(self._scale)), np.float32)
        self._squares = np.empty(0, np.float32)
        self._known = np.empty(0, np.int64)
        self._numbers = np.empty(0, np.int64)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, vectors: Rows | Floats, known: NDArray[np.int64]) -> None:
        """Add ``vectors`` (shape (n, d)), which are numbered in the order in which they are added, from 0 on."""
        rows = (vectors * self._scale).astype(np.float32)
        first, past = self._count, self._count + len(rows)
        self._reserve(past)
        self._rows[first:past] = rows
        self._squares[first:past] = np.einsum("ij,ij->i", rows, rows)
        self._known[first:past] = known
        self._numbers[first:past] = np.arange(first, past)
        self._count = past
        self._sort(first)

    def by_distance(self, vector: Sequence[float] | Floats, before: int) -> Iterator[tuple[int, float]]:
        """The numbers of those that were known before that (UTC ms), the nearest first, each with its distance. Of
        equally near ones the last known comes first, of those that were known at once the last added."""
        count = int(np.searchsorted(self._known[: self._count], before))
        rows, squares = self._rows[:count], self._squares[:count]
        known, numbers = self._known[:count], self._numbers[:count]
        query = (np.asarray(vector) * self._scale).astype(np.float32)
        length = float(query @ query)
        near = squares - 2 * np.einsum("ij,j->i", rows, query)
        margin = ROUNDING * len(query) * (length + float(squares.max(initial=0)))
        told, wanted = 0, FIRST
        while told < count:
            wanted = min(wanted, count)
            reach = np.partition(near, wanted - 1)[wanted - 1] + margin
            which = np.flatnonzero(near <= reach)
            apart = rows[which].astype(np.float64) - query
            distances = np.einsum("ij,ij->i", apart, apart)
            order = np.lexsort((-numbers[which], -known[which], distances))[told:wanted]
            for each in order:
                yield int(numbers[which[each]]), float(np.sqrt(distances[each]))
            told, wanted = wanted, 4 * wanted

    def _reserve(self, count: int) -> None:
        """Have room for ``count``."""
        if count <= len(self._known):
            return
        more = max(count, 2 * len(self._known)) - self._count
        self._rows = np.concatenate([self._rows[: self._count], np.empty((more, len(self._scale)), np.float32)])
        self._squares = np.concatenate([self._squares[: self._count], np.empty(more, np.float32)])
        self._known = np.concatenate([self._known[: self._count], np.empty(more, np.int64)])
        self._numbers = np.concatenate([self._numbers[: self._count], np.empty(more, np.int64)])

    def _sort(self, first: int) -> None:
        """Put in order what was added from ``first`` on, where it is not the last known already."""
        known = self._known[: self._count]
        since = max(0, first - 1)
        if np.all(known[since + 1 :] >= known[since:-1]):
            return
        order = np.argsort(known, kind="stable")
        for array in (self._rows, self._squares, self._known, self._numbers):
            array[: self._count] = array[: self._count][order]
