"""The brain that thinks for the agent: the model where it can, and the rules where it cannot."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Final

import structlog
from pydantic import Field

from services.autonomy.terms import AiTerms
from services.brain.claude import Claude, ModelFailed
from services.brain.context import Context
from services.brain.decision import Decision
from services.brain.echo import RUN_OF_INSTRUCTIONS, addressed, repeats, words_of
from services.brain.prompts import DECIDING, REFLECTING, Prompts
from services.brain.spend import Spend, Spent
from services.brain.thought import LONGEST_LESSON, Brain, Failure, Thought
from services.brain.untrusted import cleaned
from services.core.clock import WallClock
from services.core.request import Frozen
from services.store.store import Store

NAME: Final = "claude"
NO_KEY: Final[Failure] = "no key"
REFLECTION_TOKENS: Final = 1_500
REFLECTION_SECONDS: Final = 15.0
"""Others wait to be reminded and judged meanwhile."""

log = structlog.get_logger(__name__)


class Reflection(Frozen):
    """What a decision that is over teaches; empty: nothing."""

    lesson: Annotated[str, Field(max_length=LONGEST_LESSON)]


class ModelBrain:
    """Has ``claude`` think, once for each thought, and ``rules`` where it does not answer. Without it rules alone do:
    there is no key."""

    def __init__(self, claude: Claude | None, prompts: Prompts, terms: AiTerms, spend: Spend, rules: Brain) -> None:
        self._claude = claude
        self._prompts = prompts
        self._terms = terms.model
        self._spend = spend
        self._rules = rules

    @property
    def name(self) -> str:
        return self._rules.name if self._claude is None else NAME

    @property
    def model(self) -> str:
        """The model that is asked; empty: none is, since there is no key."""
        return "" if self._claude is None else self._terms.name

    async def think(self, context: Context) -> Thought:
        if self._claude is None:
            return await self._by_rules(context, ModelFailed(NO_KEY))
        try:
            instructions = await asyncio.to_thread(self._prompts.read, DECIDING)
            decision, usage = await self._claude.ask(
                instructions.text,
                as_data("context", context),
                Decision,
                max_tokens=self._terms.max_tokens,
                effort=self._terms.effort,
                deadline=self._terms.deadline,
            )
            if repeats(words_of(decision), [instructions.text], RUN_OF_INSTRUCTIONS):
                raise ModelFailed("nonsense", usage)
        except ModelFailed as failed:
            return await self._by_rules(context, failed)
        except Exception:  # the SDK's faults are of any kind, and one of ours must not keep the rules from speaking
            log.exception("a thought failed", symbol=context.symbol)
            return await self._by_rules(context, ModelFailed("fault"))
        log.info("model decided", symbol=context.symbol, action=decision.action, dollars=str(usage.dollars))
        return Thought(decision=decision, brain=NAME, model=self._terms.name, prompt=instructions.label, usage=usage)

    async def reflect(self, story: str) -> str:
        if self._claude is None:
            return await self._rules.reflect(story)
        try:
            instructions = await asyncio.to_thread(self._prompts.read, REFLECTING)
            reflection, _ = await self._claude.ask(
                instructions.text,
                as_data("story", story),
                Reflection,
                max_tokens=REFLECTION_TOKENS,
                effort="low",
                deadline=min(REFLECTION_SECONDS, self._terms.deadline),
            )
        except ModelFailed as failed:
            log.info("model did not reflect", why=failed.why)
            return await self._rules.reflect(story)
        except Exception:  # as above
            log.exception("a reflection failed")
            return ""
        if repeats(reflection.lesson, [instructions.text], RUN_OF_INSTRUCTIONS) or addressed(reflection.lesson):
            return await self._rules.reflect(story)
        return cleaned(reflection.lesson, LONGEST_LESSON)

    async def spent(self) -> Spent:
        """What the model took today (UTC).

        Raises:
            StoreUnavailable: nobody knows.
        """
        return await self._spend.today()

    async def _by_rules(self, context: Context, failed: ModelFailed) -> Thought:
        if failed.why != NO_KEY:
            log.warning("model did not decide; the rules do", symbol=context.symbol, why=failed.why)
        thought = await self._rules.think(context)
        return thought.model_copy(update={"failed": failed.why, "usage": failed.usage})


def open_brain(
    store: Store,
    terms: AiTerms,
    rules: Brain,
    *,
    key: Callable[[], str | None],
    base_url: str | None,
    ours: Path,
    theirs: Path,
) -> ModelBrain:
    """The brain, with the owner's ``key``, which is asked for at each use; who has none at first never has one. Prompts
    are those of ``ours``, unless ``theirs`` has them.

    Its days are those of the machine's clock, whatever the market's is.

    Raises:
        BadPrompt: one of ours is none.
    """
    spend = Spend(store, terms.model, WallClock())
    claude = Claude(lambda: key() or "", base_url, terms.model, spend) if key() else None
    return ModelBrain(claude, Prompts(ours, theirs), terms, spend, rules)


def as_data(name: str, value: Frozen | str) -> str:
    """``value`` as the JSON that a model is sent: the same of the same, and in plain ASCII, so that nothing in it is
    hidden from whoever reads it."""
    held = json.loads(value.model_dump_json()) if isinstance(value, Frozen) else value  # nan is null there
    return json.dumps({name: held}, sort_keys=True, separators=(",", ":"))
