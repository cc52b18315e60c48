"""Candles of a market, to look at."""

from typing import ClassVar, Literal

from pydantic import Field

from services.base import Answer, Request
from services.cosmic.facts import SkyEventFacts
from services.market.candles import Candles, MarketAnswer
from services.market.source import SymbolText, TimeframeText

SHOWN_BARS = 120

Overlay = Literal["cosmic"]
"""What may be marked on the candles."""


class ChartAnswer(MarketAnswer):
    """The newest ``bars`` closed candles and what they add up to. Changes are fractions."""

    timeframe: str
    bars: int
    price: float
    """The newest price: of the last trade where the source has one, else the last close."""
    change: float
    """From the first candle's open to the price."""
    high: float
    low: float
    up_bars: int
    down_bars: int
    volume: float
    """The sum over the candles, in base currency."""
    volume_ratio: float | None
    """The newest candle's volume beside the mean of the others."""
    atr: float | None
    atr_pct: float | None
    overlay: Overlay | None = None
    sky: tuple[SkyEventFacts, ...] = ()
    """With the overlay ``cosmic``: what happened in the sky since the first candle opened, in order. It has no weight
    in any decision."""
    candles: Candles = Field(exclude=True, repr=False)


class Chart(Request):
    """A candle chart of ``symbol``."""

    name: ClassVar[str] = "chart"
    summary: ClassVar[str] = "A candle chart, with buttons for other timeframes"
    also: ClassVar[tuple[str, ...]] = ("candles", "picture")
    example: ClassVar[str] = "symbol:BTC/USDT timeframe:4h"
    answer: ClassVar[type[Answer]] = ChartAnswer
    fresh_for: ClassVar[float] = 2.0

    symbol: SymbolText
    timeframe: TimeframeText = "4h"
    bars: int = Field(default=SHOWN_BARS, ge=20, le=300)
    overlay: Overlay | None = None
