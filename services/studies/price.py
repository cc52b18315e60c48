"""The newest price of a market, beside its day and its week."""

from contextlib import suppress
from datetime import timedelta
from typing import ClassVar, Final

import numpy as np

from analytics.fibonacci import dominant_swing, retraced
from analytics.volatility import SETTLED_BARS, last_atr
from services.core.errors import ExchangeUnavailable, NotEnoughData, UnknownTimeframe
from services.core.handlers import answers
from services.core.request import Read
from services.core.units import Amount, Multiple, PercentChange, Price, Proportion, Share
from services.market.candles import Candles, MarketAnswer, Provenance
from services.market.last_day import last_day, price_at
from services.market.source import SymbolText, Ticker
from services.market.timeframes import DAY, TIMEFRAMES, WEEK
from services.market.view import MarketView


class PriceAnswer(MarketAnswer):
    """Prices in quote currency; changes and positions as fractions (0.01 is 1 %); ``None`` is not known."""

    price: Price
    change_24h: PercentChange | None
    high_24h: Price | None
    low_24h: Price | None
    position_24h: Proportion | None
    """Where the price stands in the day's range: 0 at the low, 1 at the high."""
    volume_24h: Amount | None
    """In base currency."""
    volume_ratio: Multiple | None
    """The last 24 hours' volume beside the mean day of the seven days before the last 24 hours."""
    change_7d: PercentChange | None
    high_7d: Price | None
    low_7d: Price | None
    position_7d: Proportion | None = None
    """Where the price stands in the week's range: 0 at the low, 1 at the high."""
    retraced_7d: Proportion | None
    """How much of the week's range the price has given back from the newer of its ends: 0 there, 1 at the other."""
    atr_1h: Price | None
    """Wilder's average true range over 14 hourly bars, in quote currency."""
    atr_1h_pct: Share | None
    """The same as a fraction of the price."""
    closes_24h: tuple[float, ...]
    """The last 24 hourly closes, oldest first."""


class PriceNow(Read[PriceAnswer]):
    """The newest price of ``symbol``."""

    name: ClassVar[str] = "price"
    summary: ClassVar[str] = "The newest price, beside its day and its week"
    means: ClassVar[str] = "The newest price, and how it stands in its day and its week."
    also: ClassVar[tuple[str, ...]] = ("quote", "cost", "worth")
    example: ClassVar[str] = "symbol:BTC/USDT"
    fresh_for: ClassVar[float] = 2.0
    in_line: ClassVar[bool] = False

    symbol: SymbolText


LATEST_HOURS: Final = timedelta(hours=3)
"""Hourly candles whose newest opened longer ago than this do not stand beside the price."""


@answers(PriceNow)
async def answer_price(request: PriceNow, market: MarketView) -> PriceAnswer:
    """The newest price beside its day and its week. What the source cannot tell is ``None``.

    Raises:
        TooFewBars: the source knows no price at this time.
    """
    try:
        seen = await market.snapshot(request.symbol, HOUR_BARS.name, SETTLED_BARS)
    except (NotEnoughData, UnknownTimeframe, ExchangeUnavailable):
        ticker, provenance = await market.ticker(request.symbol)
        return price_answer(ticker, Candles.none(ticker.symbol, HOUR_BARS.name), provenance)
    hours = seen.candles
    if seen.ticker is None and seen.provenance.stale:  # the price may be newer than its candles
        with suppress(NotEnoughData, ExchangeUnavailable):
            ticker, provenance = await market.ticker(request.symbol)
            if ticker.time - hours.opened(-1) > LATEST_HOURS:  # no week that ends before the price does
                hours = Candles.none(ticker.symbol, HOUR_BARS.name)
            return price_answer(ticker, hours, provenance)
    return price_answer(seen.ticker or last_day(hours, HOUR_BARS), hours, seen.provenance)


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
        position_24h=_position(price, low, high),
        volume_24h=ticker.volume_24h,
        volume_ratio=_volume_ratio(hours, end),
        change_7d=None if week_open is None else price / week_open - 1,
        high_7d=high_7d,
        low_7d=low_7d,
        position_7d=_position(price, low_7d, high_7d),
        retraced_7d=given_back,
        atr_1h=atr,
        atr_1h_pct=None if atr is None else atr / price,
        closes_24h=tuple(hours.between(end - DAY, end).close.tolist()),
    )


def _position(price: float, low: float | None, high: float | None) -> float | None:
    return None if high is None or low is None or high == low else (price - low) / (high - low)


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
