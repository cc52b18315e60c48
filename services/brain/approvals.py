"""/approvals and its buttons: what waits for people, and their answers."""

from typing import Annotated, ClassVar

from pydantic import Field

from services.accounts.naming import AccountId
from services.brain.access import accounts_seen, is_asked
from services.brain.agent_desk import AgentDesk
from services.brain.answers import ApprovalsAnswer, DecisionAnswer
from services.brain.facts import DecisionFacts, facts_of, proposal_of
from services.brain.voting import Modified, Voting
from services.core.ask import Ask
from services.core.clock import of_people
from services.core.handlers import answers
from services.core.options import Suggested
from services.core.principal import Principal
from services.core.request import Change, Personal
from services.core.roles import Role
from services.core.units import Duration
from services.core.work import Work
from services.market.timeframes import to_ms
from services.words.numbers import Quoted

DecisionText = Annotated[
    str,
    Suggested("decisions"),
    Field(min_length=4, max_length=40, description="The decision, such as 3fa81c"),
]


class Approvals(Personal[ApprovalsAnswer]):
    """What waits for whoever asks."""

    name: ClassVar[str] = "approvals"
    summary: ClassVar[str] = "Trades of the agent that wait for you"
    means: ClassVar[str] = (
        "What the agent suggests and nobody has answered yet, the most urgent first, each with its buttons "
        "and how long it still waits."
    )
    also: ClassVar[tuple[str, ...]] = (
        "pending approvals",
        "what waits for me",
        "pending trades",
        "what waits for approval",
        "what is waiting for approval",
        "what is pending",
        "anything to approve",
        "is there anything to approve",
        "what is there to approve",
    )
    example: ClassVar[str] = ""


class _Voting(Change[DecisionAnswer]):
    """What the four answers have in common."""

    role: ClassVar[Role | None] = Role.TRADER

    id: DecisionText


class Approve(_Voting):
    """Approve a decision: it is ordered at the price of now, where the idea still holds."""

    name: ClassVar[str] = "approve"
    summary: ClassVar[str] = "Approve a trade of the agent: it is priced anew and ordered"
    means: ClassVar[str] = (
        "It is priced anew at that moment and passes the gate like any order; a dead idea is refused. In the account "
        "that a server shares, large ones want two different people."
    )
    example: ClassVar[str] = "id:3fa81c"


class Reject(_Voting):
    """Turn a decision down."""

    name: ClassVar[str] = "reject"
    summary: ClassVar[str] = "Turn a trade of the agent down"
    means: ClassVar[str] = (
        "Nothing is ordered. What would have come of it is reckoned later, and counts in /scoreboard."
    )
    example: ClassVar[str] = "id:3fa81c"
    stops: ClassVar[bool] = True


class Skip(_Voting):
    """Leave a decision without saying that it is wrong."""

    name: ClassVar[str] = "skip"
    summary: ClassVar[str] = "Leave a trade of the agent, without saying that it is wrong"
    means: ClassVar[str] = "Nothing is ordered, and your answer is kept as neither yes nor no."
    example: ClassVar[str] = "id:3fa81c"
    stops: ClassVar[bool] = True


class Modify(_Voting):
    """Approve a decision with other prices or another amount."""

    name: ClassVar[str] = "modify"
    summary: ClassVar[str] = "Approve a trade of the agent with other prices or another amount"
    means: ClassVar[str] = (
        "It is approved as you changed it, and passes the gate like any order. Who approved it before has to "
        "do so anew."
    )
    example: ClassVar[str] = "id:3fa81c stop:41000"

    entry: Annotated[Quoted | None, Field(gt=0, description="The entry")] = None
    stop: Annotated[Quoted | None, Field(gt=0, description="Where it is given up")] = None
    target: Annotated[Quoted | None, Field(gt=0, description="Where the gain is taken")] = None
    amount: Annotated[Quoted | None, Field(gt=0, description="In base currency")] = None


@answers(Approvals)
async def answer_approvals(request: Approvals, principal: Principal, agents: AgentDesk) -> ApprovalsAnswer:
    """What waits, the most urgent first.

    Raises:
        JournalBroken, StoreUnavailable: an account cannot be read.
    """
    del request
    desk, now = agents.orders, agents.orders.clock.now()
    waiting: list[tuple[AccountId, DecisionFacts, bool]] = []
    for account_id in await accounts_seen(principal, desk.choices):
        account = await desk.books.look(str(account_id))
        you = await desk.books.signed(account_id, principal)
        for decision in account.agency.pending:
            if decision.expires > to_ms(now):
                proposal = await proposal_of(desk.books, account.id, decision.id)
                mine = is_asked(principal, account_id, decision, you)
                waiting.append((account_id, facts_of(decision, proposal, account, agents.ai, you), mine))
    return ApprovalsAnswer(
        as_of=now,
        simulated=desk.market.simulated,
        pending=tuple(
            ApprovalsAnswer.Pending(
                account=account_id.called,
                decision=facts,
                left=Duration((facts.expires - now) / of_people(desk.clock, 1.0)),
                mine=mine,
            )
            for account_id, facts, mine in sorted(waiting, key=lambda each: each[1].expires)
        ),
    )


@answers(Approve)
async def answer_approve(request: Approve, ask: Ask[Approve], _work: Work, agents: AgentDesk) -> DecisionAnswer:
    """What became of it: ordered, or waiting for somebody else too.

    Raises:
        UnknownDecision: the asker can see none whose id begins so.
        NotPermitted: it is not theirs to answer.
        DecisionOver: it can be answered no more; or the idea is dead at the price of now.
        SomebodyElse: they have approved it, and another has to.
        LimitReached: the gate lets it not pass.
        Unavailable: its market, its account or the store does not answer; it may be asked again.
    """
    return await Voting(agents, ask.principal).approve(request.id)


@answers(Modify)
async def answer_modify(request: Modify, ask: Ask[Modify], _work: Work, agents: AgentDesk) -> DecisionAnswer:
    """The same, with another plan, which others have to approve anew.

    Raises:
        BadOrder: the plan cannot be ordered as it is.
        UnknownDecision, NotPermitted, DecisionOver, LimitReached, Unavailable: as of an approval.
    """
    plan = Modified(request.entry, request.stop, request.target, request.amount)
    return await Voting(agents, ask.principal).approve(request.id, plan)


@answers(Reject)
async def answer_reject(request: Reject, ask: Ask[Reject], _work: Work, agents: AgentDesk) -> DecisionAnswer:
    """That it was turned down. No market is asked.

    Raises:
        UnknownDecision, NotPermitted, DecisionOver, Unavailable: as of an approval.
    """
    return await Voting(agents, ask.principal).turn_down(request.id, "reject")


@answers(Skip)
async def answer_skip(request: Skip, ask: Ask[Skip], _work: Work, agents: AgentDesk) -> DecisionAnswer:
    """That it was left. No market is asked.

    Raises:
        UnknownDecision, NotPermitted, DecisionOver, Unavailable: as of an approval.
    """
    return await Voting(agents, ask.principal).turn_down(request.id, "skip")
