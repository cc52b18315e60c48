"""From a market and an account to a proposal: context → memory → brain → checks → confidence."""

from services.accounts.books import Books
from services.autonomy.terms import AiTerms
from services.brain.memory import Memory
from services.brain.proposal import Proposal
from services.brain.seeing import Seeing
from services.brain.thought import Brain
from services.core.clock import Clock


class Thinker:
    """Thinks, and writes nothing."""

    def __init__(
        self, seeing: Seeing, memory: Memory, brain: Brain, books: Books, terms: AiTerms, clock: Clock
    ) -> None:
        self._seeing = seeing
        self._memory = memory
        self._brain = brain
        self._books = books
        self._terms = terms
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
            StoreUnavailable: the account cannot be read.
        """
        raise NotImplementedError
