"""How each habit is measured in somebody's closed trades, the oldest first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.indicators.averages import sma
from analytics.multiple_testing import benjamini_hochberg
from analytics.permutation import chance_of_gap, chance_of_mean
from analytics.trading.orders import Order
from analytics.trading.positions import Trade
from analytics.trading.records import Ordered, Record
from analytics.volatility import atr
from services.core.figures import known
from services.core.units import Atr, Duration, Multiple, Share
from services.education.habit_facts import (
    LEAST,
    AnyHabit,
    Chasing,
    HeldLonger,
    NoStop,
    SizeAfterLoss,
)
from services.market.candles import Candles, Floats
from services.portfolio.trades import trade_facts

LEAST_OF_EACH: Final = 5
"""Trades of either kind that two kinds are compared from."""
LEAST_WITHOUT_STOP: Final = 3
"""From so many on it is no slip."""
UNUSUAL: Final = 0.05
"""What chance, with the number of habits looked for, does at most so often is called one."""
LARGER: Final = 1.1
"""So many times the size of the trade before is larger, and no rounding."""
MOST_TRADES: Final = 300
SHOWN: Final = 3

TIMEFRAME: Final = "1h"
MEAN_BARS: Final = 20
FAR: Final = 2.0
"""Average true ranges beyond the mean price from which an entry chases."""
BEFORE: Final = 200
"""Bars before an entry that it is compared with."""


def habits_of(
    trades: Sequence[Trade], records: Iterable[Record], candles: Mapping[str, Candles]
) -> tuple[AnyHabit, ...]:
    """All habits looked for in ``trades``, those found first; none of fewer than ``LEAST``. ``candles`` are hours by
    symbol, as far as they could be had."""
    if len(trades) < LEAST:
        return ()
    recent = trades[-MOST_TRADES:]
    measured: list[AnyHabit] = [held_longer(recent), size_after_loss(recent), chasing(recent, candles)]
    told = [each.chance for each in measured if each.chance is not None]
    adjusted = iter(benjamini_hochberg(told))
    judged = [each if each.chance is None else _judged(each, next(adjusted)) for each in measured]
    return tuple(sorted((no_stop(recent, records), *judged), key=lambda each: not each.found))


def _judged(habit: AnyHabit, adjusted: float) -> AnyHabit:
    return habit.model_copy(update={"adjusted": Share(adjusted), "found": adjusted <= UNUSUAL})


def no_stop(trades: Sequence[Trade], records: Iterable[Record]) -> NoStop:
    """Trades that no stop stood for: none came with the orders that opened them, and none was placed while they were
    open."""
    stops = [record.order for record in records if isinstance(record, Ordered) and record.order.is_stop]
    bare = [trade for trade in trades if trade.risk is None and not any(_guards(stop, trade) for stop in stops)]
    return NoStop(**_cases(bare, len(trades), None), found=len(bare) >= LEAST_WITHOUT_STOP)


def _guards(stop: Order, trade: Trade) -> bool:
    against = stop.buying == (trade.side == "short")
    return stop.symbol == trade.symbol and against and trade.opened_at <= stop.at < trade.closed_at


def held_longer(trades: Sequence[Trade]) -> HeldLonger:
    """How long losers were held, beside winners."""
    lost, won = [each for each in trades if each.pnl < 0], [each for each in trades if each.pnl > 0]
    held = np.log([_seconds(each) for each in (*lost, *won)])
    losing = np.arange(len(held)) < len(lost)
    enough = min(len(lost), len(won)) >= LEAST_OF_EACH
    usual = float(np.exp(held[~losing].mean())) if won else float("nan")
    longer = [each for each in lost if _seconds(each) > usual]
    return HeldLonger(
        **_cases(longer, len(lost), chance_of_gap(held, losing) if enough else None),
        measured=Duration(np.exp(held[losing].mean())) if lost else None,
        usual=Duration(usual) if won else None,
        found=False,
    )


def _seconds(trade: Trade) -> float:
    """How long it was held; a second at least."""
    return max(1.0, (trade.closed_at - trade.opened_at) / 1000)


def size_after_loss(trades: Sequence[Trade]) -> SizeAfterLoss:
    """How much larger than the one before a trade was that was opened after a loss, beside all others."""
    pairs = list(_with_the_one_before(trades))
    grown = np.array([_grown(before, trade) for before, trade in pairs])
    after_loss = np.array([before.pnl < 0 for before, _ in pairs], dtype=np.bool_)
    larger = [trade for before, trade in pairs if before.pnl < 0 and _grown(before, trade) > np.log(LARGER)]
    lost = int(after_loss.sum())
    enough = min(lost, len(pairs) - lost) >= LEAST_OF_EACH
    return SizeAfterLoss(
        **_cases(larger, lost, chance_of_gap(grown, after_loss) if enough else None),
        measured=Multiple(np.exp(grown[after_loss].mean())) if lost else None,
        usual=Multiple(np.exp(grown[~after_loss].mean())) if lost < len(pairs) else None,
        found=False,
    )


def _with_the_one_before(trades: Sequence[Trade]) -> Iterable[tuple[Trade, Trade]]:
    """Each trade behind the one that had been closed last as it was opened. ``trades`` are in the order of their
    ends."""
    ends = np.array([each.closed_at for each in trades])
    for trade in trades:
        closed = int(np.searchsorted(ends, trade.opened_at, side="right"))
        if closed:
            yield trades[closed - 1], trade


def _grown(before: Trade, trade: Trade) -> float:
    """The logarithm of how many times the value of ``before`` it had at its entry."""
    return float(np.log(float(trade.entry * trade.amount) / float(before.entry * before.amount)))


@dataclass(frozen=True, slots=True)
class Stretch:
    """How far beyond the mean ``trade`` was entered, in its direction and in ATR, and in the ``hours`` before it."""

    trade: Trade
    entered: float
    hours: Floats


def chasing(trades: Sequence[Trade], candles: Mapping[str, Candles]) -> Chasing:
    """How far beyond the recent mean trades were entered, beside the hours before."""
    found = [
        each
        for trade in trades
        if trade.symbol in candles and (each := stretch_of(trade, candles[trade.symbol])) is not None
    ]
    entered = np.array([each.entered for each in found])
    chance = chance_of_mean(entered, [each.hours for each in found]) if len(found) >= LEAST_OF_EACH else None
    return Chasing(
        **_cases([each.trade for each in found if each.entered > FAR], len(found), chance),
        measured=Atr(entered.mean()) if found else None,
        usual=Atr(np.mean([each.hours.mean() for each in found])) if found else None,
        found=False,
    )


def stretch_of(trade: Trade, candles: Candles) -> Stretch | None:
    """That of ``trade``, by what had closed as it was opened; ``None`` where ``candles`` do not tell it."""
    closed = candles.closed_by(trade.opened_at)
    if len(closed) < BEFORE + MEAN_BARS or trade.opened_at - int(closed.time[-1]) > 2 * closed.bar_ms:
        return None
    sign = 1 if trade.side == "long" else -1
    mean, reach = sma(closed.close, MEAN_BARS), atr(closed.high, closed.low, closed.close)
    with np.errstate(divide="ignore", invalid="ignore"):
        hours = (sign * (closed.close[1:] - mean[:-1]) / reach[:-1])[-BEFORE:]
        entered = float(sign * (float(trade.entry) - mean[-1]) / reach[-1])
    if not (np.isfinite(entered) and np.isfinite(hours).all()):
        return None  # it stood still
    return Stretch(trade, entered, hours)


def _cases(seen: Sequence[Trade], looked_at: int, chance: float | None) -> dict[str, object]:
    return {
        "seen": len(seen),
        "looked_at": looked_at,
        "chance": None if chance is None else known(chance),
        "trades": tuple(map(trade_facts, reversed(seen[-SHOWN:]))),
    }
