"""Fibonacci analyses of the markets that a feed lists."""

import asyncio
from collections.abc import Mapping

from analytics.volatility import SETTLED_BARS
from services.base import Asker, Handler, Request, Service
from services.errors import DeskError
from services.fibonacci.confluence import (
    Beside,
    FibConfluence,
    FibConfluenceAnswer,
    TimeframeLeftOut,
    coarser,
    fib_confluence,
    left_out,
)
from services.fibonacci.evidence import EVIDENCE_BARS, FibEvidence, FibEvidenceAnswer, fib_evidence
from services.fibonacci.extensions import FibExtensions, FibExtensionsAnswer, fib_extensions
from services.fibonacci.harmonics import HARMONIC_BARS, FibHarmonics, FibHarmonicsAnswer, fib_harmonics
from services.fibonacci.levels import LEAST_BARS, FibLevels, FibLevelsAnswer, fib_levels
from services.fibonacci.time import FibTime, FibTimeAnswer, fib_time
from services.market.candles import Candles, Provenance
from services.market.feed import MarketFeed
from services.market.timeframes import parse_timeframe


class FibonacciService(Service):
    """Fibonacci levels of the markets that ``feed`` lists."""

    subject = "fibonacci"

    def __init__(self, feed: MarketFeed) -> None:
        self._feed = feed

    def handlers(self) -> Mapping[type[Request], Handler]:
        return {
            FibLevels: self.levels,
            FibExtensions: self.extensions,
            FibConfluence: self.confluence,
            FibTime: self.time,
            FibHarmonics: self.harmonics,
            FibEvidence: self.evidence,
        }

    async def levels(self, request: FibLevels, _asker: Asker) -> FibLevelsAnswer:
        """Levels of the dominant swing within the newest ``lookback`` closed bars, beside the newest price.

        Raises:
            TooFewBars: fewer than ``LEAST_BARS`` had closed.
            NoSwing: the price did not move within them.
        """
        bars = max(request.lookback, SETTLED_BARS)
        seen = await self._feed.snapshot(request.symbol, request.timeframe, bars, need=LEAST_BARS)
        return fib_levels(seen, request.lookback)

    async def extensions(self, request: FibExtensions, _asker: Asker) -> FibExtensionsAnswer:
        """Projections from the last three turns known within the newest ``lookback`` closed bars.

        Raises:
            TooFewBars: fewer than ``LEAST_BARS`` had closed.
            TooFewTurns: fewer than three turns are known within them.
        """
        bars = request.lookback + SETTLED_BARS
        seen = await self._feed.snapshot(request.symbol, request.timeframe, bars, need=LEAST_BARS)
        return fib_extensions(seen, request.lookback)

    async def time(self, request: FibTime, _asker: Asker) -> FibTimeAnswer:
        """Time zones and fan of the dominant swing within the newest ``lookback`` closed bars.

        Raises:
            TooFewBars: fewer than ``LEAST_BARS`` had closed.
            NoSwing: the price did not move within them.
        """
        bars = max(request.lookback, SETTLED_BARS)
        seen = await self._feed.snapshot(request.symbol, request.timeframe, bars, need=LEAST_BARS)
        return fib_time(seen, request.lookback)

    async def confluence(self, request: FibConfluence, _asker: Asker) -> FibConfluenceAnswer:
        """Where levels of several swings agree, of the asked timeframe and of up to two coarser ones.

        Raises:
            TooFewBars: fewer than ``LEAST_BARS`` of the asked timeframe had closed.
            NoSwing: the price did not move within them.
        """
        bars = request.lookback + SETTLED_BARS
        names = coarser(parse_timeframe(request.timeframe).name)
        seen, beside = await asyncio.gather(
            self._feed.snapshot(request.symbol, request.timeframe, bars, need=LEAST_BARS),
            asyncio.gather(*(self._candles_if_any(request.symbol, name, bars) for name in names)),
        )
        several = tuple(one for one in beside if not isinstance(one, TimeframeLeftOut))
        missing = tuple(one for one in beside if isinstance(one, TimeframeLeftOut))
        return await asyncio.to_thread(fib_confluence, seen, Beside(several, missing), request.lookback)

    async def harmonics(self, request: FibHarmonics, _asker: Asker) -> FibHarmonicsAnswer:
        """Harmonic patterns within the newest ``lookback`` closed bars; none is an answer too.

        Raises:
            TooFewBars: fewer than ``HARMONIC_BARS`` had closed.
        """
        bars = request.lookback + SETTLED_BARS
        seen = await self._feed.snapshot(request.symbol, request.timeframe, bars, need=HARMONIC_BARS)
        return await asyncio.to_thread(fib_harmonics, seen, request.lookback)

    async def evidence(self, request: FibEvidence, _asker: Asker) -> FibEvidenceAnswer:
        """How levels held within the newest ``lookback`` closed bars, beside levels at random.

        Raises:
            TooFewBars: fewer than ``EVIDENCE_BARS`` had closed.
        """
        seen = await self._feed.snapshot(request.symbol, request.timeframe, request.lookback, need=EVIDENCE_BARS)
        return await asyncio.to_thread(fib_evidence, seen, request.lookback)

    async def _candles_if_any(
        self, symbol: str, timeframe: str, bars: int
    ) -> tuple[Candles, Provenance] | TimeframeLeftOut:
        try:
            return await self._feed.candles(symbol, timeframe, bars, need=LEAST_BARS)
        except DeskError as error:
            return left_out(timeframe, error)
