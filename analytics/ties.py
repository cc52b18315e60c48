"""Which prices are the same, and for how long a market has not moved.

Prices stand on ticks, floats do not: two sums of the same ticks differ in the last digit, and in another one when the
prices are told in another unit. So what is made of several prices (a typical price, a rise, a level, an average) is
held against another one with ``dust`` between them. Prices themselves need none: equal ones are equal floats.
"""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from analytics.bars import Floats

SAME = 1e-12
"""As a fraction of a price: thousands of times what a sum of a few prices is off by, and far less than any tick."""

RATIO = 1e-9
"""What two ratios of differences of prices may differ by and still be the same: more, for differences are smaller."""


Prices = TypeVar("Prices", float, Floats)


def dust(price: Prices) -> Prices:
    """What two numbers of the size of ``price`` may differ by and still be the same."""
    return abs(price) * SAME


def settled(differences: Floats, price: Floats) -> Floats:
    """``differences`` of prices of the size of ``price``, those that are dust as 0."""
    return np.where(np.abs(differences) <= dust(price), 0.0, differences)


def bars_still(high: Floats, low: Floats, close: Floats) -> NDArray[np.int64]:
    """For how many bars up to each (n,) there was no true range: none traded above or below the close before it. The
    first bar, which has none before it, counts as one."""
    bars = np.arange(len(close))
    moved = np.zeros(len(close), dtype=np.bool_)
    moved[1:] = (high[1:] != low[1:]) | (high[1:] != close[:-1])  # so does a bar with a price missing
    return np.asarray(bars - np.maximum.accumulate(np.where(moved, bars, -1)), dtype=np.int64)
