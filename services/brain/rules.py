"""The rule-based brain: a documented, deterministic strategy on the same context (docs/ai.md)."""

from services.autonomy.terms import AiTerms
from services.brain.context import Context
from services.brain.decision import Decision
from services.brain.thought import Thought

NAME = "rules"
VERSION = "rules 1"


class RulesBrain:
    """Decides by rules."""

    def __init__(self, terms: AiTerms) -> None:
        self._terms = terms

    @property
    def name(self) -> str:
        return NAME

    async def think(self, context: Context) -> Thought:
        return Thought(decision=decide(context, self._terms), brain=NAME, model=VERSION, prompt="")

    async def reflect(self, story: str) -> str:
        del story  # rules learn nothing from a single case
        return ""


def decide(context: Context, terms: AiTerms) -> Decision:
    """What the rules say of ``context``: the same of the same, whenever and wherever."""
    raise NotImplementedError
