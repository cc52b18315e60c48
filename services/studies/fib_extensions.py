"""Where a move would end if it grew like the one before it: the three-point extension."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Final, Literal

from pydantic import Field

from analytics.fibonacci import Swing, extensions, projections
from analytics.swings import Pivot, running, zigzag
from analytics.ties import difference, rounded
from analytics.volatility import SETTLED_BARS, last_atr
from services.core.errors import TooFewTurns
from services.core.handlers import answers
from services.core.request import Frozen, Read
from services.core.units import Atr, Multiple, PercentChange, Price, Proportion
from services.market.candles import Candles, MarketAnswer
from services.market.source import SymbolText, TimeframeText
from services.market.timeframes import from_ms, parse_timeframe
from services.market.view import MarketView, Snapshot
from services.studies.fib_levels import LEAST_BARS, SwingPoint

TURNS: Final = 3

ExtensionKind = Literal["projection", "extension"]
State = Literal["holds", "beyond c", "beyond a"]


class Turn(Frozen):
    """A turn of the market, and the close of the bar that made it known."""

    name: Literal["A", "B", "C"]
    price: Price
    time: datetime
    known: datetime


class ExtensionLevel(Frozen):
    """A price level. ``projection``: C + ratio · (B − A); ``extension``: A + ratio · (B − A).

    Distances are from the price to the level: above it positive. ``reached``: the price has been there since C.
    """

    name: str
    """Such as ``1.272 projection``."""
    kind: ExtensionKind
    ratio: Proportion
    price: Price
    reached: bool
    distance: PercentChange
    """As a fraction of the price."""
    distance_atr: Atr | None


class Limit(Frozen):
    """A turn beyond which the projection is off, and how far from the price it is."""

    name: Literal["A", "C"]
    price: Price
    distance: PercentChange
    distance_atr: Atr | None


class FibExtensionsAnswer(MarketAnswer):
    """The move from C on, beside the move from A to B. All three turns are known; C is the newest.

    Beyond C the projection is off. Where C lies beyond A already, so does A with it.
    """

    timeframe: str
    lookback: int
    """Closed bars that the turns were looked for in."""
    price: Price
    atr: Price | None
    """Wilder's average true range over 14 bars, in quote currency."""
    direction: Literal["up", "down"]
    """Of A to B, and so of the projection."""
    a: Turn
    b: Turn
    c: Turn
    change_ab: PercentChange
    """The move from A to B, as a fraction of A."""
    size_atr: Atr | None
    """The same move in average true ranges."""
    bars_ab: int
    bars_bc: int
    bars_since: int
    """Closed bars since C."""
    retraced_by_c: Proportion
    """The share of A to B that was given back by C: above 1 it lies beyond A."""
    reach: SwingPoint
    """How far the move from C has got in closed bars."""
    reach_ratio: Multiple
    """The same beside the move from A to B, the newest price included: 1 is as far."""
    state: State
    """What has been passed since C."""
    levels: tuple[ExtensionLevel, ...]
    """From the highest price to the lowest."""
    next_target: ExtensionLevel | None
    """The first in the direction that was not reached; ``None`` where all were, or the projection is off."""
    last_reached: ExtensionLevel | None
    reached: int
    """How many levels were."""
    limit: Limit
    """C, beyond which the projection is off."""
    void: Limit
    """A, beyond which the first move is undone."""
    candles: Candles = Field(exclude=True, repr=False)


class FibExtensions(Read[FibExtensionsAnswer]):
    """Projections from the last three turns of ``symbol``, beside the extensions of the first move."""

    name: ClassVar[str] = "fib extensions"
    summary: ClassVar[str] = "Targets projected from the last three turns, and where they are off"
    means: ClassVar[str] = (
        "How far a move would go if it copied the one before, and the price at which that idea is over."
    )
    also: ClassVar[tuple[str, ...]] = ("fibonacci extensions", "fibonacci targets")
    example: ClassVar[str] = "symbol:BTC/USDT timeframe:4h"
    fresh_for: ClassVar[float] = 2.0

    symbol: SymbolText
    timeframe: TimeframeText = "4h"
    lookback: int = Field(
        default=200, ge=LEAST_BARS, le=1000, description="In how many candles to look for the three turns"
    )


