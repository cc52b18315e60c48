"""From prices to pixel rows, and the round prices worth a line."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

FLAT_MARGIN = 0.005
"""How far a scale reaches on each side of a price that never moved, as a fraction of it."""
FREE = 16
"""Rows above the highest price and below the lowest."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Prices from ``low`` to ``high`` on the pixel rows from ``bottom`` − 1 up to ``top``."""

    low: float
    high: float
    top: int
    bottom: int

    @classmethod
    def over(cls, low: float, high: float, top: int, bottom: int, *, free: int = FREE) -> Self:
        """A scale that shows ``low`` to ``high`` and leaves ``free`` rows above and below them."""
        span = high - low
        margin = span * free / (bottom - 1 - top - 2 * free) if span > high * 1e-9 else high * FLAT_MARGIN
        return cls(low - margin, high + margin, top, bottom)

    @property
    def span(self) -> float:
        return self.high - self.low

    def y(self, price: float) -> int:
        return self.top + round((self.high - price) / self.span * (self.bottom - 1 - self.top))

    def rows(self, prices: NDArray[np.float64]) -> NDArray[np.int64]:
        """``y`` of each price."""
        rows = np.rint((self.high - prices) / self.span * (self.bottom - 1 - self.top))
        return self.top + rows.astype(np.int64)


def widened(low: float, high: float, ends: Sequence[float], reach: Iterable[float], keep: float) -> tuple[float, float]:
    """``low`` to ``high`` (of the candles), widened to ``ends``, and to each of ``reach`` that leaves them ``keep``."""
    bottom, top = min((low, *ends)), max((high, *ends))
    for price in reach:
        wider = min(bottom, price), max(top, price)
        if high - low >= keep * (wider[1] - wider[0]):
            bottom, top = wider
    return bottom, top


@dataclass(frozen=True, slots=True)
class Ticks:
    """Round prices, lowest first, and the ``decimals`` that tell them apart."""

    prices: tuple[float, ...]
    decimals: int


def nice_ticks(low: float, high: float, most: int) -> Ticks:
    """The multiples of 1, 2, 2.5 or 5 times a power of ten from ``low`` to ``high``, about ``most`` of them."""
    rough = (high - low) / most
    power = math.floor(math.log10(rough))
    leads = ((1.0, 0), (2.0, 0), (2.5, 1), (5.0, 0), (10.0, -1))
    step, places = next((lead * 10.0**power, places) for lead, places in leads if lead * 10.0**power >= rough)
    prices = tuple(step * k for k in range(math.ceil(low / step), math.floor(high / step) + 1))
    return Ticks(prices, max(0, places - power))
