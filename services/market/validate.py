"""Rows of numbers made into candles, or an error that says which row is wrong and why."""

from collections.abc import Callable
from typing import Any

import numpy as np

from services.core.errors import BrokenCandles
from services.market.candles import Candles, Floats
from services.market.timeframes import Timeframe

COLUMNS = 6
"""Time (UTC open, ms), open, high, low, close, volume."""


def to_candles(symbol: str, timeframe: Timeframe, rows: Floats, place_of: Callable[[int], str]) -> Candles:
    """Candles from ``rows`` of shape (n, 6). ``place_of`` names the place of a row, for the error.

    Raises:
        BrokenCandles: a row is not a candle, or not after the one before. The first such row is named.
    """
    time, open_, high, low, close, volume = (np.ascontiguousarray(rows[:, column]) for column in range(COLUMNS))
    prices = rows[:, 1:5]
    with np.errstate(invalid="ignore"):
        problems: tuple[tuple[Any, str], ...] = (
            (~np.isfinite(rows).all(axis=1), "a value is not a finite number"),
            (
                (time - timeframe.origin) % timeframe.ms != 0,
                f"the time is not one at which a {timeframe.name} bar opens",
            ),
            (np.diff(time, prepend=-np.inf) <= 0, "the time is not after the one before"),
            ((prices <= 0).any(axis=1), "a price is not above zero"),
            (high < low, "the high is below the low"),
            (
                (high < np.maximum(open_, close)) | (low > np.minimum(open_, close)),
                "open or close lies outside low–high",
            ),
            (volume < 0, "the volume is below zero"),
        )
    first = [(int(np.argmax(wrong)), reason) for wrong, reason in problems if wrong.any()]
    if first:
        row, reason = min(first, key=lambda problem: problem[0])
        raise BrokenCandles(symbol=symbol, timeframe=timeframe.name, place=place_of(row), reason=reason)
    return Candles(symbol, timeframe.name, time.astype(np.int64), open_, high, low, close, volume)
