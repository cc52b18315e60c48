"""What a price is beside its day and its week."""

import numpy as np

from analytics.fibonacci import dominant_swing, retraced
from analytics.volatility import last_atr
from services.market.candles import Candles, Provenance
from services.market.last_day import price_at
from services.market.price import PriceAnswer
from services.market.source import Ticker
from services.market.timeframes import DAY, TIMEFRAMES, WEEK

HOUR_BARS = TIMEFRAMES["1h"]


def price_answer(ticker: Ticker, hours: Candles, provenance: Provenance) -> PriceAnswer:
    """The facts of ``ticker`` and the hourly candles up to it, if any. What they do not reach back to is ``None``."""
    price = ticker.last
    high = None if ticker.high_24h is None else max(ticker.high_24h, price)
    low = None if ticker.low_24h is None else min(ticker.low_24h, price)
    end = int(hours.time[-1]) + HOUR_BARS.ms if len(hours) else 0
    week_open = price_at(hours, end - WEEK)
    high_7d, low_7d, given_back = (None, None, None) if week_open is None else _week(hours, end, price, high, low)
    atr = last_atr(hours.high, hours.low, hours.close)
    return PriceAnswer(
        as_of=provenance.as_of,
        symbol=ticker.symbol,
        provenance=provenance,
        price=price,
        change_24h=None if ticker.open_24h is None else price / ticker.open_24h - 1,
        high_24h=high,
        low_24h=low,
        position_24h=None if high is None or low is None or high == low else (price - low) / (high - low),
        volume_24h=ticker.volume_24h,
        volume_ratio=_volume_ratio(hours, end),
        change_7d=None if week_open is None else price / week_open - 1,
        high_7d=high_7d,
        low_7d=low_7d,
        retraced_7d=given_back,
        atr_1h=atr,
        atr_1h_pct=None if atr is None else atr / price,
        closes_24h=tuple(hours.between(end - DAY, end).close.tolist()),
    )


def _week(
    hours: Candles, end: int, price: float, high_24h: float | None, low_24h: float | None
) -> tuple[float, float, float | None]:
    """Highest and lowest price of the seven days, and the share of their range given back.

    The hour that is still forming counts as a bar: it holds the price, and an extreme of the day that no closed hour
    has reached.
    """
    week = hours.between(end - WEEK, end)
    high = high_24h if high_24h is not None and high_24h > week.high.max() else price
    low = low_24h if low_24h is not None and low_24h < week.low.min() else price
    highs, lows = np.append(week.high, high), np.append(week.low, low)
    swing = dominant_swing(highs, lows)
    return float(highs.max()), float(lows.min()), None if swing is None else retraced(swing, price)


def _volume_ratio(hours: Candles, end: int) -> float | None:
    """The last 24 hours' volume beside the mean day of the seven days before them."""
    if price_at(hours, end - DAY - WEEK) is None:
        return None
    usual = float(hours.between(end - DAY - WEEK, end - DAY).volume.sum()) / 7
    return float(hours.between(end - DAY, end).volume.sum()) / usual if usual > 0 else None
