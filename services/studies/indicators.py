"""The usual indicators of a market, and what they say."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final, Literal

import numpy as np
from pydantic import Field

from analytics.bars import Floats
from analytics.indicators.catalog import FAMILIES, Column, Family, Group, Unit, values_of
from analytics.indicators.momentum import unmoved
from services.core.figures import lower_share
from services.core.handlers import answers
from services.core.request import Frozen, Read
from services.core.units import Atr, Figure, Multiple, PercentChange, Price, Proportion, Share
from services.market.candles import Candles, MarketAnswer
from services.market.source import SymbolText, TimeframeText
from services.market.view import MarketView, Snapshot
from services.studies.indicator_readings import (
    Cloud,
    IndicatorReading,
    Now,
    Stand,
    beyond,
    cloud,
    direction,
    readings,
    rsi_state,
    stand,
    strength,
)

USUAL: Final[tuple[tuple[str, int | None], ...]] = (
    *((name, period) for name in ("sma", "ema") for period in (20, 50, 200)),
    *((name, None) for name in FAMILIES if FAMILIES[name].group != "bars" and name not in ("sma", "ema")),
)
"""Families and periods: all there are, but for the bars themselves."""
LEFT_OUT: Final = {"obv", "change", "prior_high", "prior_low"}
"""A level that says only where its count began, and what others say already."""
COLUMNS: Final[tuple[tuple[Family, Column], ...]] = tuple(
    (FAMILIES[name], FAMILIES[name].column(period)) for name, period in USUAL if name not in LEFT_OUT
)
DRAWN: Final = (
    *("ema20", "ema50", "ema200", "bb_upper", "bb_lower", "rsi14"),
    *("macd", "macd_signal", "macd_hist"),
)
"""What the picture shows."""
SHOWN_BARS: Final = 120
READ_BARS: Final = SHOWN_BARS + max(column.settled or 0 for _, column in COLUMNS)
"""Enough for each value shown to be that of the market's whole past: an EMA of 200 wants 3,000."""

MONEY_BARS: Final = 20
"""Over which on-balance volume is compared."""


class IndicatorValue(Frozen):
    """An indicator at the newest closed bar; ``value`` is ``None`` where it is not defined.

    ``unit``: ``price`` or ``difference`` (of prices) in quote currency, ``percent`` (2.5 is 2.5 %), ``0..100``,
    ``plain``, or ``volume`` in base currency.
    """

    name: str
    """Such as ``rsi14``: what a scan knows it by."""
    title: str
    """Such as ``RSI14``."""
    group: Group
    unit: Unit
    parameters: str
    """The periods and factors of one that has several: ``12,26,9``."""
    value: Figure | None


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """The values of ``DRAWN`` at each candle shown, by name."""

    by_name: Mapping[str, Floats]

    def __getitem__(self, name: str) -> Floats:
        return self.by_name[name]


class IndicatorsAnswer(MarketAnswer):
    """Indicators at the newest closed bar. ``…_pct`` and ``…_share`` are fractions; ``values`` have units of their own,
    where a ``percent`` of 2.5 is 2.5 %. ``None`` is not defined."""

    timeframe: str
    bars: int
    """Closed bars that they were computed on."""
    price: Price
    close: Price
    """Of the newest closed bar, which all of the rest is about."""
    values: tuple[IndicatorValue, ...]
    readings: tuple[IndicatorReading, ...]
    up: int
    down: int
    neither: int
    """How many of the readings say so. Most are made of the same closes, so they are no independent witnesses."""

    unmoved_bars: int = 0
    """Closed bars up to the newest without any move, from 14 on: so long a halt leaves nothing that momentum is of."""
    rsi: Figure | None
    """RSI over 14 bars."""
    rsi_state: Literal["overbought", "oversold", "between"] | None
    ema200: Price | None
    from_ema200_pct: PercentChange | None
    """From EMA 200 to the close."""
    trend_side: Stand | None
    """Where the close is of EMA 200."""
    adx: Figure | None
    """ADX over 14 bars."""
    trend_strength: Literal["strong", "middling", "weak"] | None
    macd_hist: Price | None
    macd_bars_since: int | None
    """Closed bars since the histogram changed its sign; ``None`` where it never did."""
    supertrend: Price | None
    supertrend_direction: Literal["up", "down"] | None
    supertrend_bars_since: int | None
    """Closed bars since it turned; ``None`` where it never did."""
    from_supertrend_pct: PercentChange | None
    from_supertrend_atr: Atr | None
    """From the supertrend to the close, in average true ranges."""
    cloud: Cloud | None
    """Where the close is of the Ichimoku cloud."""
    bb_width_pct: Share | None
    """From one Bollinger band to the other, beside their middle."""
    width_rank_share: Share | None
    """The share of the shown bars' Bollinger widths that are below the newest."""
    position_bollinger: Proportion | None
    """%B: 0 on the lower band, 1 on the upper."""
    squeeze: bool | None
    """Whether the Bollinger bands lie within a Keltner channel of 1.5 ATR (both of 20 bars)."""
    donchian_high: Price | None
    donchian_low: Price | None
    """The highest and lowest price of 20 bars."""
    vwap: Price | None
    from_vwap_pct: PercentChange | None
    """From the UTC day's volume-weighted average price to the close; ``None`` where a bar is a day or longer."""
    obv_net_share: Share | None
    """What on-balance volume changed by over 20 bars, beside all that was traded in them: from −1 to 1."""
    volume_ratio: Multiple | None
    """The newest bar's volume beside the mean of the 20 before."""
    atr: Price | None
    """Over 14 bars."""
    atr_pct: Share | None
    candles: Candles = Field(exclude=True, repr=False)
    curves: Curves = Field(exclude=True, repr=False)


