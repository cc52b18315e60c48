"""Fibonacci analyses of the markets that a feed lists."""

from collections.abc import Mapping

from analytics.volatility import SETTLED_BARS
from services.base import Asker, Handler, Request, Service
from services.fibonacci.levels import LEAST_BARS, FibLevels, FibLevelsAnswer, fib_levels
from services.market.feed import MarketFeed


class FibonacciService(Service):
    """Fibonacci levels of the markets that ``feed`` lists."""

    subject = "fibonacci"

    def __init__(self, feed: MarketFeed) -> None:
        self._feed = feed

    def handlers(self) -> Mapping[type[Request], Handler]:
        return {FibLevels: self.levels}

    async def levels(self, request: FibLevels, _asker: Asker) -> FibLevelsAnswer:
        """Levels of the dominant swing within the newest ``lookback`` closed bars, beside the newest price.

        Raises:
            TooFewBars: fewer than ``LEAST_BARS`` had closed.
            NoSwing: the price did not move within them.
        """
        bars = max(request.lookback, SETTLED_BARS)
        seen = await self._feed.snapshot(request.symbol, request.timeframe, bars, need=LEAST_BARS)
        return fib_levels(seen, request.lookback)
