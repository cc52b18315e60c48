"""The desk's answers as the parts of a context."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from math import isfinite
from typing import Any, Final, Literal

import numpy as np

from analytics.indicators.catalog import column, values_of
from analytics.trading.account import Account
from analytics.trading.orders import ONE, Working
from analytics.trading.positions import Position
from services.accounts.losses import losses_of
from services.accounts.marks import Marks
from services.brain.context import (
    AccountNow,
    FibLevel,
    Fibonacci,
    Funding,
    Held,
    IndicatorsNow,
    OrderBookSide,
    Part,
    PriceAction,
    RegimeNow,
    Structure,
    Volume,
)
from services.brain.untrusted import cleaned
from services.core.errors import NotEnoughData
from services.core.figures import known
from services.core.units import ExactPrice, Fraction, Money, PercentChange, Share, Size
from services.market.candles import Provenance
from services.market.last_day import last_day, price_at
from services.market.source import FundingAhead, FundingRate, OrderBook, Resting
from services.market.timeframes import HOUR, TIMEFRAMES, from_ms, to_ms
from services.market.view import Snapshot
from services.studies.fib_levels import FibLevelsAnswer, fib_levels
from services.studies.levels import LevelsAnswer, StructureBreak, levels_of
from services.studies.price import price_answer
from services.studies.regime import RegimeAnswer, regime_answer

LEVEL_BARS: Final = 300
SWING_BARS: Final = 200
RANGE_BARS: Final = 100
"""Over which the regime is told, and where the price stands in its range."""
VOLUME_BARS: Final = 20
NEWS_BARS: Final = 20
"""How old a break of structure may be that is told."""
MOST_BREAKS: Final = 4
SAME_LEVEL_ATR: Final = 0.25
"""Levels nearer to each other than so many average true ranges are one."""
BOOK_REACH: Final = 0.02
"""How far from the middle an order counts, as a part of it."""
HEAVY: Final = 0.6
"""The part of the size from which one side of the book is heavy."""
SLIGHTLY_LOADED: Final = Decimal("0.0002")
LOADED: Final = Decimal("0.0005")
"""Rates for eight hours from which on one side pays for being the larger; 0.0001 is usual."""
USUAL_HOURS: Final = 8
QUIET, RESTLESS = 0.25, 0.75
"""Parts of the bars before that were less volatile, below and above which it is said."""
COLUMNS: Final = tuple(map(column, ("rsi14", "ema20", "ema50", "ema200", "adx14", "volume_ratio20")))
HOURLY: Final = TIMEFRAMES["1h"]
TRENDS: Final[dict[str, Literal["bullish", "bearish", "ranging"]]] = {
    "up": "bullish",
    "down": "bearish",
    "none": "ranging",
}


@dataclass(frozen=True, slots=True)
class Charted:
    """What the candles show; ``missing`` is what they are too few to show."""

    price_action: PriceAction
    structure: Structure
    volume: Volume
    indicators: IndicatorsNow
    regime: RegimeNow | None
    fibonacci: Fibonacci | None
    missing: tuple[str, ...]


def charted(seen: Snapshot, hours: Snapshot | None) -> Charted:
    """What the candles of ``seen`` show, and those of ``hours``, where there are any, of the last day and week. It
    takes some milliseconds: for a thread."""
    levels, missing = levels_of(seen, LEVEL_BARS), list[str]()
    fibonacci, regime = None, None
    try:
        fibonacci = _fibonacci(fib_levels(seen, SWING_BARS))
    except NotEnoughData:
        missing.append("fibonacci: the price did not move")
    try:
        regime = _regime(regime_answer(seen, RANGE_BARS))
    except NotEnoughData:
        missing.append("regime: there are too few candles, or they do not move")
    now = {name: known(float(values[-1])) for name, values in values_of(COLUMNS, seen.candles).items()}
    return Charted(
        price_action=_price_action(seen, hours, levels.atr),
        structure=_structure(levels),
        volume=Volume(
            **_told(seen.provenance, seen.candles.timeframe),
            current_vs_avg=now["volume_ratio20"],
            buy_sell_ratio=_rising_share(seen),
        ),
        indicators=IndicatorsNow(
            **_told(seen.provenance, seen.candles.timeframe),
            rsi=now["rsi14"],
            ema_20=now["ema20"],
            ema_50=now["ema50"],
            ema_200=now["ema200"],
            trend_strength=now["adx14"],
        ),
        regime=regime,
        fibonacci=fibonacci,
        missing=tuple(missing),
    )


WHY_NOT: Final = {
    "price_action": "the candles do not reach back so far",
    "structure": "there is none within the bars that are looked at",
    "volume": "there are too few candles, or nothing was traded",
    "indicators": "there are too few candles",
    "regime": "the price did not move",
    "fibonacci": "none is known",
    "funding": "nobody tells",
    "order_book": "none is within reach",
}
"""Why a figure of a part is not known."""


def unknown_in(name: str, part: Part | None) -> Iterator[str]:
    """The figures of the part called ``name`` that are not known, and why."""
    for field in () if part is None else type(part).model_fields:
        if getattr(part, field) is None:
            yield f"{field.replace('_', ' ')}: {WHY_NOT[name]}"


def _told(provenance: Provenance, what: str) -> dict[str, Any]:
    """Where a part comes from, and of when it is."""
    return {"source": f"{what} candles of {cleaned(provenance.venue)}", "as_of": provenance.as_of}


def _price_action(seen: Snapshot, hours: Snapshot | None, atr: float | None) -> PriceAction:
    """The changes are those up to the newest price; of the last hour from the hour's open or close that is nearest to
    an hour ago."""
    told = _told(seen.provenance, seen.candles.timeframe)
    if hours is None:
        return PriceAction(
            **told,
            current=seen.price,
            change_1h=None,
            change_24h=None,
            change_7d=None,
            high_24h=None,
            low_24h=None,
            atr=atr,
        )
    answer = price_answer(hours.ticker or last_day(hours.candles, HOURLY), hours.candles, hours.provenance)
    end, ago = int(hours.candles.time[-1]) + HOUR, to_ms(seen.provenance.as_of) - HOUR
    before = price_at(hours.candles, end if end - ago < HOUR / 2 else end - HOUR)
    return PriceAction(
        **told,
        current=seen.price,
        change_1h=None if before is None else seen.price / before - 1,
        change_24h=answer.change_24h,
        change_7d=answer.change_7d,
        high_24h=answer.high_24h,
        low_24h=answer.low_24h,
        atr=atr,
    )


def _structure(levels: LevelsAnswer) -> Structure:
    """The middles of the zones, and the newest turns that no close has passed, where they are no zone's."""
    price, near = levels.price, SAME_LEVEL_ATR * (levels.atr or 0.0)
    found = [float(f"{zone.middle:.8g}") for zone in levels.zones]
    for turn in (levels.structure.break_above, levels.structure.break_below):
        if turn is not None and all(abs(turn - level) > near for level in found):
            found.append(float(turn))
    found.sort()
    told = [one for one in levels.structure.breaks if one.bars_since <= NEWS_BARS][-MOST_BREAKS:]
    return Structure(
        **_told(levels.provenance, levels.timeframe),
        trend=TRENDS[levels.structure.trend],
        key_levels=tuple(found),
        support=max((level for level in found if level < price), default=None),
        resistance=min((level for level in found if level > price), default=None),
        recent_breaks=tuple(map(_broken, told)),
    )


