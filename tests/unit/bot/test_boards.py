"""A board is one message: sent once, edited where it changed, taken away, and ended where it cannot be kept."""

from dataclasses import replace
from typing import Any, cast

import pytest

from bot.app import App
from bot.boards import BoardKeeper, _fingerprint
from cogs._boards import DiscordBoards, Gone, NotNow
from personas.presenter import Presented
from services.core.events import read_event
from services.core.principal import Principal
from services.core.roles import Role
from services.store import keys
from services.watchlists.boards import BoardEnded, WatchlistBoard
from services.watchlists.changing import WatchlistAdd, WatchlistRemove
from services.watchlists.facts import WatchlistAnswer
from services.watchlists.look import look
from tests.asks import ask, entries

ADA = Principal(id="discord:33", name="Ada", role=Role.ADMIN, server="discord:1", channel="discord:2")


class Wall:
    """Discord's channels, as a test wants them: a message for each nonce; it may fail."""

    def __init__(self) -> None:
        self.messages = dict[int, Presented]()
        self.nonces = dict[str, int]()
        self.edits = 0
        self.fails: Exception | None = None
        self.loses = False
        self.ready = True

    def _may(self) -> None:
        if self.fails is not None:
            raise self.fails

    async def post(self, channel: str, presented: Presented, nonce: str) -> int:
        self._may()
        number = self.nonces.setdefault(nonce, len(self.nonces) + 1)
        self.messages.setdefault(number, presented)
        if self.loses:
            self.loses = False
            raise NotNow("reset")
        return number

    async def edit(self, channel: str, message: int, presented: Presented) -> None:
        self._may()
        if message not in self.messages:
            raise Gone("message")
        self.messages[message] = presented
        self.edits += 1

    async def remove(self, channel: str, message: int) -> None:
        self._may()
        if self.messages.pop(message, None) is None:
            raise Gone("message")

    @property
    def shown(self) -> list[WatchlistAnswer]:
        return [cast(WatchlistAnswer, each.outcome) for each in self.messages.values()]


def keeper(app: App, wall: Wall) -> BoardKeeper:
    door = cast(DiscordBoards, wall)
    return BoardKeeper(app.watchlists, app.boards, app.market, app.presenter, door, app.ledger, app.clock)


async def due(keeping: BoardKeeper) -> None:
    """A step for which it is time to look at all boards."""
    keeping._next = 0.0
    await keeping.step()


@pytest.fixture
async def wall(app: App) -> Wall:
    """Where nothing stands yet; a list of the server is to stand in a channel."""
    await app.desk.ask(ask(WatchlistAdd(symbols="btc, eth", list="majors", owner="server"), ADA))
    await app.desk.ask(ask(WatchlistBoard(list="majors"), ADA))
    return Wall()


async def ended(app: App) -> list[str]:
    events = [read_event(entry["event"].encode()) for entry in await entries(app.store, keys.OUTBOX)]
    return [event.lost for event in events if isinstance(event, BoardEnded)]


async def test_it_is_sent_once_and_edited_only_where_it_changed(app: App, wall: Wall) -> None:
    keeping = keeper(app, wall)
    await keeping.step()
    (answer,) = wall.shown
    assert (answer.board, answer.symbols) == (True, ("BTC/USDT", "ETH/USDT"))
    await due(keeping)
    assert (len(wall.messages), wall.edits) == (1, 0), "at a pinned time nothing changes"
    await app.desk.ask(ask(WatchlistAdd(symbols="sol", list="majors", owner="server"), ADA))
    await due(keeping)
    assert (len(wall.messages), wall.edits) == (1, 1)
    assert wall.shown[0].symbols == ("BTC/USDT", "ETH/USDT", "SOL/USDT")


