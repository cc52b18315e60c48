"""From a market and an account to a proposal: context → memory → brain → checks → confidence."""

from collections.abc import Iterable
from datetime import datetime
from time import monotonic
from typing import Final

from analytics.trading.agency import Lesson
from services.accounts.books import Books
from services.autonomy.terms import AiTerms
from services.brain.checks import checked
from services.brain.context import Context, PastLesson
from services.brain.context_builder import ContextBuilder
from services.brain.memory import Memory
from services.brain.metrics import AgentMetrics
from services.brain.proposal import Proposal
from services.brain.situation import vector_of
from services.brain.thought import Brain
from services.brain.untrusted import cleaned
from services.core.clock import Clock, HurriedClock, of_people
from services.core.progress import tell
from services.market.timeframes import Timeframe, from_ms, parse_timeframe, to_ms
from services.orders.entry import id_of

STEPS: Final = 3
LASTS_BARS: Final = 2
"""A proposal does not outlive the bar after next, whatever is configured."""


def expiry(at: datetime, bar: Timeframe, clock: Clock, seconds: float) -> datetime:
    """When a proposal of ``at`` is not taken any more that people have so many ``seconds`` for. Where time is hurried
    these alone count: bars pass quicker than anybody thinks."""
    for_people = at + of_people(clock, seconds)
    if isinstance(clock, HurriedClock):
        return for_people
    return min(for_people, from_ms(bar.open_of(to_ms(at)) + LASTS_BARS * bar.ms))


class Thinker:
    """Thinks, and writes nothing."""

    def __init__(
        self,
        builder: ContextBuilder,
        memory: Memory,
        brain: Brain,
        books: Books,
        terms: AiTerms,
        metrics: AgentMetrics,
        clock: Clock,
    ) -> None:
        self._builder = builder
        self._memory = memory
        self._brain = brain
        self._books = books
        self._terms = terms
        self._metrics = metrics
        self._clock = clock

    async def propose(
        self,
        wish: str,
        account: str,
        symbol: str,
        timeframe: str,
        *,
        by: str,
        place: str,
        voice: str,
        fence: int,
        asked: bool = False,
        note: str | None = None,
    ) -> Proposal:
        """What the brain proposes for ``account`` in ``symbol`` now; ``wish`` makes its id, the same ever.

        Raises:
            UnknownSymbol, UnknownTimeframe, ExchangeUnavailable, TooFewBars: there is nothing to look at.
            StoreUnavailable, JournalBroken: the account, or what is remembered, cannot be read.
        """
        tell(0, STEPS, "Looking at the market")
        looked = await self._books.look(account)
        seen = await self._builder.context(symbol, timeframe, looked)
        vector = vector_of(seen)
        context = seen.model_copy(
            update={
                "similar": await self._memory.recall(vector, seen.at),
                "lessons": self._lessons(looked.agency.lessons.values(), seen),
                "note": cleaned(note) if note else None,
            }
        )
        tell(1, STEPS, "Thinking")
        began = monotonic()
        thought = await self._brain.think(context)
        self._metrics.thought(thought, monotonic() - began)
        tell(2, STEPS, "Checking")
        found = checked(thought.decision, context, self._terms)
        corrected, judged = await self._memory.corrected(thought.brain, found.decision.confidence, context.at)
        return Proposal(
            id=id_of(account, wish),
            account=account,
            at=context.at,
            expires=expiry(context.at, parse_timeframe(timeframe), self._clock, self._terms.approvals.lasts),
            fence=fence,
            asked=asked,
            by=by,
            place=place,
            voice=voice,
            context=context,
            said=thought.decision,
            decision=found.decision,
            checks=found.checks,
            brain=thought.brain,
            model=thought.model,
            prompt=thought.prompt,
            failed=thought.failed,
            usage=thought.usage,
            corrected=corrected,
            calibrated_on=judged,
            vector=vector,
        )

    def _lessons(self, lessons: Iterable[Lesson], seen: Context) -> tuple[PastLesson, ...]:
        """The newest that nobody struck, those about the same market before others."""
        kept = [each for each in lessons if not each.struck_by and each.at <= to_ms(seen.at)]
        kept.sort(key=lambda each: (each.symbol == seen.symbol, each.at), reverse=True)
        return tuple(
            PastLesson(decision=each.decision, at=from_ms(each.at), symbol=each.symbol, text=cleaned(each.text))
            for each in kept[: self._terms.lessons]
        )
