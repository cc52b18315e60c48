"""Who of a server did best on paper, of those who want to be listed: in percent alone."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, ClassVar, Final

import numpy as np
import structlog
from pydantic import Field

from analytics.performance import drawdowns
from services.accounts.answer import PaperAnswer
from services.accounts.books import Books
from services.accounts.naming import PAPER, AccountId, server_asked
from services.core.ask import Ask
from services.core.clock import Clock
from services.core.errors import JournalBroken
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.request import Answer, Audience, Change, Frozen, Personal
from services.core.units import PercentChange
from services.core.work import Work
from services.market.view import MarketView
from services.orders.paper import PaperExchange
from services.portfolio.equity import equity_curve
from services.portfolio.performance import since_of
from services.portfolio.performance_facts import Period, PeriodText
from services.store.keys import leaderboard as key_of
from services.store.store import Store

LEAST_TRADES: Final = 5
"""Closed trades within the period that a rank takes: of fewer it is the luck of one."""
MOST_SHOWN: Final = 10
AT_ONCE: Final = 4

log = structlog.get_logger(__name__)


class RankFacts(Frozen):
    """How the main paper account of ``person`` (their id with its door) did. A reset wipes no loss away."""

    rank: int
    person: str
    change: PercentChange
    drawdown_pct: PercentChange
    """The deepest fall on the way, at most 0."""
    trades: int
    """Closed within the period."""


class LeaderboardAnswer(PaperAnswer):
    """The best of a server first; nobody is listed who did not ask for it, and no amount of cash is told."""

    period: Period
    ranks: tuple[RankFacts, ...]
    listed: int
    """How many want to be listed here."""
    ranked: int
    """How many of them have closed ``least_trades`` within the period."""
    least_trades: int = LEAST_TRADES


class Leaderboard(Personal[LeaderboardAnswer]):
    """The ranks of this server over ``period``."""

    name: ClassVar[str] = "leaderboard"
    summary: ClassVar[str] = "Who of this server did best on paper, of those who want to be listed: in percent alone"
    means: ClassVar[str] = "Returns of main paper accounts side by side; over a short time the first is often luckiest."
    also: ClassVar[tuple[str, ...]] = ("leader board", "ranking", "who is best", "top traders")
    example: ClassVar[str] = "period:month"
    audience: ClassVar[Audience] = Audience.PLACE

    period: PeriodText = "month"


class RankedAnswer(Answer):
    """Whether the asker is listed on this server from now on, and whether they were before."""

    on: bool
    was_on: bool


class Ranked(Change[RankedAnswer]):
    """List the asker on the leaderboard of this server, or no more."""

    name: ClassVar[str] = "ranked"
    summary: ClassVar[str] = "Be listed on this server's leaderboard, or no more: your return in percent, never cash"
    means: ClassVar[str] = "Whether everyone here may see how your main paper account did, in percent."
    also: ClassVar[tuple[str, ...]] = ("join the leaderboard", "leave the leaderboard")
    example: ClassVar[str] = "on:yes"

    on: Annotated[bool, Field(description="Yes to be listed, no to be listed no more")] = True


class Boards:
    """Who wants to be listed where. Its methods raise ``StoreUnavailable``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def listed(self, place: str) -> tuple[str, ...]:
        """The ids of those who are listed there."""
        return tuple(sorted(await self._store.hash_all(key_of(place))))

    async def lists(self, place: str, person: str) -> bool:
        (held,) = await self._store.hash_get(key_of(place), [person])
        return held is not None


@answers(Leaderboard)
async def answer_leaderboard(
    request: Leaderboard,
    principal: Principal,
    boards: Boards,
    exchange: PaperExchange,
    books: Books,
    market: MarketView,
) -> LeaderboardAnswer:
    """The ranks of those who want to be listed where it is asked.

    Raises:
        InvalidRequest: it is asked in private.
        ExchangeUnavailable: the market does not answer.
    """
    people = await boards.listed(_place(principal))
    free = asyncio.Semaphore(AT_ONCE)

    async def measured(person: str) -> tuple[str, float, float, int] | None:
        account = AccountId(PAPER, person)
        async with free:
            try:
                await exchange.seen(account)
                records = await books.records(str(account))
                if not records:
                    return None
                since = since_of(request.period, market)
                curve = await equity_curve(str(account), records, market, since, across_resets=True)
            except JournalBroken:
                log.error("an account cannot be ranked", account=str(account))
                return None
        index, trades = curve.index, len(curve.course.trades)
        if trades < LEAST_TRADES or not np.isfinite(index).all():
            return None
        return person, float(index[-1]) - 1, float(drawdowns(index).min()), trades

    found = [each for each in await asyncio.gather(*map(measured, people)) if each is not None]
    return LeaderboardAnswer(
        as_of=market.now(),
        simulated=market.simulated,
        period=request.period,
        ranks=ranks_of(found, principal.id),
        listed=len(people),
        ranked=len(found),
    )


def ranks_of(found: Sequence[tuple[str, float, float, int]], asker: str) -> tuple[RankFacts, ...]:
    """The first of ``found`` (person, change, deepest fall, trades), best first, and the asker where they come later.
    Who changed by the same has the same rank."""
    order = sorted(found, key=lambda one: (-one[1], -one[2], one[0]))
    ranks = [
        RankFacts(
            rank=1 + sum(other[1] > change for other in order),
            person=person,
            change=PercentChange(change),
            drawdown_pct=PercentChange(fall),
            trades=trades,
        )
        for person, change, fall, trades in order
    ]
    return (*ranks[:MOST_SHOWN], *(each for each in ranks[MOST_SHOWN:] if each.person == asker))


@answers(Ranked)
async def answer_ranked(request: Ranked, ask: Ask[Ranked], work: Work, boards: Boards, clock: Clock) -> RankedAnswer:
    """List the asker, or take them off the list.

    Raises:
        InvalidRequest: it is asked in private.
    """
    place, person = _place(ask.principal), ask.principal.id
    was_on = await boards.lists(place, person)
    if request.on:
        work.hash_set(key_of(place), person, clock.now().isoformat())
    else:
        work.hash_delete(key_of(place), person)
    return RankedAnswer(as_of=clock.now(), on=request.on, was_on=was_on)


def _place(principal: Principal) -> str:
    return server_asked(principal, "a leaderboard is a server's; there is none in private, so ask on a server")
