"""Prices that go straight from turn to turn: formations to be found, drawn by hand."""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from tests.unit.analytics.markets import HOUR, Rows

MIRROR = 400.0


def straight(*turns: float, legs: int | tuple[int, ...] = 10) -> Rows:
    """Bars whose closes go from the first of ``turns`` to the last, so many bars a leg, and whose highs and lows are
    no wider than open and close."""
    lengths = (legs,) * (len(turns) - 1) if isinstance(legs, int) else legs
    path = [np.linspace(a, b, bars, endpoint=False) for (a, b), bars in zip(pairwise(turns), lengths, strict=True)]
    return of_closes(np.append(np.concatenate(path), turns[-1]))


def of_closes(path: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> Rows:
    """Bars that open at one value of ``path`` and close at the next."""
    opened, closed = path[:-1].copy(), path[1:].copy()
    high, low = np.maximum(opened, closed), np.minimum(opened, closed)
    time = np.arange(len(opened), dtype=np.int64) * HOUR
    return Rows(time, opened, high, low, closed, np.ones(len(opened)))


def upside_down(rows: Rows) -> Rows:
    """The same market, its prices mirrored at half of ``MIRROR``."""
    return replace(
        rows,
        open=MIRROR - rows.open,
        high=MIRROR - rows.low,
        low=MIRROR - rows.high,
        close=MIRROR - rows.close,
    )
