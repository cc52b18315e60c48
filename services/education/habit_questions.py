"""Questions on one's own trades, and their right answers by the reckoning that the desk sizes positions with."""

from collections.abc import Iterator
from decimal import Decimal

from analytics.position import Trade as Plan
from analytics.position import position_size
from analytics.trading.account import Account
from analytics.trading.orders import ZERO
from analytics.trading.positions import Trade
from services.core.units import ExactPrice, Money, Size
from services.education.habit_facts import Asked, OwnQuestion
from services.words.numbers import exact


def questions_of(account: Account) -> Iterator[OwnQuestion]:
    """A question on each trade that had a stop, the newest first: what is asked changes from one to the next."""
    for number, trade in reversed([*enumerate(trade for trade in account.trades if trade.risk)]):
        yield _question(account, trade, "size" if number % 2 else "R")


def _question(account: Account, trade: Trade, asks: Asked) -> OwnQuestion:
    return OwnQuestion(
        asks=asks,
        closed=trade.closed_at,
        symbol=trade.symbol,
        side=trade.side,
        amount=Size(trade.amount),
        entry=ExactPrice(trade.entry),
        risk=Money(trade.risk or ZERO),
        pnl=Money(trade.pnl),
        cash=Money(account.start),
    )


def answer_of(question: OwnQuestion) -> Decimal:
    """The right answer to ``question``."""
    if question.asks == "R":
        return question.pnl / question.risk
    away = question.risk / question.amount
    stop = question.entry - away if question.side == "long" else question.entry + away
    return position_size(question.cash, exact(question.risked), Plan(question.entry, stop))
