"""A bot that stops after one bad event has fallen silent; one that listens to everybody is slow for everybody."""

import asyncio
from types import SimpleNamespace
from typing import Any, Self

import discord
import pytest

import bot.client
from bot.app import App
from bot.client import point_at, serve
from bot.playground import Playground
from bot.shards import TokenRefused
from tests.conftest import eventually
from tests.house import bot_of

ME, BEN = "900", "7"


def message(*, guild: bool = True, bot: bool = False, mentions: tuple[str, ...] = ()) -> dict[str, Any]:
    """What the gateway sends of a message, as far as it is looked at before discord.py makes an object of it."""
    sent: dict[str, Any] = {"author": {"id": BEN, "bot": bot}, "mentions": [{"id": user} for user in mentions]}
    return sent | ({"guild_id": "1"} if guild else {})


@pytest.mark.parametrize(
    ("sent", "heard"),
    [
        (message(), False),
        (message(mentions=(BEN,)), False),
        (message(mentions=(BEN, ME)), True),
        (message(guild=False), True),
        (message(guild=False, bot=True), False),
        (message(bot=True, mentions=(ME,)), False),
    ],
)
async def test_only_what_is_said_to_us_is_looked_at(
    app: App, monkeypatch: pytest.MonkeyPatch, sent: dict[str, Any], heard: bool
) -> None:
    taken: list[object] = []
    monkeypatch.setattr(discord.state.ConnectionState, "parse_message_create", lambda _state, data: taken.append(data))
    made = bot_of(app)
    made._connection.user = SimpleNamespace(id=int(ME))  # type: ignore[assignment] # all that is asked of it
    made._connection.parsers["MESSAGE_CREATE"](sent)
    assert bool(taken) is heard


async def test_nothing_is_kept_of_messages_and_members(app: App) -> None:
    made = bot_of(app)
    assert made._connection.max_messages is None
    assert made._connection.member_cache_flags == discord.MemberCacheFlags.none()
    assert not made.intents.message_content
    assert not made.intents.members


async def nothing() -> None:
    """What is done once Discord is heard no more."""


class Fragile:
    """A bot whose connection ends as told."""

    def __init__(self, *ends: BaseException | None) -> None:
        self.ends = list(ends)
        self.starts = 0

    def __call__(self) -> Self:
        return self

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        pass

    async def hear_no_more(self) -> None:
        pass

    async def start(self, _token: str) -> None:
        self.starts += 1
        end = self.ends.pop(0)
        if end is not None:
            raise end
        await asyncio.Event().wait()


async def test_whatever_ends_a_connection_it_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.client, "FIRST_WAIT", 0.0)
    fragile = Fragile(OSError(), AttributeError("a malformed event"), KeyError("d"), ValueError(), None)
    serving = asyncio.create_task(serve(fragile, "token", nothing))  # type: ignore[arg-type] # it plays a bot
    await eventually(lambda: fragile.starts == 5)
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving


async def test_a_refused_token_is_not_tried_again() -> None:
    fragile = Fragile(discord.LoginFailure("Improper token has been passed."))
    with pytest.raises(TokenRefused):
        await serve(fragile, "token", nothing)  # type: ignore[arg-type] # it plays a bot
    assert fragile.starts == 1


async def test_nothing_of_an_ended_bot_fails_after_it(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ended within the two seconds in which discord.py waits for the servers, which then failed on a closed client."""
    monkeypatch.setattr(discord.http.Route, "BASE", "")
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", None)
    async with Playground() as playground:
        point_at(playground.api, playground.gateway)
        made = bot_of(app)
        serving = asyncio.create_task(serve(lambda: made, playground.token, nothing))
        await eventually(lambda: made._connection._ready_task is not None)
        waiting = made._connection._ready_task
        assert waiting is not None
        serving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await serving
        await asyncio.wait([waiting])
        assert waiting.cancelled() or waiting.exception() is None
