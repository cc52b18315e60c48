"""Fibonacci levels of a swing.

Ratios are powers of the golden ratio φ = (1 + √5) / 2 and their roots: 0.236 = φ⁻³, 0.382 = φ⁻², 0.618 = φ⁻¹,
0.786 = √0.618, 1.272 = √φ, 1.618 = φ, 2.618 = φ²; 0.5, 1.414 = √2 and 2 come from custom.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from analytics.ties import dust

RETRACEMENTS = (0.0, 0.236, 0.382, 0.5, 0.618, 0.786, 1.0)
EXTENSIONS = (1.272, 1.414, 1.618, 2.0, 2.618)
PROJECTIONS = (0.618, 1.0, 1.272, 1.618, 2.0, 2.618)
GOLDEN_POCKET = (0.618, 0.65)

Kind = Literal["retracement", "extension", "counter"]


@dataclass(frozen=True, slots=True)
class Swing:
    """A move from ``start`` to ``end`` (prices), between the bars at ``start_bar`` and ``end_bar``."""

    start: float
    end: float
    start_bar: int
    end_bar: int

    @property
    def up(self) -> bool:
        return self.end > self.start


@dataclass(frozen=True, slots=True)
class Level:
    """A price at ``ratio`` of a swing."""

    kind: Kind
    ratio: float
    price: float


@dataclass(frozen=True, slots=True)
class Projection:
    """A price that a second move reaches at ``ratio`` of a first."""

    ratio: float
    price: float


def dominant_swing(high: NDArray[np.float64], low: NDArray[np.float64]) -> Swing | None:
    """The largest move within the bars: between their lowest low and their highest high, towards the later of the two.

    ``high`` and ``low`` have shape (n,). Of equal extremes the newest counts. Where one bar holds both, the move ends
    at the extreme farther from the middle of the bar before (at the high where there is none). ``None`` where no
    price differs from another, or n is 0.
    """
    n = len(high)
    if n == 0:
        return None
    top, bottom = n - 1 - int(np.argmax(high[::-1])), n - 1 - int(np.argmin(low[::-1]))
    highest, lowest = float(high[top]), float(low[bottom])
    if highest == lowest:
        return None
    up = top > bottom
    if top == bottom:
        before = (high[top - 1] + low[top - 1]) / 2 if top else lowest
        up = bool(highest - before >= before - lowest - dust(highest))
    if up:
        return Swing(start=lowest, end=highest, start_bar=bottom, end_bar=top)
    return Swing(start=highest, end=lowest, start_bar=top, end_bar=bottom)


def retracements(swing: Swing, ratios: Sequence[float] = RETRACEMENTS) -> list[Level]:
    """Prices that retrace ``swing`` by each ratio: end − ratio · (end − start). Ratio 0 is its end, 1 its start."""
    return [Level("retracement", r, swing.end - r * (swing.end - swing.start)) for r in ratios]


def extensions(swing: Swing, ratios: Sequence[float] = EXTENSIONS) -> list[Level]:
    """Prices that carry ``swing`` on beyond its end: start + ratio · (end − start), for ratios above 1."""
    return [Level("extension", r, swing.start + r * (swing.end - swing.start)) for r in ratios]


def level_at(swing: Swing, ratio: float) -> Level:
    """The level of ``swing`` at ``ratio``: a retracement up to 1, an extension above."""
    return (retracements if ratio <= 1 else extensions)(swing, (ratio,))[0]


def counter_extensions(swing: Swing, ratios: Sequence[float] = EXTENSIONS) -> list[Level]:
    """Prices beyond the start of ``swing``, should it fail: end − ratio · (end − start), for ratios above 1."""
    return [Level("counter", r, swing.end - r * (swing.end - swing.start)) for r in ratios]


def projections(swing: Swing, origin: float, ratios: Sequence[float] = PROJECTIONS) -> list[Projection]:
    """Prices that a move like ``swing`` reaches from ``origin``: origin + ratio · (end − start).

    With the turns A → B → C, ``swing`` is A → B and ``origin`` is C: the three-point extension.
    """
    return [Projection(r, origin + r * (swing.end - swing.start)) for r in ratios]


def retraced(swing: Swing, price: float) -> float:
    """The share of ``swing`` that ``price`` has given back: 0 at its end, 1 at its start, below 0 beyond the end."""
    return (swing.end - price) / (swing.end - swing.start)
