"""What the sky is worth in the history of a market that a feed lists."""

import asyncio
from collections.abc import Mapping

from analytics.sky.events import SkyEvent
from services.base import Asker, Handler, Request, Service
from services.cosmic.almanac import Almanac
from services.cosmic.evidence import EVIDENCE_BARS, CosmicEvidence, CosmicEvidenceAnswer, cosmic_evidence
from services.cosmic.trial import Trial
from services.market.candles import Candles
from services.market.feed import MarketFeed
from services.progress import tell


class CosmicEvidenceService(Service):
    """Holds the sky of ``almanac`` against the markets of ``feed``."""

    subject = "cosmic evidence"

    def __init__(self, feed: MarketFeed, almanac: Almanac) -> None:
        self._feed = feed
        self._almanac = almanac

    def handlers(self) -> Mapping[type[Request], Handler]:
        return {CosmicEvidence: self.evidence}

    async def evidence(self, request: CosmicEvidence, _asker: Asker) -> CosmicEvidenceAnswer:
        """How the market differed while factors were in force, beside random calendars.

        Raises:
            TooFewBars: fewer than ``EVIDENCE_BARS`` had closed.
        """
        seen = await self._feed.snapshot(request.symbol, request.timeframe, request.bars, need=EVIDENCE_BARS)
        events = await self._events(seen.candles.last(request.bars))
        trial = await asyncio.to_thread(Trial, seen.candles, request.bars, events)
        return await asyncio.to_thread(cosmic_evidence, seen, trial, request.factor)

    async def _events(self, candles: Candles) -> tuple[SkyEvent, ...]:
        """Those of the candles' years, and of one more before and after."""
        years = range(candles.opened(0).year - 1, candles.opened(-1).year + 2)
        events: list[SkyEvent] = []
        for done, year in enumerate(years):
            tell(done, len(years), "Reckoning the sky")
            events.extend(await self._almanac.year(year))
        return tuple(events)
