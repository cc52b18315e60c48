"""/scoreboard: how often what the agent was sure of came true."""

from typing import ClassVar

from services.accounts.choice import AccountText
from services.brain.answers import ScoreboardAnswer
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.request import Personal


class Scoreboard(Personal[ScoreboardAnswer]):
    """Confidence against outcome, per brain, voice and level, of the asker's accounts and the server's."""

    name: ClassVar[str] = "scoreboard"
    summary: ClassVar[str] = "How often what the agent was sure of came true: per brain, voice and level"
    also: ClassVar[tuple[str, ...]] = ("ai scoreboard", "calibration")
    example: ClassVar[str] = ""

    account: AccountText | None = None
    """Without one: all of the asker's, and the server's."""


@answers(Scoreboard)
async def answer_scoreboard(request: Scoreboard, principal: Principal) -> ScoreboardAnswer:
    raise NotImplementedError
