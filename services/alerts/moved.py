"""How far a price has moved by now, within the time of a rise or a fall that somebody wants to be told of."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TypeVar

from services.alerts.series import Series
from services.alerts.window import Window
from services.core.errors import TooFewBars, UnknownTimeframe
from services.market.timeframes import TIMEFRAMES, Timeframe, to_ms
from services.market.view import MarketView

T = TypeVar("T")

MOST_BARS: Final = 1_000
"""That are looked at: a call of an exchange."""


async def by_what_there_is(market: MarketView, look: Callable[[Sequence[Timeframe]], Awaitable[T]]) -> T:
    """What ``look`` finds with the timeframes of ``market``, finest first; where the one that it chooses cannot be had
    of its symbol, with those that can."""
    try:
        return await look([TIMEFRAMES[name] for name in market.timeframes])
    except UnknownTimeframe as error:
        return await look([TIMEFRAMES[name] for name in error.known])


async def moved_by_now(series: Series, price: float, market: MarketView) -> float:
    """How far ``price``, the newest, is above the lowest or below the highest of the time, by the finest bars of which
    a call has enough; 0 where there are none so short.

    Raises:
        DeskError: they cannot be had now.
    """
    while_ms = series.window * 1_000

    async def look(known: Sequence[Timeframe]) -> float:
        timeframe = next((each for each in known if each.ms <= while_ms <= each.ms * MOST_BARS), None)
        if timeframe is None:
            return 0.0
        bars = while_ms // timeframe.ms + 1
        candles, _ = await market.candles(series.of, timeframe.name, bars, copied=False)
        window = Window("rise" if series.kind == "rise" else "fall", while_ms)
        columns = (candles.time, candles.open, candles.high, candles.low, candles.close)
        for begin, *prices in zip(*(column.tolist() for column in columns), strict=True):
            window.bar(begin, begin + candles.bar_ms, *prices)
        return window.tick(to_ms(market.now()), price)

    try:
        return await by_what_there_is(market, look)
    except TooFewBars:
        return 0.0
