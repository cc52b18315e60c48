"""What markets trade at, and their charts."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from analytics.volatility import SETTLED_BARS, last_atr
from services.base import Asker, Handler, Health, Request, Service
from services.cosmic.almanac import Almanac
from services.cosmic.facts import SkyEventFacts
from services.cosmic.overlay import overlay_reach, sky_overlay
from services.errors import ExchangeUnavailable, NotEnoughData, UnknownTimeframe
from services.market.candles import Candles
from services.market.chart import Chart, ChartAnswer
from services.market.feed import MarketFeed
from services.market.last_day import last_day
from services.market.price import Price, PriceAnswer
from services.market.price_facts import HOUR_BARS, price_answer

LATEST_HOURS: Final = timedelta(hours=3)
"""Hourly candles whose newest opened longer ago than this do not stand beside the price."""


class MarketService(Service):
    """Prices and charts of the markets that ``feed`` lists; ``almanac`` knows what may be marked on a chart."""

    subject = "market"

    def __init__(self, feed: MarketFeed, almanac: Almanac | None = None) -> None:
        self._feed = feed
        self._almanac = almanac

    def handlers(self) -> Mapping[type[Request], Handler]:
        return {Price: self.price, Chart: self.chart}

    async def price(self, request: Price, _asker: Asker) -> PriceAnswer:
        """The newest price beside its day and its week. What the source cannot tell is ``None``.

        Raises:
            TooFewBars: the source knows no price at this time.
        """
        try:
            seen = await self._feed.snapshot(request.symbol, HOUR_BARS.name, SETTLED_BARS)
        except (NotEnoughData, UnknownTimeframe, ExchangeUnavailable):
            ticker, provenance = await self._feed.ticker(request.symbol)
            return price_answer(ticker, Candles.none(ticker.symbol, HOUR_BARS.name), provenance)
        hours = seen.candles
        if seen.ticker is None and seen.provenance.stale:  # the price may be newer than its candles
            with suppress(NotEnoughData, ExchangeUnavailable):
                ticker, provenance = await self._feed.ticker(request.symbol)
                if ticker.time - hours.opened(-1) > LATEST_HOURS:  # no week that ends before the price does
                    hours = Candles.none(ticker.symbol, HOUR_BARS.name)
                return price_answer(ticker, hours, provenance)
        return price_answer(seen.ticker or last_day(hours, HOUR_BARS), hours, seen.provenance)

    async def chart(self, request: Chart, _asker: Asker) -> ChartAnswer:
        """The newest candles and what they add up to.

        Raises:
            TooFewBars: no candle had closed.
        """
        seen = await self._feed.snapshot(request.symbol, request.timeframe, max(request.bars, SETTLED_BARS))
        shown = seen.candles.last(request.bars)
        sky = await self._sky(shown, seen.provenance.as_of) if request.overlay == "cosmic" else ()
        usual = float(shown.volume[:-1].mean()) if len(shown) > 1 else 0.0
        atr = last_atr(seen.candles.high, seen.candles.low, seen.candles.close)
        return ChartAnswer(
            as_of=seen.provenance.as_of,
            symbol=shown.symbol,
            provenance=seen.shown(request.bars),
            timeframe=shown.timeframe,
            bars=len(shown),
            price=seen.price,
            change=seen.price / float(shown.open[0]) - 1,
            high=float(shown.high.max()),
            low=float(shown.low.min()),
            up_bars=int((shown.close > shown.open).sum()),
            down_bars=int((shown.close < shown.open).sum()),
            volume=float(shown.volume.sum()),
            volume_ratio=float(shown.volume[-1]) / usual if usual > 0 else None,
            atr=atr,
            atr_pct=None if atr is None else atr / seen.price,
            overlay=request.overlay,
            sky=sky,
            candles=shown,
        )

    async def _sky(self, shown: Candles, until: datetime) -> tuple[SkyEventFacts, ...]:
        """What happened in the sky while ``shown`` were made."""
        if self._almanac is None:
            return ()
        events = await self._almanac.between(*overlay_reach(shown.opened(0), until))
        return await asyncio.to_thread(sky_overlay, events)

    async def health(self) -> Health:
        try:
            listed = await self._feed.markets()
        except ExchangeUnavailable as error:
            return Health(ok=False, detail=f"{error.venue}: {error.reason}")
        return Health(ok=True, detail=f"{len(listed)} markets")

    async def shut_down(self) -> None:
        await self._feed.close()
