"""The last day of a market, from its candles alone."""

from services.market.candles import Candles
from services.market.source import Ticker
from services.market.timeframes import DAY, Timeframe, from_ms


def last_day(candles: Candles, timeframe: Timeframe) -> Ticker:
    """The close of the newest of ``candles`` (at least one) as a price, with the 24 hours up to that close.

    Holes in them are passed over. Where the candles do not reach back so far, or each is longer than a day, the 24
    hours are not known: ``None``.
    """
    close = int(candles.time[-1]) + timeframe.ms
    day = candles.between(close - DAY, close)
    open_24h = price_at(candles, close - DAY) if len(day) else None
    known = open_24h is not None
    return Ticker(
        symbol=candles.symbol,
        time=from_ms(close),
        last=float(candles.close[-1]),
        open_24h=open_24h,
        high_24h=float(day.high.max()) if known else None,
        low_24h=float(day.low.min()) if known else None,
        volume_24h=float(day.volume.sum()) if known else None,
        bar_seconds=timeframe.ms / 1000,
    )


def price_at(candles: Candles, time: int) -> float | None:
    """The price at ``time`` (UTC ms): the open of the bar that opened then, else the close of the one before.

    ``None`` where the candles do not reach back so far.
    """
    before, after = candles.between(0, time), candles.between(time, time + 1)
    if len(after):
        return float(after.open[0])
    return float(before.close[-1]) if len(before) else None
