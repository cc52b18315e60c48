"""/autonomy: how far the agent may go in an account."""

from typing import Annotated, ClassVar

from pydantic import Field

from analytics.trading.agent_records import Level
from services.accounts.choice import AccountText
from services.autonomy.levels import POWERS
from services.brain.answers import AutonomyAnswer
from services.core.ask import Ask
from services.core.handlers import answers
from services.core.request import Change
from services.core.roles import Role
from services.core.work import Work


class Autonomy(Change[AutonomyAnswer]):
    """The level of an account; one that is named is set."""

    name: ClassVar[str] = "autonomy"
    summary: ClassVar[str] = "How far the agent may go in your account: shown, or set"
    means: ClassVar[str] = (
        "At none it does nothing, as assistant it explains, as copilot it suggests and you approve. Autonomous and "
        "agent trade alone within the limits; an admin opens them, once they are earned."
    )
    also: ClassVar[tuple[str, ...]] = ("autonomy level", "ai level")
    example: ClassVar[str] = "level:copilot"
    role: ClassVar[Role | None] = Role.VIEWER

    level: Annotated[Level | None, Field(description="none, assistant, copilot, autonomous or agent")] = None
    account: AccountText | None = None

    def changes(self) -> bool:
        return self.level is not None

    def needs(self) -> Role | None:
        return self.role if self.level is None else POWERS[self.level].set_by


@answers(Autonomy)
async def answer_autonomy(request: Autonomy, ask: Ask[Autonomy], _work: Work) -> AutonomyAnswer:
    raise NotImplementedError
