"""How much a market trades and how far it moves in a day, from its candles."""

from decimal import Decimal
from typing import Final

import numpy as np

from analytics.trading.matching import Liquidity
from services.market.candles import Candles
from services.market.last_day import last_day
from services.market.timeframes import DAY, TIMEFRAMES

LOOKED_AT: Final = ("1h", "4h", "1d")
"""Timeframes that tell it, the best first."""
DAYS: Final = 7
"""Days whose moves are looked at."""
LEAST_RETURNS: Final = 2


def bars_looked_at(timeframe: str) -> int:
    """How many candles tell it."""
    return DAYS * DAY // TIMEFRAMES[timeframe].ms + 1


def liquidity_of(candles: Candles, now: int) -> Liquidity:
    """What ``candles`` tell at ``now`` (UTC ms): what was traded in their last 24 hours, and the root of the mean
    square of their logarithmic returns, made one of a day. A return over a hole is left out. Nothing is known of a
    market that has had no candle for a day."""
    length = TIMEFRAMES[candles.timeframe]
    if not len(candles) or int(candles.time[-1]) + length.ms + DAY < now:
        return Liquidity(None, None)
    volume = last_day(candles, length).volume_24h
    beside = np.diff(candles.time) == length.ms
    returns = np.diff(np.log(candles.close))[beside]
    of_day = float(np.sqrt(np.mean(returns**2) * DAY / length.ms)) if len(returns) >= LEAST_RETURNS else None
    return Liquidity(
        Decimal(repr(volume)) if volume else None,
        None if of_day is None else Decimal(repr(round(of_day, 8))),
    )
