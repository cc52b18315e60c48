"""/ai …, and what stands beside it: /autonomy, /approvals and the answers to them, /decisions, /review, /scoreboard"""

from cogs._cog import Cog, GroupCog
from services.brain.approvals import Approvals, Approve, Modify, Reject, Skip
from services.brain.asking import AiAsk
from services.brain.autonomy import Autonomy
from services.brain.decisions import Decisions, DecisionShow, Explain
from services.brain.lessons import AiLessons, AiStrike
from services.brain.review import Review
from services.brain.scoreboard import Scoreboard
from services.brain.watches import AiOff, AiOn, AiStatus


class AiCommands(GroupCog, name="ai", requests=(AiOn, AiOff, AiStatus, AiAsk, AiLessons, AiStrike)):
    """The agent: what it looks at, what it makes of a market, what it learned"""


class AgentCommands(
    Cog,
    requests=(
        *(Autonomy, Approvals, Approve, Reject, Skip, Modify),
        *(Decisions, DecisionShow, Explain, Review, Scoreboard),
    ),
):
    """How far the agent may go, what waits for you, and what it decided."""
