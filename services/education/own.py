"""What somebody's own trades show, as far as the school needs it: which lessons they call for."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Final

import structlog

from analytics.trading.account import Account
from analytics.trading.positions import Trade
from services.accounts.books import Books
from services.accounts.choice import AccountChoices
from services.accounts.naming import AccountId
from services.core.errors import DeskError
from services.core.principal import Principal
from services.core.request import Frozen
from services.education.book import Learner
from services.education.curriculum import Curriculum
from services.education.habit_facts import LEAST, AnyHabit, OwnQuestion
from services.education.habit_measures import BEFORE, MEAN_BARS, MOST_TRADES, TIMEFRAME, habits_of
from services.education.habit_questions import questions_of
from services.education.standing import passed
from services.market.candles import Candles
from services.market.timeframes import HOUR, to_ms
from services.market.view import MarketView

MOST_HOURS: Final = 1_000
"""Of a market's past in which entries are looked up."""
MOST_SYMBOLS: Final = 20
PATIENCE: Final = 2.0
"""So many seconds the school waits for what trades show; it goes without after that."""

log = structlog.get_logger(__name__)


class Own(Frozen):
    """What the trades in ``account`` show: the ``habits`` found whose lesson the learner has not passed, and a
    ``question`` on the newest trade that had a stop."""

    account: str
    habits: tuple[AnyHabit, ...]
    question: OwnQuestion | None


class OwnTrades:
    """The trades of whoever asks."""

    def __init__(self, accounts: AccountChoices, books: Books, market: MarketView) -> None:
        self._accounts = accounts
        self._books = books
        self._market = market

    async def seen(self, principal: Principal, curriculum: Curriculum, learner: Learner) -> Own | None:
        """What the account that ``principal`` uses shows; ``None``: no habit, too few trades, or it cannot be said
        now. A server's account is nobody's own."""
        try:
            async with asyncio.timeout(PATIENCE):
                account_id = await self._accounts.account_in_use(principal)
                account = await self._books.look(str(account_id))
                habits = () if account_id.shared else await self.habits(account_id, account, curriculum)
        except (DeskError, TimeoutError) as error:
            log.info("the school goes without what trades show", error=type(error).__name__)
            return None
        found = [each for each in habits if each.found]
        if not found:
            return None
        left = (each for each in found if each.lesson and not passed(curriculum.lessons[each.lesson.name], learner))
        return Own(account=account_id.called, habits=tuple(left), question=next(questions_of(account), None))

    async def habits(self, account_id: AccountId, account: Account, curriculum: Curriculum) -> tuple[AnyHabit, ...]:
        """All habits looked for in ``account``, each with the lesson about it, those found first; none of fewer trades
        than that takes."""
        trades = account.trades[-MOST_TRADES:]
        if len(trades) < LEAST:
            return ()
        records, candles = await asyncio.gather(self._books.records(str(account_id)), self._hours(trades))
        habits = await asyncio.to_thread(habits_of, trades, records, candles)
        about = {lesson.habit: lesson.ref for lesson in curriculum.lessons.values() if lesson.habit}
        return tuple(each.model_copy(update={"lesson": about.get(each.habit)}) for each in habits)

    async def _hours(self, trades: Sequence[Trade]) -> Mapping[str, Candles]:
        """The hours in which ``trades`` were entered and those before, by symbol, as far as they can be had."""
        opened = {each.symbol: each.opened_at for each in reversed(trades)}  # the oldest of each stays
        found: dict[str, Candles] = {}

        async def look(symbol: str, since: int) -> None:
            bars = (to_ms(self._market.now()) - since) // HOUR + BEFORE + MEAN_BARS + 2
            with suppress(DeskError):
                found[symbol] = (await self._market.candles(symbol, TIMEFRAME, min(bars, MOST_HOURS)))[0]

        await asyncio.gather(*(look(*each) for each in list(opened.items())[:MOST_SYMBOLS]))
        return found
