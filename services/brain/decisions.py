"""/decisions, /decision, /explain: the journal of what the agent decided."""

from typing import Annotated, ClassVar

from pydantic import Field

from services.accounts.choice import AccountText
from services.brain.answers import DecisionAnswer, DecisionsAnswer, ExplainAnswer
from services.brain.approvals import DecisionText
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.request import Personal


class Decisions(Personal[DecisionsAnswer]):
    """The newest decisions of an account."""

    name: ClassVar[str] = "decisions"
    summary: ClassVar[str] = "What the agent decided of late in your account, and what came of it"
    also: ClassVar[tuple[str, ...]] = ("ai decisions", "decision journal")
    example: ClassVar[str] = ""

    waits: Annotated[bool, Field(description="Yes: those to wait too")] = False
    account: AccountText | None = None


class DecisionShow(Personal[DecisionAnswer]):
    """A decision in full, with the chart as it was and as it went."""

    name: ClassVar[str] = "decision"
    summary: ClassVar[str] = "A decision of the agent in full, with the chart as it was and as it went"
    example: ClassVar[str] = "id:3fa81c"

    id: DecisionText


class Explain(Personal[ExplainAnswer]):
    """Why a decision came out so."""

    name: ClassVar[str] = "explain"
    summary: ClassVar[str] = "Why the agent decided so: what spoke for it and against, in figures"
    example: ClassVar[str] = "id:3fa81c"

    id: DecisionText


@answers(Decisions)
async def answer_decisions(request: Decisions, principal: Principal) -> DecisionsAnswer:
    raise NotImplementedError


@answers(DecisionShow)
async def answer_decision(request: DecisionShow, principal: Principal) -> DecisionAnswer:
    raise NotImplementedError


@answers(Explain)
async def answer_explain(request: Explain, principal: Principal) -> ExplainAnswer:
    raise NotImplementedError
