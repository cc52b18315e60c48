"""The loop: for each account and market that the agent is to look at, on each closed bar, a proposal is sent.

A market is looked at once for all accounts; a bar is thought about where it closed after the last one that was, and
not so late that its proposal would have expired. What is under way for one market or account keeps no other waiting.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Final, TypeVar

import structlog

from services.accounts.books import Books
from services.accounts.naming import AccountId
from services.autonomy.levels import POWERS
from services.autonomy.terms import AiTerms, AutonomyTerms
from services.brain.agent_desk import VoiceOf
from services.brain.commands import Commands
from services.brain.metrics import AgentMetrics
from services.brain.proposal import Proposal
from services.brain.thinker import LASTS_BARS, Thinker, expiry
from services.core.clock import Clock, SteppedClock, human
from services.core.errors import DeskError, StoreUnavailable, Unavailable
from services.core.owners import server_of
from services.core.principal import AGENT, Principal
from services.market.timeframes import DAY, MINUTE, Timeframe, from_ms, parse_timeframe, to_ms
from services.market.view import MarketView
from services.orders.switches import Switches, scopes_of
from services.store import keys
from services.store.store import Store

EVERY_SECONDS: Final = 1.0
"""Between two steps, of this machine's time."""
PATIENCE: Final = 1.0
"""For so long a step waits for markets; what one that is slower says is for a later step."""
AT_ONCE: Final = 8
"""Thoughts at once. A model has its own deadline, and more at once would meet its limit of requests."""
LATE_MS: Final = MINUTE
"""For so long after its time a bar is looked for in every step; after that there is perhaps none, and no haste."""
SEND_SECONDS: Final = 1.0
"""Between two tries to send a proposal, of this machine's time."""

Fence = Callable[[], Awaitable[int | None]]
"""A number that has grown with each process that ran the loop; ``None``: another runs it by now, or nobody takes what
is proposed. Raises ``StoreUnavailable``."""

K = TypeVar("K", bound=Hashable)
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Watch:
    """``account`` has the agent look at ``symbol``, by request of ``by`` at ``place``, since then (UTC ms)."""

    account: str
    symbol: str
    timeframe: Timeframe
    by: str
    place: str
    since: int

    @property
    def key(self) -> tuple[str, str, str]:
        return self.account, self.symbol, self.timeframe.name

    @property
    def market(self) -> tuple[str, str]:
        return self.symbol, self.timeframe.name

    @property
    def scopes(self) -> tuple[str, ...]:
        return scopes_of(AccountId.read(self.account), self.place or None)


@dataclass(slots=True)
class _Bars:
    """A market's bars: the newest one closed at ``closed``, and none is expected before ``next_at`` (UTC ms)."""

    closed: int = 0
    next_at: int = 0