def _broken(one: StructureBreak) -> str:
    """Such as ``95000 reclaimed 3 bars ago``: a change of character is a level that was reclaimed, or lost."""
    words = {
        ("CHoCH", "up"): "reclaimed",
        ("CHoCH", "down"): "lost",
        ("BOS", "up"): "broken upwards",
        ("BOS", "down"): "broken downwards",
    }
    return f"{one.level:.8g} {words[one.name, one.direction]} {one.bars_since} bars ago"


def _rising_share(seen: Snapshot) -> float | None:
    """The part of the volume of the newest bars in those that closed above the close before."""
    newest = seen.candles.last(VOLUME_BARS + 1)
    volume, rose = newest.volume[1:], np.diff(newest.close) > 0
    whole = float(volume.sum())
    return float(volume[rose].sum()) / whole if whole > 0 and isfinite(whole) else None


def _fibonacci(answer: FibLevelsAnswer) -> Fibonacci:
    swing = answer.swing
    low, high = sorted((swing.start.price, swing.end.price))
    levels = {
        kind: tuple(FibLevel(ratio=each.ratio, price=each.price) for each in answer.levels if each.kind == kind)
        for kind in ("retracement", "extension")
    }
    ends = [
        each for each in (answer.nearest_above, answer.nearest_below) if each is not None and each.kind != "counter"
    ]
    nearest = min(ends, key=lambda each: abs(each.distance), default=None)
    return Fibonacci(
        **_told(answer.provenance, answer.timeframe),
        direction=swing.direction,
        swing_low=low,
        swing_high=high,
        retraced=answer.retraced,
        retracements=levels["retracement"],
        extensions=levels["extension"],
        nearest=None if nearest is None else FibLevel(ratio=nearest.ratio, price=nearest.price),
    )


