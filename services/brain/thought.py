"""Who thinks, and what it came to."""

from decimal import Decimal
from typing import Final, Literal, Protocol

from services.brain.context import Context
from services.brain.decision import Decision
from services.core.request import Frozen

LONGEST_LESSON: Final = 300
"""Characters."""

Failure = Literal[
    "no key",
    "over budget",
    "too long",
    "store away",
    "unreachable",
    "key refused",
    "request refused",
    "rate limited",
    "overloaded",
    "server error",
    "timed out",
    "cut off",
    "refused",
    "cut short",
    "empty",
    "nonsense",
    "fault",
]
"""Why a model did not answer; docs/ai.md says what each means and costs."""


class Usage(Frozen):
    """What a call of the model took."""

    input_tokens: int = 0
    cache_write_tokens: int = 0
    cache_read_tokens: int = 0
    output_tokens: int = 0
    dollars: Decimal = Decimal(0)


class Thought(Frozen):
    """A decision, and whose it is: ``brain`` (``claude``, ``rules``) by ``model`` with ``prompt`` (versions and hash).
    ``failed`` is why the model did not speak, where it should have (``Failure``); empty: it did."""

    decision: Decision
    brain: str
    model: str
    prompt: str
    failed: str = ""
    usage: Usage = Usage()


class Brain(Protocol):
    """Decides about what it is shown."""

    @property
    def name(self) -> str: ...

    async def think(self, context: Context) -> Thought:
        """Never raises but for ``CancelledError``: where it cannot think another one does, and the thought says so."""

    async def reflect(self, story: str) -> str:
        """A lesson of ``LONGEST_LESSON`` at most from ``story``, a decision and what came of it in figures and
        fixed words; empty: there is none. It never raises but for ``CancelledError``."""
