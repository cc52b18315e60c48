"""The loop: for each account and market that the agent is to look at, on each closed bar, a proposal is sent."""

from services.accounts.books import Books
from services.brain.commands import Commands
from services.brain.thinker import Thinker
from services.core.clock import Clock
from services.market.view import MarketView
from services.orders.switches import Switches


class Loop:
    """Looks at markets on closed bars. Of all processes one runs it at a time; each that does has a larger fence."""

    def __init__(
        self,
        thinker: Thinker,
        commands: Commands,
        books: Books,
        switches: Switches,
        market: MarketView,
        clock: Clock,
    ) -> None:
        self._thinker = thinker
        self._commands = commands
        self._books = books
        self._switches = switches
        self._market = market
        self._clock = clock

    async def step(self) -> None:
        """Propose for every bar that closed since the last step."""
        raise NotImplementedError

    async def run(self) -> None:
        """Do that again and again, until cancelled."""
        raise NotImplementedError