def fib_extensions(seen: Snapshot, lookback: int) -> FibExtensionsAnswer:
    """Projections from the last three known turns within the newest ``lookback`` candles of ``seen``.

    The leg that began at C is the one under way, so it needs no turn that might yet be left behind.

    Raises:
        TooFewTurns: fewer than three turns are known within them.
    """
    every, price = seen.candles, seen.price
    first = max(0, len(every) - lookback)
    turns = [turn for turn in zigzag(every.high, every.low, every.close) if turn.bar >= first]
    if len(turns) < TURNS:
        raise TooFewTurns(
            symbol=every.symbol, timeframe=every.timeframe, bars=len(every) - first, have=len(turns), need=TURNS
        )
    a, b, c = turns[-TURNS:]
    atr = last_atr(every.high, every.low, every.close)
    swing = Swing(a.price, b.price, a.bar, b.bar)
    sign = 1.0 if swing.up else -1.0
    reach, worst = _since(every, c, price, up=swing.up)
    levels = _levels(swing, c.price, price, atr, reach)
    ahead = sorted((level for level in levels if not level.reached), key=lambda level: sign * level.price)
    passed = sorted((level for level in levels if level.reached), key=lambda level: sign * level.price)
    state = _state(sign * worst, sign * c.price, sign * a.price)
    bar, extreme = running(turns, every.high, every.low) or (c.bar, c.price)
    return FibExtensionsAnswer(
        as_of=seen.provenance.as_of,
        symbol=every.symbol,
        provenance=seen.shown(lookback),
        timeframe=every.timeframe,
        lookback=len(every) - first,
        price=price,
        atr=atr,
        direction="up" if swing.up else "down",
        a=_turn("A", a, every),
        b=_turn("B", b, every),
        c=_turn("C", c, every),
        change_ab=b.price / a.price - 1,
        size_atr=abs(b.price - a.price) / atr if atr else None,
        bars_ab=b.bar - a.bar,
        bars_bc=c.bar - b.bar,
        bars_since=len(every) - 1 - c.bar,
        retraced_by_c=(b.price - c.price) / (b.price - a.price),
        reach=SwingPoint(price=extreme, time=every.opened(bar)),
        reach_ratio=(reach - c.price) / (b.price - a.price),
        state=state,
        levels=levels,
        next_target=ahead[0] if ahead and state == "holds" else None,
        last_reached=passed[-1] if passed else None,
        reached=len(passed),
        limit=_limit("C", c.price, price, atr),
        void=_limit("A", a.price, price, atr),
        candles=every.last(lookback),
    )


def _since(candles: Candles, c: Pivot, price: float, *, up: bool) -> tuple[float, float]:
    """The best and the worst price for the projection since the bar of C, the newest price included."""
    after = slice(c.bar + 1, None)
    highest = max(float(candles.high[after].max()), price)
    lowest = min(float(candles.low[after].min()), price)
    return (highest, lowest) if up else (lowest, highest)


def _state(worst: float, c: float, a: float) -> State:
    if worst >= c:
        return "holds"
    return "beyond a" if worst < a else "beyond c"


def _levels(swing: Swing, origin: float, price: float, atr: float | None, reach: float) -> tuple[ExtensionLevel, ...]:
    """All levels from the highest price to the lowest, without those at or below zero."""
    found: list[tuple[ExtensionKind, float, float]] = [
        ("projection", level.ratio, level.price) for level in projections(swing, origin)
    ]
    found += [("extension", level.ratio, level.price) for level in extensions(swing)]
    found.sort(key=lambda level: -rounded(level[2]))
    return tuple(
        ExtensionLevel(
            name=f"{ratio:g} {kind}",
            kind=kind,
            ratio=ratio,
            price=at,
            reached=difference(reach, at) >= 0 if swing.up else difference(reach, at) <= 0,
            distance=difference(at, price) / price,
            distance_atr=difference(at, price) / atr if atr else None,
        )
        for kind, ratio, at in found
        if at > 0
    )


def _turn(name: Literal["A", "B", "C"], pivot: Pivot, candles: Candles) -> Turn:
    length = parse_timeframe(candles.timeframe).ms
    return Turn(
        name=name,
        price=pivot.price,
        time=candles.opened(pivot.bar),
        known=from_ms(int(candles.time[pivot.known]) + length),
    )


def _limit(name: Literal["A", "C"], at: float, price: float, atr: float | None) -> Limit:
    return Limit(name=name, price=at, distance=(at - price) / price, distance_atr=(at - price) / atr if atr else None)


def turns_of(answer: FibExtensionsAnswer) -> Sequence[Turn]:
    """A, B and C."""
    return answer.a, answer.b, answer.c


@answers(FibExtensions)
async def answer_fib_extensions(request: FibExtensions, market: MarketView) -> FibExtensionsAnswer:
    """Projections from the last three turns known within the newest ``lookback`` closed bars.

    Raises:
        TooFewBars: fewer than ``LEAST_BARS`` had closed.
        TooFewTurns: fewer than three turns are known within them.
    """
    bars = request.lookback + SETTLED_BARS
    seen = await market.snapshot(request.symbol, request.timeframe, bars, need=LEAST_BARS)
    return fib_extensions(seen, request.lookback)
