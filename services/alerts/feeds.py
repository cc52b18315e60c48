"""What the markets, accounts and the sky did since the last look, told to the engine."""

from services.accounts.books import Books
from services.alerts.engine import Engine
from services.core.clock import Clock
from services.cosmic.almanac import Almanac
from services.market.view import MarketView
from services.store.store import Store


class Feeds:
    """Looks at what something is armed under, and at nothing else. Up to when each was looked at is written down, so
    that whoever takes over goes on from there."""

    def __init__(
        self, engine: Engine, market: MarketView, books: Books, almanac: Almanac, store: Store, clock: Clock
    ) -> None:
        self._engine = engine
        self._market = market
        self._books = books
        self._almanac = almanac
        self._store = store
        self._clock = clock

    async def step(self) -> None:
        """Look at everything once."""

    async def run(self) -> None:
        """Load the engine, and look again and again, until cancelled."""
        await self._clock.sleep(3600.0)
