"""Which prices are the same, and for how long a market has not moved.

Prices stand on ticks, floats do not: two sums of the same ticks differ in the last digit, and in another one when the
prices are told in another unit. So what is made of several prices (a typical price, a rise, a level, an average) is
held against another one with ``dust`` between them. Prices themselves need none: equal ones are equal floats.

Where many sums are compared, or somebody else's code compares them, prices are counted ``in_ticks``: sums of whole
numbers are exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from analytics.bars import Floats

SAME = 1e-12
"""As a fraction of a price: thousands of times what a sum of a few prices is off by, and far less than any tick."""

RATIO = 1e-9
"""What two ratios of differences of prices may differ by and still be the same: more, for differences are smaller."""


MOST_TICKS: Final = 2.0**44
"""Sums of hundreds of so many are exact."""
MOST_DECIMALS: Final = 22
"""Powers of ten up to it are exact floats."""


Prices = TypeVar("Prices", float, Floats)


def dust(price: Prices) -> Prices:
    """What two numbers of the size of ``price`` may differ by and still be the same."""
    return abs(price) * SAME


def settled(differences: Floats, price: Floats) -> Floats:
    """``differences`` of prices of the size of ``price``, those that are dust as 0."""
    return np.where(np.abs(differences) <= dust(price), 0.0, differences)


def difference(one: float, other: float) -> float:
    """``one`` less ``other``, 0 where that is dust."""
    return 0.0 if abs(one - other) <= dust(max(abs(one), abs(other))) else one - other


def away(price: float, low: float, high: float) -> float:
    """From ``price`` to the nearer of the levels ``low`` and ``high``: above it positive, 0 on and between them."""
    return max(0.0, difference(low, price)) or min(0.0, difference(high, price))


def rounded(price: float) -> float:
    """``price`` without its dust: levels that fall together are one number."""
    return float(f"{price:.12g}")


@dataclass(frozen=True, slots=True)
class Ticks:
    """``columns`` of prices, counted in ticks: the largest price of which they all are multiples. Of prices that are
    none of any, such as random ones, the tick is 1."""

    columns: Sequence[Floats]
    multiple: float = 1.0
    parts: float = 1.0

    def price(self, ticks: Prices) -> Prices:
        """What so many ``ticks`` are worth: of a whole number the float that is nearest to it."""
        return ticks * self.multiple / self.parts


def in_ticks(*columns: Floats) -> Ticks:
    """Prices of shape (n,) each, counted in their tick; missing ones (nan) stay so."""
    known = [column[np.isfinite(column)] for column in columns]
    every = np.concatenate(known)
    most = float(np.abs(every).max(initial=0.0))
    decimals = min(floor(log10(MOST_TICKS / most)), MOST_DECIMALS) if most else 0
    if decimals < 0:
        return Ticks(columns)
    parts = 10.0**decimals
    whole = np.rint(every * parts)
    if (whole / parts != every).any():
        return Ticks(columns)
    multiple = float(np.gcd.reduce(whole.astype(np.int64), initial=0)) or 1.0
    return Ticks([np.rint(column * parts) / multiple for column in columns], multiple, parts)


def bars_still(high: Floats, low: Floats, close: Floats) -> NDArray[np.int64]:
    """For how many bars up to each (n,) there was no true range: none traded above or below the close before it. The
    first bar, which has none before it, counts as one."""
    bars = np.arange(len(close))
    moved = np.zeros(len(close), dtype=np.bool_)
    moved[1:] = (high[1:] != low[1:]) | (high[1:] != close[:-1])  # so does a bar with a price missing
    return np.asarray(bars - np.maximum.accumulate(np.where(moved, bars, -1)), dtype=np.int64)