async def test_whoever_comes_next_edits_the_message_that_is_there(app: App, wall: Wall) -> None:
    wall.loses = True
    await keeper(app, wall).step()
    (board,) = await app.boards.all()
    assert board.message is None, "nobody heard that it was sent"
    await keeper(app, wall).step()
    await keeper(app, wall).step()
    assert len(wall.messages) == 1
    (board,) = await app.boards.all()
    assert board.message == 1


async def test_before_the_login_no_look_is_lost(app: App, wall: Wall) -> None:
    keeping = keeper(app, wall)
    wall.ready = False
    await keeping.step()
    wall.ready = True
    await keeping.step()
    assert wall.messages


async def test_it_is_taken_away(app: App, wall: Wall) -> None:
    keeping = keeper(app, wall)
    await keeping.step()
    await app.desk.ask(ask(WatchlistBoard(list="majors", on=False), ADA))
    wall.fails = NotNow("503")
    await keeping.step()
    assert wall.messages, "and again where that could not be done"
    wall.fails = None
    await keeping.step()
    assert not wall.messages
    assert not await app.boards.all()
    assert not await ended(app), "who took it away need not be told"


async def test_one_that_was_taken_away_while_it_was_sent_does_not_stay(app: App, wall: Wall) -> None:
    send = wall.post

    async def meanwhile(channel: str, presented: Presented, nonce: str) -> int:
        number = await send(channel, presented, nonce)
        await app.desk.ask(ask(WatchlistBoard(list="majors", on=False), ADA))
        return number

    wall.post = meanwhile  # type: ignore[method-assign]
    keeping = keeper(app, wall)
    await keeping.step()
    await keeping.step()
    assert not wall.messages
    assert not await app.boards.all()


@pytest.mark.parametrize("lost", ["message", "channel", "permission"])
async def test_where_it_cannot_be_kept_it_ends_and_that_is_told_once(app: App, wall: Wall, lost: Any) -> None:
    await keeper(app, wall).step()
    wall.fails = Gone(lost)
    await keeper(app, wall).step()
    await keeper(app, wall).step()
    assert await ended(app) == [lost]
    assert not await app.boards.all()


async def test_it_ends_with_its_list(app: App, wall: Wall) -> None:
    keeping = keeper(app, wall)
    await keeping.step()
    await app.desk.ask(ask(WatchlistRemove(symbols="all", list="majors", owner="server"), ADA))
    await due(keeping)
    assert await ended(app) == ["list"]


async def test_one_that_fails_keeps_no_other(app: App, wall: Wall) -> None:
    await app.desk.ask(ask(WatchlistAdd(symbols="sol", list="other", owner="server"), ADA))
    await app.store.hash_set(keys.watchlists("server:discord:1"), "other", '{"symbols": ["GONE/USDT"]}')
    await app.desk.ask(ask(WatchlistBoard(list="other"), ADA))
    await keeper(app, wall).step()
    assert [answer.called for answer in wall.shown] == ["majors"]
    assert len(await app.boards.all()) == 2


async def test_each_market_is_asked_for_once_for_all_boards(
    app: App, wall: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        await app.desk.ask(ask(WatchlistBoard(list="majors"), replace_channel(number)))
    looked: list[tuple[str, ...]] = []

    async def counted(market: Any, symbols: Any) -> Any:
        looked.append(tuple(symbols))
        return await look(market, symbols)

    monkeypatch.setattr("bot.boards.look", counted)
    await keeper(app, wall).step()
    assert looked == [("BTC/USDT", "ETH/USDT")]
    assert len(wall.messages) == 4


def replace_channel(number: int) -> Principal:
    return ADA.model_copy(update={"channel": f"discord:9{number}"})


async def test_a_later_time_alone_is_no_change(app: App, wall: Wall) -> None:
    await keeper(app, wall).step()
    (presented,) = wall.messages.values()
    later = replace(presented, card=replace(presented.card, footer="another time"))
    assert _fingerprint(later) == _fingerprint(presented)
    dearer = replace(presented, card=replace(presented.card, title="another"))
    assert _fingerprint(dearer) != _fingerprint(presented)
