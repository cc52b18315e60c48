"""Keeps boards up to date: every market is asked once for all of them, and a message is edited where it changed.

- A board is sent with a nonce of its own and its message's id is written down: whoever comes after a crash edits that
  one.
- Where its message was deleted, its channel or its list is gone, or the bot may not write there any more, it ends, in
  one step with the event that tells of it.
- No board is edited more often than every ``EVERY`` seconds, nor all of them together than ``EDITS_A_SECOND`` times a
  second, far below what Discord takes.
"""

import asyncio
from collections.abc import Sequence
from hashlib import sha256
from time import monotonic
from typing import Final, NamedTuple

import structlog

from bot.notifier import nonce_of
from cogs._boards import DiscordBoards, Gone, NotNow
from personas.presenter import Presented, Presenter
from services.core.clock import Clock
from services.core.errors import DeskError, StoreUnavailable
from services.core.owners import of_server
from services.core.principal import Principal
from services.core.work import Ledger, Work
from services.market.view import MarketView
from services.store import keys
from services.watchlists.boards import Board, BoardBook, BoardEnded, Lost
from services.watchlists.book import Found, WatchlistBook
from services.watchlists.facts import WatchlistAnswer
from services.watchlists.look import look, watched

LOOK_SECONDS: Final = 2.0
"""Between two looks for boards that are to come or to go."""
EVERY: Final = 30.0
EDITS_A_SECOND: Final = 5.0
AT_ONCE: Final = 4
KNOWN_SECONDS: Final = 86_400.0

log = structlog.get_logger(__name__)


class Shown(NamedTuple):
    """A board with what it is to show now."""

    board: Board
    answer: WatchlistAnswer


class BoardKeeper:
    """Of all processes one may run it at a time."""

    def __init__(
        self,
        lists: WatchlistBook,
        boards: BoardBook,
        market: MarketView,
        presenter: Presenter,
        door: DiscordBoards,
        ledger: Ledger,
        clock: Clock,
    ) -> None:
        self._lists = lists
        self._boards = boards
        self._market = market
        self._presenter = presenter
        self._door = door
        self._ledger = ledger
        self._clock = clock
        self._shows: dict[int, bytes] = {}
        """What each message showed when it was last edited here."""
        self._next = 0.0
        """When all are looked at again."""

    async def run(self) -> None:
        """Keep them up to date, until cancelled."""
        while True:
            try:
                await self.step()
            except (StoreUnavailable, NotNow) as error:
                log.info("boards are left as they are", why=str(error))
            await asyncio.sleep(LOOK_SECONDS)

    async def step(self) -> None:
        """Send what is new, take away what is over, and bring all up to date where it is time for that.

        Raises:
            StoreUnavailable: nobody knows which there are.
        """
        if not self._door.ready:
            return
        boards = await self._boards.all()
        for board in boards:
            if board.over:
                await self._take_away(board)
        stand = [board for board in boards if not board.over]
        due = [board for board in stand if board.message is None]
        if monotonic() >= self._next:
            self._next = monotonic() + max(EVERY, len(stand) / EDITS_A_SECOND)
            due = stand
            self._shows = {board.message: self._shows.get(board.message, b"") for board in stand if board.message}
        if due:
            await self._show(due)

    async def _show(self, boards: Sequence[Board]) -> None:
        """Let each show its list."""
        found: list[tuple[Board, Found]] = []
        for server in {board.server for board in boards}:
            owner = of_server(server)
            held = await self._lists.of(owner)
            for board in boards:
                if board.server == server and board.name in held:
                    found.append((board, Found(board.name, "server", owner, held[board.name])))
                elif board.server == server:
                    await self._end(board, "list")
        seen = await look(self._market, list(dict.fromkeys(s for _, each in found for s in each.held.symbols)))
        free = asyncio.Semaphore(AT_ONCE)

        async def show(board: Board, each: Found) -> None:
            async with free:
                try:
                    await self._bring(board, watched(each, seen, board=True))
                except Gone as error:
                    await self._end(board, error.lost)
                except (DeskError, NotNow) as error:  # one that fails keeps none of the others
                    log.info("a board is left as it is", channel=board.channel, why=str(error))

        await asyncio.gather(*(show(board, each) for board, each in found))

    async def _bring(self, board: Board, answer: WatchlistAnswer) -> None:
        """Send or edit its message, where it shows something else."""
        place = Principal(id=f"place:{board.channel}", name="", channel=board.channel, server=board.server)
        presented = await self._presenter.answer(answer, place)
        if not presented.answered:  # a fault of ours, which the log has
            return
        shows = _fingerprint(presented)
        if board.message is None:
            nonce = nonce_of(board.nonce, board.channel)
            message = await self._door.post(board.channel, presented, nonce)
            if not await self._boards.replace(board, board.model_copy(update={"message": message})):
                await self._door.remove(board.channel, message)  # taken away meanwhile
                return
        elif self._shows.get(board.message) == shows:
            return
        else:
            message = board.message
            await self._door.edit(board.channel, message, presented)
        self._shows[message] = shows

    async def _take_away(self, board: Board) -> None:
        try:
            if board.message is not None:
                await self._door.remove(board.channel, board.message)
        except Gone:
            pass
        except NotNow as error:
            log.info("a board is still there", channel=board.channel, why=str(error))
            return
        await self._boards.drop(board)

    async def _end(self, board: Board, lost: Lost) -> None:
        """Keep it no more, and tell of it."""
        work, ask = Work(), f"board:{board.nonce}"
        work.hash_delete(keys.WATCHLIST_BOARDS, board.field)
        work.tell(
            BoardEnded(
                key=ask, at=self._clock.now(), server=board.server, channel=board.channel, name=board.name, lost=lost
            )
        )
        await self._ledger.commit(work, ask, b"{}", KNOWN_SECONDS)
        log.info("a board has ended", channel=board.channel, lost=lost)


def _fingerprint(presented: Presented) -> bytes:
    """Of what a reader sees, but for the time at which it was so."""
    card = presented.card
    told = repr((card.title, card.body, card.fields, card.colour, presented.alt.rpartition(", ")[0]))
    return sha256(told.encode()).digest()
