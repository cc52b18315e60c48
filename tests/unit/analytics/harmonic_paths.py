"""Markets that draw a harmonic pattern, and nothing else."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from tests.unit.analytics.markets import HOUR, Rows

X, A = 100.0, 140.0
IDEAL: dict[str, tuple[float, float, float]] = {
    "Gartley": (0.618, 0.5, 0.786),
    "Bat": (0.45, 0.65, 0.886),
    "Alternate Bat": (0.382, 0.8, 1.13),
    "Butterfly": (0.786, 0.6, 1.27),
    "Crab": (0.58, 0.8, 1.618),
    "Deep Crab": (0.886, 0.6, 1.618),
    "Shark": (0.5, 1.4, 1.0),
    "Cypher": (0.5, 1.686, 0.0),
    "AB=CD": (0.5, 0.5, 0.0),
}
"""Where B lies in XA, C in AB, and D in XA. Nothing but this kind holds of them."""


def turns(kind: str, *, b: float | None = None, c: float | None = None, d: float | None = None) -> list[float]:
    """Prices of X A B C D of a rising pattern."""
    ideal = IDEAL[kind]
    at_b = A - (ideal[0] if b is None else b) * (A - X)
    at_c = at_b + (ideal[1] if c is None else c) * (A - at_b)
    if kind == "Cypher":
        at_d = at_c - (0.786 if d is None else d) * (at_c - X)
    elif kind == "AB=CD":
        at_d = at_c - (1.0 if d is None else d) * (A - at_b)
    else:
        at_d = A - (ideal[2] if d is None else d) * (A - X)
    return [X, A, at_b, at_c, at_d]


def path(*prices: float, up: bool = True, bars: int = 16) -> Rows:
    """Straight legs from price to price; falling patterns are the mirror image about 200."""
    closes = np.concatenate([np.linspace(a, b, bars, endpoint=False) for a, b in pairwise(prices)] + [[prices[-1]]])
    closes = closes if up else 400.0 - closes
    time = np.arange(len(closes), dtype=np.int64) * HOUR
    return Rows(time, closes, closes.copy(), closes.copy(), closes.copy(), np.ones(len(closes)))


def market(points: Sequence[float], *, after: Sequence[float] = (138.0,), up: bool = True) -> Rows:
    """A long way down to X, the pattern, and what came after it."""
    return path(X + 61.0, X + 52.0, *points, *after, up=up)