class Loop:
    """Looks at markets on closed bars. Of all processes one runs it at a time; each that does has a larger fence."""

    def __init__(
        self,
        thinker: Thinker,
        commands: Commands,
        books: Books,
        switches: Switches,
        market: MarketView,
        store: Store,
        fence: Fence,
        voice_of: VoiceOf,
        ai: AiTerms,
        autonomy: AutonomyTerms,
        metrics: AgentMetrics,
        clock: Clock,
    ) -> None:
        self._thinker = thinker
        self._commands = commands
        self._books = books
        self._switches = switches
        self._market = market
        self._store = store
        self._fence = fence
        self._voice_of = voice_of
        self._ai = ai
        self._autonomy = autonomy
        self._metrics = metrics
        self._clock = clock
        self._stepped = isinstance(clock, SteppedClock)
        """Replays go on where everything is done, one thing after the other."""
        self._turns = asyncio.Semaphore(1 if self._stepped else AT_ONCE)
        self._last_step = to_ms(clock.now())
        self._bars: dict[tuple[str, str], _Bars] = {}
        self._looking: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._thought: dict[tuple[str, str, str], int] = {}
        """The close of the last bar that was thought about."""
        self._thinking: dict[tuple[str, str, str], asyncio.Task[None]] = {}

    async def step(self) -> None:
        """Think about every bar that closed since the last step, and send what is proposed. Where the clock is stepped
        that is waited for.

        Raises:
            StoreUnavailable: nobody knows what is to be looked at.
        """
        fence = await self._fence()
        if fence is None:
            return
        watches = await self._watches()
        await self._look({each.market: each for each in watches})
        now = to_ms(self._clock.now())
        for each in _in_turn(watches):
            closed = self._bars[each.market].closed
            if each.key not in self._thinking and await self._is_due(each, closed, now):
                self._thinking[each.key] = asyncio.create_task(self._think(each, closed, fence))
        await _some(self._thinking, None if self._stepped else 0.0)
        self._last_step = now

    async def run(self, beat: Callable[[], None] = lambda: None) -> None:
        """Do that again and again, and ``beat`` each time, until cancelled."""
        try:
            while True:
                with suppress(StoreUnavailable):
                    await self.step()
                beat()
                await human(self._clock).sleep(EVERY_SECONDS)
        finally:
            under_way = [*self._looking.values(), *self._thinking.values()]
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)
            self._looking.clear()
            self._thinking.clear()

    async def _watches(self) -> list[_Watch]:
        """What is to be looked at: nothing for accounts whose level does not let the agent, or that a switch stops."""
        agents = await self._books.agents()
        watches = [
            _Watch(account, look.symbol, parse_timeframe(look.timeframe), look.by, look.place, look.since)
            for account, agenda in sorted(agents.items())
            if POWERS[agenda.level or self._autonomy.level].analyses
            for look in sorted(agenda.looks, key=lambda look: look.symbol)
        ]
        on = await self._switches.on_in({scope for each in watches for scope in each.scopes})
        stopped = {scope for _, scope in on}
        return [each for each in watches if stopped.isdisjoint(each.scopes)]

    async def _look(self, markets: dict[tuple[str, str], _Watch]) -> None:
        """Look for a newer bar in those of ``markets`` where one is expected."""
        now = to_ms(self._clock.now())
        for market, watch in markets.items():
            bars = self._bars.setdefault(market, _Bars())
            if market not in self._looking and now >= bars.next_at:
                self._looking[market] = asyncio.create_task(self._look_at(watch, bars))
        await _some(self._looking, None if self._stepped else PATIENCE)

    async def _look_at(self, watch: _Watch, bars: _Bars) -> None:
        bar, now = watch.timeframe.ms, to_ms(self._clock.now())
        try:
            candles, _ = await self._market.candles(watch.symbol, watch.timeframe.name, 1)
        except Unavailable:
            return  # it is asked again
        except DeskError as error:
            log.warning("a market cannot be looked at", symbol=watch.symbol, error=str(error))
            bars.next_at = now + LATE_MS
            return
        bars.closed = int(candles.time[-1]) + bar
        expected = bars.closed + bar
        bars.next_at = expected if now < expected + LATE_MS else now + LATE_MS

    async def _is_due(self, watch: _Watch, closed: int, now: int) -> bool:
        """Whether ``watch``'s bar that closed then is to be thought about."""
        in_time = now < to_ms(expiry(from_ms(closed), watch.timeframe, self._clock, self._ai.approvals.lasts))
        waited_for = self._stepped and closed > self._last_step
        if closed <= watch.since or not (in_time or waited_for):
            return False
        if closed > self._thought.get(watch.key, 0):  # by this process; another may have, meanwhile
            kept = await self._store.get(keys.thought(*watch.key))
            self._thought[watch.key] = int(kept) if kept else 0
        return closed > self._thought[watch.key]

    async def _think(self, watch: _Watch, closed: int, fence: int) -> None:
        async with self._turns:
            try:
                proposal = await self._thinker.propose(
                    f"bar:{watch.symbol}:{watch.timeframe.name}:{closed}",
                    watch.account,
                    watch.symbol,
                    watch.timeframe.name,
                    by=watch.by,
                    place=watch.place,
                    voice=await self._voice_of(_owner(watch)),
                    fence=fence,
                )
                await self._send(proposal)
            except Unavailable as error:  # it is thought about in the next step
                log.warning("the agent cannot think now", symbol=watch.symbol, error=str(error))
                return
            except DeskError as error:
                log.warning("the agent cannot think about a bar", symbol=watch.symbol, error=str(error))
            except Exception as error:  # the edge: what nobody foresaw in one market must not end it for the others
                log.error("a thought failed", symbol=watch.symbol, exc_info=error)
        self._thought[watch.key] = closed
        with suppress(StoreUnavailable):
            lasts = max(DAY, LASTS_BARS * watch.timeframe.ms) / 1000
            await self._store.set(keys.thought(*watch.key), str(closed).encode(), lasts)

    async def _send(self, proposal: Proposal) -> None:
        """Send ``proposal``, which was paid for, again and again while the store is away, until it expires."""
        while True:
            try:
                await self._commands.send(proposal)
                return
            except StoreUnavailable:
                if self._clock.now() >= proposal.expires:
                    raise
            await human(self._clock).sleep(SEND_SECONDS)


def _owner(watch: _Watch) -> Principal:
    """Whom it is thought for, as somebody who is spoken to."""
    account = AccountId.read(watch.account)
    place = server_of(account.owner) or watch.place or None
    return Principal(id=AGENT if account.shared else account.owner, name="", server=place)


def _in_turn(watches: Sequence[_Watch]) -> list[_Watch]:
    """One of each account, then another of each that has one: who looks at many markets keeps nobody waiting."""
    of_accounts: dict[str, list[_Watch]] = {}
    for each in watches:
        of_accounts.setdefault(each.account, []).append(each)
    return [each for each in chain.from_iterable(zip_longest(*of_accounts.values())) if each is not None]


async def _some(tasks: dict[K, "asyncio.Task[None]"], seconds: float | None) -> None:
    """Wait so long for ``tasks`` (``None``: until all are done), and take out those that are."""
    if tasks:
        await asyncio.wait(tasks.values(), timeout=seconds)
    for key in [key for key, task in tasks.items() if task.done()]:
        tasks.pop(key).result()
