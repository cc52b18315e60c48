"""/approvals and its buttons: what waits for people, and their answers."""

from typing import Annotated, ClassVar

from pydantic import Field

from services.brain.answers import ApprovalsAnswer, DecisionAnswer
from services.core.ask import Ask
from services.core.handlers import answers
from services.core.options import Suggested
from services.core.principal import Principal
from services.core.request import Change, Personal
from services.core.roles import Role
from services.core.work import Work
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
    also: ClassVar[tuple[str, ...]] = ("pending approvals", "what waits for me", "pending trades")
    example: ClassVar[str] = ""


class _Answering(Change[DecisionAnswer]):
    """What the four answers have in common."""

    role: ClassVar[Role | None] = Role.TRADER
    press_again: ClassVar[float] = 30 * 86_400.0

    id: DecisionText


class Approve(_Answering):
    """Approve a decision: it is ordered at the price of now, where the idea still holds."""

    name: ClassVar[str] = "approve"
    summary: ClassVar[str] = "Approve a trade of the agent: it is priced anew and ordered"
    example: ClassVar[str] = "id:3fa81c"


class Reject(_Answering):
    """Turn a decision down."""

    name: ClassVar[str] = "reject"
    summary: ClassVar[str] = "Turn a trade of the agent down"
    example: ClassVar[str] = "id:3fa81c"
    stops: ClassVar[bool] = True


class Skip(_Answering):
    """Leave a decision without saying that it is wrong."""

    name: ClassVar[str] = "skip"
    summary: ClassVar[str] = "Leave a trade of the agent, without saying that it is wrong"
    example: ClassVar[str] = "id:3fa81c"
    stops: ClassVar[bool] = True


class Modify(_Answering):
    """Approve a decision with other prices or another amount."""

    name: ClassVar[str] = "modify"
    summary: ClassVar[str] = "Approve a trade of the agent with other prices or another amount"
    example: ClassVar[str] = "id:3fa81c stop:41000"

    entry: Annotated[Quoted | None, Field(gt=0, description="The entry")] = None
    stop: Annotated[Quoted | None, Field(gt=0, description="Where it is given up")] = None
    target: Annotated[Quoted | None, Field(gt=0, description="Where the gain is taken")] = None
    amount: Annotated[Quoted | None, Field(gt=0, description="In base currency")] = None


@answers(Approvals)
async def answer_approvals(request: Approvals, principal: Principal) -> ApprovalsAnswer:
    raise NotImplementedError


@answers(Approve)
async def answer_approve(request: Approve, ask: Ask[Approve], _work: Work) -> DecisionAnswer:
    raise NotImplementedError


@answers(Reject)
async def answer_reject(request: Reject, ask: Ask[Reject], _work: Work) -> DecisionAnswer:
    raise NotImplementedError


@answers(Skip)
async def answer_skip(request: Skip, ask: Ask[Skip], _work: Work) -> DecisionAnswer:
    raise NotImplementedError


@answers(Modify)
async def answer_modify(request: Modify, ask: Ask[Modify], _work: Work) -> DecisionAnswer:
    raise NotImplementedError