class Indicators(Read[IndicatorsAnswer]):
    """The usual indicators of ``symbol``."""

    name: ClassVar[str] = "indicators"
    summary: ClassVar[str] = "RSI, MACD, moving averages, bands, volume: 21 indicators at once"
    means: ClassVar[str] = (
        "What 21 common indicators say of the closed candles, each with its usual bounds. They all read the same "
        "prices."
    )
    also: ClassVar[tuple[str, ...]] = ("rsi", "macd", "bollinger bands", "moving averages", "overbought", "oversold")
    example: ClassVar[str] = "symbol:BTC/USDT timeframe:4h"
    fresh_for: ClassVar[float] = 2.0

    symbol: SymbolText
    timeframe: TimeframeText = "4h"


@answers(Indicators)
async def answer_indicators(request: Indicators, market: MarketView) -> IndicatorsAnswer:
    """All of them at the newest closed bar, each as over the market's whole past.

    Raises:
        TooFewBars: no bar had closed.
    """
    seen = await market.snapshot(request.symbol, request.timeframe, READ_BARS)
    return await asyncio.to_thread(indicators, seen)


def indicators(seen: Snapshot) -> IndicatorsAnswer:
    """Indicators of the candles of ``seen``, of which there is at least one."""
    candles, shown = seen.candles, seen.candles.last(SHOWN_BARS)
    found = values_of([column for _, column in COLUMNS], candles) | {"close": candles.close}
    now = Now(found)
    close = float(candles.close[-1])
    said = readings(now)
    sides = [reading.side for reading in said]
    rsi, adx = now["rsi14"], now["adx14"]
    ema200, supertrend, vwap, atr = now["ema200"], now["supertrend"], now["vwap"], now["atr14"]
    atr_percent, width = now["natr14"], now["bb_width"]
    return IndicatorsAnswer(
        as_of=seen.provenance.as_of,
        symbol=candles.symbol,
        provenance=seen.provenance,
        timeframe=candles.timeframe,
        bars=len(candles),
        price=seen.price,
        close=close,
        values=tuple(_value(family, column, now[column.name]) for family, column in COLUMNS),
        readings=said,
        up=sides.count("up"),
        down=sides.count("down"),
        neither=sides.count("neither"),
        unmoved_bars=unmoved(candles),
        rsi=rsi,
        rsi_state=None if rsi is None else rsi_state(rsi),
        ema200=ema200,
        from_ema200_pct=beyond(close, ema200),
        trend_side=stand(now, "ema200"),
        adx=adx,
        trend_strength=None if adx is None else strength(adx),
        macd_hist=now["macd_hist"],
        macd_bars_since=_bars_since(np.sign(found["macd_hist"])),
        supertrend=supertrend,
        supertrend_direction=direction(now["supertrend_direction"]),
        supertrend_bars_since=_bars_since(found["supertrend_direction"]),
        from_supertrend_pct=beyond(close, supertrend),
        from_supertrend_atr=(close - supertrend) / atr if supertrend is not None and atr else None,
        cloud=cloud(now),
        bb_width_pct=None if width is None else width / 100,
        width_rank_share=lower_share(found["bb_width"][-SHOWN_BARS:]),
        position_bollinger=now["bb_position"],
        squeeze=None if now["squeeze"] is None else now["squeeze"] > 0,
        donchian_high=now["donchian_high20"],
        donchian_low=now["donchian_low20"],
        vwap=vwap,
        from_vwap_pct=beyond(close, vwap),
        obv_net_share=_net_share(now["obv_change20"], candles.volume),
        volume_ratio=now["volume_ratio20"],
        atr=atr,
        atr_pct=None if atr_percent is None else atr_percent / 100,
        candles=shown,
        curves=Curves({name: found[name][-SHOWN_BARS:] for name in DRAWN}),
    )


def _value(family: Family, column: Column, value: float | None) -> IndicatorValue:
    return IndicatorValue(
        name=column.name,
        title=column.title,
        group=family.group,
        unit=family.unit,
        parameters=family.parameters,
        value=value,
    )


def _net_share(change: float | None, volume: Floats) -> float | None:
    traded = float(volume[-MONEY_BARS:].sum())
    return change / traded if change is not None and traded > 0 else None


def _bars_since(signs: Floats) -> int | None:
    """Closed bars since the newest sign began; ``None`` where there is none, or it never changed."""
    if not len(signs) or not np.isfinite(signs[-1]):
        return None
    other = np.flatnonzero(np.isfinite(signs) & (signs != signs[-1]))
    return len(signs) - 2 - int(other[-1]) if len(other) else None
