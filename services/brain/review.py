"""/review: what the agent did since somebody last looked, and their sign-off."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, Final, Self

from pydantic import Field

from analytics.trading.account import Account
from analytics.trading.agency import Agency, Decision
from analytics.trading.agent_records import Reviewed
from analytics.trading.orders import ZERO
from services.accounts.choice import AccountText
from services.accounts.naming import AccountId
from services.accounts.opening import opened_records
from services.autonomy.session import session_of
from services.brain.agent_desk import AgentDesk
from services.brain.answers import ReviewAnswer
from services.brain.facts import all_facts
from services.core.ask import Ask
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.request import Change, Proposing
from services.core.roles import Role
from services.core.units import Money
from services.core.work import Work
from services.market.timeframes import from_ms, to_ms

LISTED: Final = 50
"""Decisions that are listed, the newest."""


class Review(Proposing[ReviewAnswer]):
    """What the agent did since the last review, to be signed."""

    name: ClassVar[str] = "review"
    summary: ClassVar[str] = "What the agent did since the last review; you sign it so that it may go on"
    means: ClassVar[str] = (
        "Each decision since the last signature, what it came to, and a button to sign. After so many trades "
        "no entry of the agent passes until somebody does."
    )
    also: ClassVar[tuple[str, ...]] = ("ai review", "what has the ai done", "what did the ai do")
    example: ClassVar[str] = ""
    role: ClassVar[Role | None] = Role.TRADER

    account: AccountText | None = None

    def confirmed(self, wish: str) -> "ReviewSign":
        return ReviewSign(account=self.account, token=wish)


class ReviewSign(Change[ReviewAnswer]):
    """Sign the review."""

    name: ClassVar[str] = "review sign"
    summary: ClassVar[str] = "Sign the review of what the agent did"
    example: ClassVar[str] = "token:a1b2"
    role: ClassVar[Role | None] = Role.TRADER
    pressed: ClassVar[bool] = True

    token: Annotated[str, Field(min_length=1, max_length=80, description="What was shown")]
    account: AccountText | None = None


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a review shows: so many entries and ended trades, all counted since the account was opened."""

    entries: int
    trades: int

    @classmethod
    def of(cls, agency: Agency) -> Self:
        return cls(agency.entered, agency.traded)

    @classmethod
    def read(cls, token: str, agency: Agency) -> Self:
        """What ``token`` was given out for, and no more than there is; all there is where it is none, as of who signs
        what is shown with it, in the shell."""
        numbers = re.fullmatch(r"(\d{1,9})-(\d{1,9})", token)
        now = cls.of(agency)
        if numbers is None:
            return now
        return cls(min(int(numbers[1]), now.entries), min(int(numbers[2]), now.trades))

    def __str__(self) -> str:
        return f"{self.entries}-{self.trades}"


@answers(Review)
async def answer_review(request: Review, principal: Principal, agents: AgentDesk) -> ReviewAnswer:
    """What is to be signed.

    Raises:
        UnknownAccount: they have none of that name.
    """
    desk = agents.orders
    account_id = await desk.choices.named(principal, request.account)
    account = await desk.account(account_id)
    agency = account.agency
    return await _answer(account_id, _to_review(agency), agency.reviewed_at, account, principal, agents)


@answers(ReviewSign)
async def answer_review_sign(request: ReviewSign, ask: Ask[ReviewSign], _work: Work, agents: AgentDesk) -> ReviewAnswer:
    """Sign what was shown; what happened since waits for the next review.

    Raises:
        UnknownAccount: they have none of that name.
        NotPermitted, NotYours: it is not theirs to sign.
        HeldElsewhere, StoreUnavailable: nothing was signed.
    """
    desk = agents.orders
    account_id = await agents.account_to_trade(ask.principal, request.account)
    by, now = await desk.books.signed(account_id, ask.principal), desk.clock.now()
    async with desk.books.writing(str(account_id)) as book:
        shown = _Shown.read(request.token, book.account.agency)
        before = book.account.agency.reviewed_at
        signed = [each for each in _to_review(book.account.agency) if each.number <= shown.entries]
        opened = opened_records(book.account, desk.terms, now)
        await book.write([*opened, Reviewed(to_ms(now), ask.id, by, shown.entries, shown.trades)])
        account = await desk.books.look(str(account_id))
    return await _answer(account_id, signed, before, account, ask.principal, agents, signed=True)


async def _answer(
    account_id: AccountId,
    done: Sequence[Decision],
    since: int,
    account: Account,
    principal: Principal,
    agents: AgentDesk,
    *,
    signed: bool = False,
) -> ReviewAnswer:
    """What was ``done`` since then (UTC ms; 0: ever), and how ``account`` stands by now."""
    desk, agency, now = agents.orders, account.agency, agents.orders.clock.now()
    used = session_of(agency, agents.ai.session, now)
    you = await desk.books.signed(account_id, principal)
    results = [result.pnl for each in done if (result := agency.results.get(each.id)) is not None]
    return ReviewAnswer(
        as_of=now,
        account=account_id.called,
        currency=account.currency,
        simulated=desk.market.simulated,
        since=from_ms(since) if since else None,
        decisions=await all_facts(done, account, desk.books, agents.ai, you),
        entries=used.review.used,
        allowed=used.review.allowed,
        due=used.due,
        pnl=Money(sum(results, ZERO)),
        won=sum(each > 0 for each in results),
        lost=sum(each < 0 for each in results),
        signed=signed,
        token=str(_Shown.of(agency)),
    )


def _to_review(agency: Agency) -> list[Decision]:
    """What was ordered, or ended, and nobody has signed yet, the newest first."""
    return [each for each in reversed(agency.decisions.values()) if agency.to_review(each)][:LISTED]
