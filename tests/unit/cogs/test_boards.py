"""What Discord refuses of a board says what is lost; what it cannot do now ends no board."""

from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import discord
import pytest

from cogs._boards import DiscordBoards, Gone, NotNow
from cogs._buttons import Buttons
from cogs._message import MISSING_PERMISSIONS
from personas.card import Card
from personas.presenter import Presented
from services.core.errors import StoreUnavailable
from tests.answers.watchlist.sample import SAMPLES

BOARD = Presented(None, SAMPLES["board"], Card(title="majors", body="2 of 5"), b"\x89PNG")
CHANNEL = "discord:2"


def refused(kind: type[discord.HTTPException], status: int, code: int) -> discord.HTTPException:
    reply = cast(Any, SimpleNamespace(status=status, reason="no"))
    return kind(reply, {"code": code, "message": "no"})


class Channel:
    """A channel with one message. ``fails``: what the next calls raise, each once; with ``always`` each of them."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self.fails: list[Exception] = []
        self.always: Exception | None = None

    async def send(self, **shown: Any) -> Any:
        self._call(shown)
        return SimpleNamespace(id=77)

    async def edit(self, **shown: Any) -> None:
        self._call(shown)

    async def delete(self) -> None:
        self._call({})

    def get_partial_message(self, number: int) -> "Channel":
        assert number == 77
        return self

    def _call(self, shown: dict[str, Any]) -> None:
        self.calls.append(shown)
        if self.always is not None:
            raise self.always
        if self.fails:
            raise self.fails.pop(0)


class NoStore:
    """One that keeps nothing, so that long buttons are left out."""

    async def get(self, key: str, /) -> bytes | None:
        raise StoreUnavailable

    async def set(self, key: str, value: bytes, ttl: float, /) -> None:
        raise StoreUnavailable


@pytest.fixture
def channel() -> Channel:
    return Channel()


@pytest.fixture
def walls(channel: Channel) -> DiscordBoards:
    walls = DiscordBoards(Buttons(NoStore()))
    client = SimpleNamespace(user=object(), is_closed=lambda: False, get_partial_messageable=lambda _: channel)
    walls.client = cast(discord.Client, client)
    return walls


async def test_it_is_sent_with_its_nonce_and_edited_whole(walls: DiscordBoards, channel: Channel) -> None:
    assert await walls.post(CHANNEL, BOARD, "n1") == 77
    await walls.edit(CHANNEL, 77, BOARD)
    sent, edited = channel.calls
    assert (sent["nonce"], len(sent["files"])) == ("n1", 1)
    assert len(edited["attachments"]) == 1
    assert edited["content"] is None
    assert edited["embed"].title == "majors"
    assert "files" not in edited


async def test_without_the_permission_to_attach_it_stays_in_words(walls: DiscordBoards, channel: Channel) -> None:
    channel.fails = [refused(discord.Forbidden, 403, MISSING_PERMISSIONS)]
    await walls.edit(CHANNEL, 77, BOARD)
    assert list(channel.calls[-1]["attachments"]) == []
    assert "Attach Files" in channel.calls[-1]["content"]


@pytest.mark.parametrize(
    ("error", "lost"),
    [
        (refused(discord.Forbidden, 403, MISSING_PERMISSIONS), "permission"),
        (refused(discord.Forbidden, 403, 50001), "permission"),
        (refused(discord.NotFound, 404, 10003), "channel"),
        (refused(discord.NotFound, 404, 10008), "message"),
    ],
)
async def test_what_is_refused_says_what_is_lost(
    walls: DiscordBoards, channel: Channel, error: Exception, lost: str
) -> None:
    channel.always = error
    for call in (walls.post(CHANNEL, BOARD, "n"), walls.edit(CHANNEL, 77, BOARD), walls.remove(CHANNEL, 77)):
        with pytest.raises(Gone) as gone:
            await call
        assert gone.value.lost == lost


@pytest.mark.parametrize(
    "error",
    [
        refused(discord.DiscordServerError, 500, 0),
        refused(discord.HTTPException, 429, 0),
        refused(discord.HTTPException, 400, 50035),
        aiohttp.ClientConnectionError("reset"),
        OSError("no route"),
        RuntimeError("Session is closed"),
    ],
)
async def test_what_cannot_be_done_now_ends_no_board(walls: DiscordBoards, channel: Channel, error: Exception) -> None:
    channel.always = error
    with pytest.raises(NotNow):
        await walls.edit(CHANNEL, 77, BOARD)


async def test_before_the_login_nothing_is_done(walls: DiscordBoards) -> None:
    walls.client = None
    assert not walls.ready
    with pytest.raises(NotNow):
        await walls.post(CHANNEL, BOARD, "n")
