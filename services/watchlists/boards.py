"""Boards: messages in channels that show one of the server's lists, and stay up to date (bot/boards.py)."""

from typing import Annotated, ClassVar, Final, Literal

import structlog
from pydantic import Field, ValidationError

from services.accounts.naming import place_of
from services.core.ask import Ask
from services.core.clock import Clock
from services.core.errors import InvalidRequest
from services.core.events import Event
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.request import Change, Frozen
from services.core.roles import Role
from services.core.work import Work
from services.store import keys
from services.store.store import Store
from services.watchlists.book import MAIN, ListText, WatchlistBook
from services.watchlists.facts import BoardFacts, WatchlistBoardAnswer

MOST_BOARDS: Final = 5
"""Of one server."""
REPLACE: Final = """
local held = redis.call('HGET', KEYS[1], ARGV[1])
if held == ARGV[2] then redis.call('HSET', KEYS[1], ARGV[1], ARGV[3]) end
return (held == ARGV[2] or held == ARGV[3]) and 1 or 0
"""
"""Lua: set a field where it is as it was read, or was set already."""
Lost = Literal["message", "channel", "permission", "list"]
"""What is no longer there."""

log = structlog.get_logger(__name__)


class Board(Frozen):
    """A list of ``server`` that stands in ``channel`` (ids with their door). ``message`` is what shows it there, once
    it was sent; ``nonce`` is of that sending. ``over``: it is to be taken away."""

    server: str
    channel: str
    name: str
    nonce: str
    message: int | None = None
    over: bool = False

    @property
    def field(self) -> str:
        """What it is kept under."""
        return f"{self.channel}|{self.name}"


class BoardEnded(Event):
    """A board is kept up to date no more, for ``lost`` is not there any more."""

    subject: ClassVar[str] = "heartbeat"

    server: str
    channel: str
    name: str
    lost: Lost

    @property
    def for_channel(self) -> str | None:
        """Where it stood. What cannot be told there is among what admins find undelivered."""
        return self.channel


class BoardBook:
    """Boards in ``store``. Every method raises ``StoreUnavailable``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def all(self) -> list[Board]:
        """All that there are. One that cannot be read is logged and left out."""
        held = await self._store.hash_all(keys.WATCHLIST_BOARDS)
        return [board for text in held.values() if (board := _read(text)) is not None]

    async def replace(self, board: Board, other: Board) -> bool:
        """Keep ``other`` in the place of ``board``, where that is still there as it was; whether it was."""
        old, new = board.model_dump_json(), other.model_dump_json()
        return bool(await self._store.run(REPLACE, [keys.WATCHLIST_BOARDS], [board.field, old, new], once=False))

    async def drop(self, board: Board) -> None:
        await self._store.hash_delete(keys.WATCHLIST_BOARDS, board.field)

    async def seen_by(self, principal: Principal) -> tuple[BoardFacts, ...]:
        """Those of the server where ``principal`` asks."""
        place = place_of(principal)
        return tuple(
            BoardFacts(name=board.name, channel=board.channel, here=board.channel == principal.channel)
            for board in await self.all()
            if board.server == place and not board.over
        )


class WatchlistBoard(Change[WatchlistBoardAnswer]):
    """Let one of the server's lists stand in this channel, or no more."""

    name: ClassVar[str] = "watchlist board"
    summary: ClassVar[str] = "Let a list of the server stand in this channel as a message that stays up to date"
    means: ClassVar[str] = "One message in this channel shows the list, and changes when its prices do."
    also: ClassVar[tuple[str, ...]] = ("live board", "price board", "pin watchlist")
    example: ClassVar[str] = "list:majors"
    role: ClassVar[Role | None] = Role.ADMIN

    list: ListText = MAIN
    on: Annotated[bool, Field(description="Yes to have it here, no to take it away")] = True


@answers(WatchlistBoard)
async def answer_watchlist_board(
    request: WatchlistBoard,
    ask: Ask[WatchlistBoard],
    work: Work,
    lists: WatchlistBook,
    boards: BoardBook,
    clock: Clock,
) -> WatchlistBoardAnswer:
    """Have it kept, or taken away, by whoever keeps the boards.

    Raises:
        InvalidRequest: there is no channel of a server here, or there are as many boards as may be.
        UnknownWatchlist: the server has no list of that name.
    """
    server, channel = ask.principal.server, ask.principal.channel
    if server is None or channel is None:
        raise InvalidRequest(problems=("list: a board stands in a channel of a server; ask for it there",))
    found = await lists.own(ask.principal, "server", request.list)
    there = [each for each in await boards.all() if each.server == server and not each.over]
    was_on = any(each.channel == channel and each.name == found.name for each in there)
    if request.on and not was_on:
        if len(there) >= MOST_BOARDS:
            raise InvalidRequest(problems=(f"list: this server has {MOST_BOARDS} boards, and no more may be",))
        board = Board(server=server, channel=channel, name=found.name, nonce=ask.id)
        work.hash_set(keys.WATCHLIST_BOARDS, board.field, board.model_dump_json())
    elif was_on and not request.on:
        board = next(each for each in there if each.channel == channel and each.name == found.name)
        over = board.model_copy(update={"over": True})
        work.hash_set(keys.WATCHLIST_BOARDS, over.field, over.model_dump_json())
    return WatchlistBoardAnswer(
        as_of=clock.now(), called=found.name, symbols=found.held.symbols, on=request.on, was_on=was_on
    )


def _read(text: str) -> Board | None:
    try:
        return Board.model_validate_json(text)
    except ValidationError:
        log.error("a board cannot be read")
        return None