def _regime(answer: RegimeAnswer) -> RegimeNow:
    low, high = float(answer.candles.low.min()), float(answer.candles.high.max())
    quieter = answer.quieter_share
    return RegimeNow(
        **_told(answer.provenance, answer.timeframe),
        regime=answer.regime,
        volatility="unknown"
        if quieter is None
        else "quiet"
        if quieter < QUIET
        else "restless"
        if quieter > RESTLESS
        else "usual",
        position_in_range=min(1.0, max(0.0, (answer.price - low) / (high - low))) if high > low else None,
    )


def funding_part(venue: str, last: FundingRate, ahead: FundingAhead | None, hours: int, now: datetime) -> Funding:
    """What is paid for holding the perpetual; ``hours`` are those between two settlements."""
    rate = last.rate * USUAL_HOURS / hours
    sides = ((LOADED, "long heavy", "short heavy"), (SLIGHTLY_LOADED, "slightly long heavy", "slightly short heavy"))
    sentiment = next(
        (long if rate > 0 else short for least, long, short in sides if abs(rate) >= least),
        "balanced",
    )
    step = hours * HOUR
    return Funding(
        source=f"settlements of {cleaned(venue)}",
        as_of=last.time,
        current=Fraction(last.rate),
        predicted_next=None if ahead is None else Fraction(ahead.rate),
        sentiment=sentiment,
        next_at=from_ms((to_ms(now) // step + 1) * step) if ahead is None or ahead.time is None else ahead.time,
    )


def book_part(book: OrderBook, venue: str) -> OrderBookSide | None:
    """The larger orders near the middle; ``None`` where one side is empty."""
    if not book.bids or not book.asks:
        return None
    bid, ask = book.bids[0].price, book.asks[0].price
    middle = (bid + ask) / 2
    bids = [each for each in book.bids if each.price >= middle * (1 - BOOK_REACH)]
    asks = [each for each in book.asks if each.price <= middle * (1 + BOOK_REACH)]
    bid_size, ask_size = _size(bids), _size(asks)
    if not bid_size + ask_size:
        return None
    share = bid_size / (bid_size + ask_size)
    return OrderBookSide(
        source=f"order book {'made up by' if book.made_up else 'of'} {cleaned(venue)}",
        as_of=book.time,
        bid_wall=_largest(bids),
        ask_wall=_largest(asks),
        bid_share=share,
        imbalance="bid heavy" if share >= HEAVY else "ask heavy" if share <= 1 - HEAVY else "balanced",
        spread=(ask - bid) / middle,
    )


def _size(side: Sequence[Resting]) -> float:
    return sum(each.size for each in side)


def _largest(side: Sequence[Resting]) -> float | None:
    return max(side, key=lambda each: each.size).price if side else None


def account_part(account: Account, marks: Marks, now: datetime) -> AccountNow:
    """``account``, valued at ``marks``; what has no price, at cost."""
    equity = marks.equity(account)
    losses = losses_of(account, lambda symbol: _price_of(account.positions[symbol], marks), now)
    exposure = sum(map(marks.notional, account.positions.values()), Decimal(0))
    unrealised = sum((marks.worth(each) - each.margin for each in account.positions.values()), Decimal(0))
    whole = equity if equity > 0 else ONE
    return AccountNow(
        source=f"the account's journal up to record {account.records}",
        as_of=now,
        currency=cleaned(account.currency),
        equity=Money(equity),
        free=Money(account.free),
        positions=tuple(
            _held(account, position, marks, whole)
            for position in sorted(account.positions.values(), key=lambda one: one.symbol)
        ),
        open_orders=len(account.orders),
        exposure=Share(exposure / whole),
        unrealised_pnl=Money(unrealised),
        today=PercentChange(equity / losses.day_start - 1 if losses.day_start > 0 else 0),
        losing_streak=losses.streak,
    )


def _price_of(position: Position, marks: Marks) -> Decimal:
    return marks.prices.get(position.symbol, position.entry)


def _held(account: Account, position: Position, marks: Marks, equity: Decimal) -> Held:
    closing = [each for each in account.orders.values() if _closes(each, position)]
    stops = [at for each in closing if each.order.is_stop and (at := each.acts_at) is not None]
    targets = [at for each in closing if not each.order.is_stop and (at := each.acts_at) is not None]
    near = max if position.side == "long" else min
    far = min if position.side == "long" else max
    return Held(
        symbol=cleaned(position.symbol),
        side=position.side,
        amount=Size(position.size),
        entry=ExactPrice(position.entry),
        stop=ExactPrice(near(stops)) if stops else None,
        target=ExactPrice(far(targets)) if targets else None,
        unrealised=Money(marks.worth(position) - position.margin),
        share=Share(marks.notional(position) / equity),
    )


def _closes(working: Working, position: Position) -> bool:
    return working.order.symbol == position.symbol and working.order.sign != position.sign
