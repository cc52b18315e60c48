"""/autonomy: how far the agent may go in an account."""

from typing import Annotated, ClassVar

from pydantic import Field

from analytics.trading.account import Account
from analytics.trading.agent_records import Lapsed, Level, Levelled
from analytics.trading.records import Record
from services.accounts.choice import AccountText
from services.accounts.naming import AccountId
from services.accounts.opening import opened_records
from services.autonomy.levels import LEVELS, POWERS
from services.autonomy.standing import level_of, missing
from services.brain.agent_desk import AgentDesk
from services.brain.answers import AutonomyAnswer, LevelFacts
from services.core.ask import Ask
from services.core.errors import NotEarned
from services.core.handlers import answers
from services.core.request import Change
from services.core.roles import Role
from services.core.work import Work
from services.market.timeframes import to_ms
from services.orders.gate import may_trade


class Autonomy(Change[AutonomyAnswer]):
    """The level of an account; one that is named is set."""

    name: ClassVar[str] = "autonomy"
    summary: ClassVar[str] = "How far the agent may go in your account: shown, or set"
    means: ClassVar[str] = (
        "At none it does nothing, as assistant it explains, as copilot it suggests and you approve. Autonomous and "
        "agent trade alone within the limits; an admin opens them, once they are earned."
    )
    also: ClassVar[tuple[str, ...]] = (
        "autonomy level",
        "ai level",
        "make the ai",
    )
    example: ClassVar[str] = "level:copilot"
    about: ClassVar[tuple[str, ...]] = ("level",)
    role: ClassVar[Role | None] = Role.VIEWER

    level: Annotated[Level | None, Field(description="none, assistant, copilot, autonomous or agent")] = None
    account: AccountText | None = None

    def changes(self) -> bool:
        return self.level is not None

    def needs(self) -> Role | None:
        return self.role if self.level is None else POWERS[self.level].set_by


@answers(Autonomy)
async def answer_autonomy(request: Autonomy, ask: Ask[Autonomy], _work: Work, agents: AgentDesk) -> AutonomyAnswer:
    """The level, which is set where one is named.

    Raises:
        UnknownAccount: they have none of that name.
        NotPermitted, NotYours: it is not theirs to set.
        NotEarned: the level is not open to the account yet.
        HeldElsewhere, StoreUnavailable: nothing was set.
    """
    desk = agents.orders
    account_id = await desk.choices.named(ask.principal, request.account)
    if request.level is None:
        account = await desk.account(account_id)
        return _answer(account_id, account, agents)
    may_trade(ask.principal, account_id)
    by = await desk.books.signed(account_id, ask.principal)
    async with desk.books.writing(str(account_id)) as book:
        was = level_of(book.account, agents.autonomy)
        _check_earned(account_id, book.account, was, request.level, agents)
        opened = opened_records(book.account, desk.terms, desk.clock.now())
        await book.write([*opened, *_set(book.account, was, request.level, ask.id, by, agents)])
        return _answer(account_id, book.account, agents, None if was == request.level else was)


def _check_earned(account_id: AccountId, account: Account, was: Level, level: Level, agents: AgentDesk) -> None:
    """Refuse more than ``was`` where it has to be earned and is not."""
    higher = LEVELS.index(level) > LEVELS.index(was)
    wanting = missing(account, agents.autonomy) if higher and POWERS[level].earned else ()
    if wanting:
        raise NotEarned(account=account_id.called, level=level, missing=wanting)


def _set(account: Account, was: Level, level: Level, ask: str, by: str, agents: AgentDesk) -> list[Record]:
    """Set ``level``; what waits for people lapses where no order may come of it any more."""
    now = to_ms(agents.orders.clock.now())
    waits = () if POWERS[level].orders else tuple(account.agency.pending)
    lapsed = (Lapsed(now, each.id, "level", f"the account is at {level} now") for each in waits)
    return [Levelled(now, ask, level, was, by), *lapsed]


def _answer(account_id: AccountId, account: Account, agents: AgentDesk, was: Level | None = None) -> AutonomyAnswer:
    wanting, level = missing(account, agents.autonomy), level_of(account, agents.autonomy)
    return AutonomyAnswer(
        as_of=agents.orders.clock.now(),
        account=account_id.called,
        currency=account.currency,
        simulated=agents.orders.market.simulated,
        level=level,
        was=was,
        reason=account.agency.reason,
        levels=tuple(_facts(each, wanting if each != level else ()) for each in LEVELS),
    )


def _facts(level: Level, wanting: tuple[str, ...]) -> LevelFacts:
    powers = POWERS[level]
    wanting = wanting if powers.earned else ()
    return LevelFacts(
        name=level,
        summary=powers.summary,
        analyses=powers.analyses,
        orders=powers.orders,
        alone=powers.alone,
        sizes=powers.sizes,
        role=powers.set_by.word,
        open=not wanting,
        missing=wanting,
    )
