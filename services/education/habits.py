"""/habits: what one's own trades show, each habit with the trades that it speaks of and the lesson about it; and a
question on one of them, graded by the reckoning that the desk sizes positions with."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from typing import Final

from analytics.position import Trade as Plan
from analytics.position import position_size
from analytics.trading.account import Account
from analytics.trading.orders import ZERO
from analytics.trading.positions import Trade
from services.accounts.books import Books
from services.accounts.choice import AccountChoices
from services.core.errors import DeskError, InvalidRequest
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.units import ExactPrice, Figure, Money, Size
from services.education.habit_facts import AnyHabit, Asked, Habits, HabitsAnswer, OwnQuestion, OwnReply, OwnReplyAnswer
from services.education.habit_measures import BEFORE, MEAN_BARS, MOST_TRADES, TIMEFRAME, habits_of
from services.education.lesson import LessonRef
from services.education.library import Library
from services.education.replies import readings
from services.market.candles import Candles
from services.market.timeframes import HOUR, to_ms
from services.market.view import MarketView
from services.orders.paper import PaperExchange
from services.words.numbers import exact

MOST_HOURS: Final = 1_000
"""Of a market's past in which entries are looked up."""
MOST_SYMBOLS: Final = 20
WITHIN: Final = 0.02
"""A reply is right within such a share of the right one."""
R_DIGIT: Final = Decimal("0.01")
"""The same of one in R that is small, and told with two decimals."""


@answers(Habits)
async def answer_habits(
    request: Habits,
    principal: Principal,
    accounts: AccountChoices,
    exchange: PaperExchange,
    books: Books,
    library: Library,
    market: MarketView,
) -> HabitsAnswer:
    """What their trades show.

    Raises:
        UnknownAccount: they have none of that name.
    """
    account_id = await accounts.named(principal, request.account)
    seen = await exchange.seen(account_id)
    account = seen.account
    trades = account.trades[-MOST_TRADES:]
    records, candles = await asyncio.gather(books.records(str(account_id)), _hours(trades, market))
    found = await asyncio.to_thread(habits_of, trades, records, candles)
    lessons = (await library.curriculum()).lessons.values()
    about = {each.habit: LessonRef(name=each.name, title=each.title) for each in lessons if each.habit}
    return HabitsAnswer(
        as_of=market.now(),
        account=account_id.called,
        currency=account.currency,
        simulated=market.simulated,
        behind=seen.behind,
        count=len(account.trades),
        found=sum(each.found for each in found),
        habits=tuple(_with_lesson(each, about.get(each.habit)) for each in found),
        question=next(questions_of(account), None),
    )


def _with_lesson(habit: AnyHabit, lesson: LessonRef | None) -> AnyHabit:
    return habit.model_copy(update={"lesson": lesson})


async def _hours(trades: Sequence[Trade], market: MarketView) -> Mapping[str, Candles]:
    """The hours in which ``trades`` were entered and those before, by symbol, as far as they can be had."""
    opened = {each.symbol: each.opened_at for each in reversed(trades)}  # the oldest of each stays
    found: dict[str, Candles] = {}

    async def look(symbol: str, since: int) -> None:
        bars = (to_ms(market.now()) - since) // HOUR + BEFORE + MEAN_BARS + 2
        with suppress(DeskError):
            found[symbol] = (await market.candles(symbol, TIMEFRAME, min(bars, MOST_HOURS)))[0]

    await asyncio.gather(*(look(*each) for each in list(opened.items())[:MOST_SYMBOLS]))
    return found


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


@answers(OwnReply)
async def answer_own_reply(
    request: OwnReply, principal: Principal, accounts: AccountChoices, exchange: PaperExchange, market: MarketView
) -> OwnReplyAnswer:
    """Grade it.

    Raises:
        InvalidRequest: it is no number, or there is no such trade any more.
        UnknownAccount: they have none of that name.
    """
    account_id = await accounts.named(principal, request.account)
    seen = await exchange.seen(account_id)
    asked = iter(questions_of(seen.account))
    question = next((each for each in asked if each.closed == request.closed), None)
    if question is None:
        raise InvalidRequest(problems=("that trade is no more in this account; /habits shows what it has now",))
    question = question.model_copy(update={"asks": request.asks})
    answer = answer_of(question)
    allowed = max(abs(answer) * exact(WITHIN), R_DIGIT if question.asks == "R" else ZERO)
    unit = "R" if question.asks == "R" else question.symbol.partition("/")[0]
    said = min(readings(request.reply, unit), key=lambda each: abs(each - answer))
    return OwnReplyAnswer(
        as_of=market.now(),
        account=account_id.called,
        currency=seen.account.currency,
        simulated=market.simulated,
        behind=seen.behind,
        right=abs(said - answer) <= allowed,
        said=Figure(said),
        answer=Figure(answer),
        question=question,
        following=next(asked, None),
    )
