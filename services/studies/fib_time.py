"""Fibonacci in time: zones after a swing's end, proportions of its duration, and its fan."""

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from analytics.fib_time import FanLine, fan, time_spans, time_zones
from analytics.ties import difference
from analytics.volatility import SETTLED_BARS, last_atr
from services.core.handlers import answers
from services.core.request import Frozen, Read
from services.core.units import Atr, PercentChange, Price, Proportion
from services.market.candles import Candles, MarketAnswer
from services.market.source import SymbolText, TimeframeText
from services.market.timeframes import from_ms, parse_timeframe
from services.market.view import MarketView, Snapshot
from services.studies.fib_levels import LEAST_BARS, SwingFacts, swing_facts, swing_of


class TimeMark(Frozen):
    """A bar that is counted to from the swing's end: a Fibonacci number of bars, or a part of the swing's duration."""

    name: str
    """Such as ``zone 34`` or ``1.618 of the swing``."""
    kind: Literal["zone", "proportion"]
    ratio: Proportion | None
    """Of the swing's duration; ``None`` of a zone."""
    bars: int
    """From the swing's end."""
    time: datetime
    """When that bar opened, or is to open."""
    past: bool
    """It has closed."""
    bars_away: int
    """From the newest closed bar, back or ahead: 1 ahead is the bar that is forming."""


class Fan(Frozen):
    """A line from the swing's start through its retracement at the bar of its end: where it stands at the newest closed
    bar. Distances are from the price to the line: above it positive."""

    name: str
    """Such as ``0.618 fan``."""
    ratio: Proportion
    price: Price
    slope_per_bar: Price
    """By how much it changes from bar to bar, in quote currency."""
    distance: PercentChange
    """As a fraction of the price."""
    distance_atr: Atr | None


class FibTimeAnswer(MarketAnswer):
    """Bars worth a look, in order of time, and the fan. What is counted is bars: a hole in the data is not."""

    timeframe: str
    lookback: int
    """Closed bars that the swing was looked for in."""
    price: Price
    atr: Price | None
    """Wilder's average true range over 14 bars, in quote currency."""
    swing: SwingFacts
    marks: tuple[TimeMark, ...]
    past: int
    """How many of them have closed."""
    last_mark: TimeMark | None
    next_zone: TimeMark | None
    next_proportion: TimeMark | None
    """``None`` where all have passed, or the swing began and ended in one bar."""
    together: tuple[TimeMark, ...]
    """Those ahead that share a bar with one of the other kind."""
    fan: tuple[Fan, ...]
    """From the highest line to the lowest."""
    fan_above: Fan | None
    fan_below: Fan | None
    candles: Candles = Field(exclude=True, repr=False)


class FibTime(Read[FibTimeAnswer]):
    """Fibonacci time zones and fan of the dominant swing of ``symbol``."""

    name: ClassVar[str] = "fib time"
    summary: ClassVar[str] = "Fibonacci time zones and fan lines of the dominant swing"
    means: ClassVar[str] = (
        "Candles at Fibonacci distances from a turn, and lines fanned out from it. Dates to look at, no more."
    )
    also: ClassVar[tuple[str, ...]] = ("fibonacci time zones",)
    example: ClassVar[str] = "symbol:BTC/USDT timeframe:4h"
    fresh_for: ClassVar[float] = 2.0

    symbol: SymbolText
    timeframe: TimeframeText = "4h"
    lookback: int = Field(default=200, ge=LEAST_BARS, le=1000, description="In how many candles to look for the swing")


def fib_time(seen: Snapshot, lookback: int) -> FibTimeAnswer:
    """Time marks and fan of the dominant swing within the newest ``lookback`` candles of ``seen``.

    Raises:
        NoSwing: the price did not move within them.
    """
    candles, price = seen.candles.last(lookback), seen.price
    swing = swing_of(candles)
    atr = last_atr(seen.candles.high, seen.candles.low, seen.candles.close)
    marks = _marks(candles, swing.end_bar, swing.end_bar - swing.start_bar)
    past, ahead = [mark for mark in marks if mark.past], [mark for mark in marks if not mark.past]
    lines = sorted(fan(swing, len(candles) - 1), key=lambda line: -line.price)
    fans = tuple(_fan(line, price, atr) for line in lines)
    return FibTimeAnswer(
        as_of=seen.provenance.as_of,
        symbol=candles.symbol,
        provenance=seen.shown(lookback),
        timeframe=candles.timeframe,
        lookback=len(candles),
        price=price,
        atr=atr,
        swing=swing_facts(swing, candles, atr),
        marks=marks,
        past=len(past),
        last_mark=past[-1] if past else None,
        next_zone=next((mark for mark in ahead if mark.kind == "zone"), None),
        next_proportion=next((mark for mark in ahead if mark.kind == "proportion"), None),
        together=tuple(mark for mark in ahead if any(o.bars == mark.bars and o.kind != mark.kind for o in ahead)),
        fan=fans,
        fan_above=next((line for line in reversed(fans) if difference(line.price, price) > 0), None),
        fan_below=next((line for line in fans if difference(line.price, price) < 0), None),
        candles=candles,
    )


def _marks(candles: Candles, end: int, duration: int) -> tuple[TimeMark, ...]:
    """All marks in order of time, a zone before a proportion at the same bar."""
    since = len(candles) - 1 - end
    counted: list[tuple[int, float | None]] = [(bars, None) for bars in time_zones(since)]
    counted += [(span.bars, span.ratio) for span in time_spans(duration)]
    counted.sort(key=lambda mark: (mark[0], mark[1] or 0.0))
    marks = []
    for bars, ratio in counted:
        mark = TimeMark(
            name=f"zone {bars}" if ratio is None else f"{ratio:g} of the swing",
            kind="zone" if ratio is None else "proportion",
            ratio=ratio,
            bars=bars,
            time=_opens(candles, end + bars),
            past=bars <= since,
            bars_away=abs(bars - since),
        )
        marks.append(mark)
    return tuple(marks)


def _opens(candles: Candles, bar: int) -> datetime:
    """When the bar at index ``bar`` opened, or is to open if the market keeps trading."""
    last = len(candles) - 1
    if bar <= last:
        return candles.opened(bar)
    return from_ms(int(candles.time[last]) + (bar - last) * parse_timeframe(candles.timeframe).ms)


def _fan(line: FanLine, price: float, atr: float | None) -> Fan:
    away = line.price - price
    return Fan(
        name=f"{line.ratio:g} fan",
        ratio=line.ratio,
        price=line.price,
        slope_per_bar=line.slope,
        distance=away / price,
        distance_atr=away / atr if atr else None,
    )


@answers(FibTime)
async def answer_fib_time(request: FibTime, market: MarketView) -> FibTimeAnswer:
    """Time zones and fan of the dominant swing within the newest ``lookback`` closed bars.

    Raises:
        TooFewBars: fewer than ``LEAST_BARS`` had closed.
        NoSwing: the price did not move within them.
    """
    bars = max(request.lookback, SETTLED_BARS)
    seen = await market.snapshot(request.symbol, request.timeframe, bars, need=LEAST_BARS)
    return fib_time(seen, request.lookback)
