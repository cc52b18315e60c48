"""Candles of a market, to look at."""

import asyncio
from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from analytics.volatility import SETTLED_BARS, last_atr
from services.core.handlers import answers
from services.core.request import Read
from services.core.units import Amount, Multiple, PercentChange, Price, Share
from services.cosmic.almanac import Almanac
from services.cosmic.facts import SkyEventFacts
from services.cosmic.overlay import overlay_reach, sky_overlay
from services.market.candles import Candles, MarketAnswer
from services.market.source import SymbolText, TimeframeText
from services.market.view import MarketView

SHOWN_BARS = 120

Overlay = Literal["cosmic"]
"""What may be marked on the candles."""


class ChartAnswer(MarketAnswer):
    """The newest ``bars`` closed candles and what they add up to. Changes are fractions."""

    timeframe: str
    bars: int
    price: Price
    """The newest price: of the last trade where the source has one, else the last close."""
    change: PercentChange
    """From the first candle's open to the price."""
    high: Price
    low: Price
    up_bars: int
    down_bars: int
    volume: Amount
    """The sum over the candles, in base currency."""
    volume_ratio: Multiple | None
    """The newest candle's volume beside the mean of the others."""
    atr: Price | None
    atr_pct: Share | None
    overlay: Overlay | None = None
    sky: tuple[SkyEventFacts, ...] = ()
    """With the overlay ``cosmic``: what happened in the sky since the first candle opened, in order. It has no weight
    in any decision."""
    candles: Candles = Field(exclude=True, repr=False)


class Chart(Read[ChartAnswer]):
    """A candle chart of ``symbol``."""

    name: ClassVar[str] = "chart"
    summary: ClassVar[str] = "A candle chart, with buttons for other timeframes"
    means: ClassVar[str] = "The candles as they closed, and where the price stands among them."
    also: ClassVar[tuple[str, ...]] = ("candles", "picture")
    example: ClassVar[str] = "symbol:BTC/USDT timeframe:4h"
    fresh_for: ClassVar[float] = 2.0

    symbol: SymbolText
    timeframe: TimeframeText = "4h"
    bars: int = Field(default=SHOWN_BARS, ge=20, le=300, description="How many candles to show")
    overlay: Overlay | None = Field(
        default=None, description="What to mark on the candles: cosmic events, which have no weight in any decision"
    )


@answers(Chart)
async def answer_chart(request: Chart, market: MarketView, almanac: Almanac) -> ChartAnswer:
    """The newest candles and what they add up to.

    Raises:
        TooFewBars: no candle had closed.
    """
    seen = await market.snapshot(request.symbol, request.timeframe, max(request.bars, SETTLED_BARS))
    shown = seen.candles.last(request.bars)
    sky = await _sky(almanac, shown, seen.provenance.as_of) if request.overlay == "cosmic" else ()
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


async def _sky(almanac: Almanac, shown: Candles, until: datetime) -> tuple[SkyEventFacts, ...]:
    """What happened in the sky while ``shown`` were made."""
    events = await almanac.between(*overlay_reach(shown.opened(0), until))
    return await asyncio.to_thread(sky_overlay, events)
