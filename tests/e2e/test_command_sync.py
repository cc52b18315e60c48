"""Discord is told the commands when they changed, and not at each start: it takes them only so often."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import discord
import pytest

from bot.app import App
from bot.client import OmegaBot
from bot.command_sync import sync_commands
from bot.playground import Playground
from bot.playground.person import Person
from services.store.store import Store
from tests.house import Bot, bot_of


def registrations(playground: Playground) -> int:
    return sum(sent.method == "PUT" and sent.path.endswith("/commands") for sent in playground.sent)


@asynccontextmanager
async def logged_in(app: App, playground: Playground, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[OmegaBot]:
    """A bot that has set up its commands, and is not on the gateway."""
    monkeypatch.setattr(discord.http.Route, "BASE", playground.api)
    async with bot_of(app) as bot:
        await bot.login(playground.token)
        yield bot


async def test_a_second_start_registers_nothing(playground: Playground, bot: Bot) -> None:
    assert registrations(playground) == 1
    await bot.stop()
    await bot.start()
    assert registrations(playground) == 1


async def test_what_changed_is_registered(app: App, playground: Playground, monkeypatch: pytest.MonkeyPatch) -> None:
    async with logged_in(app, playground, monkeypatch) as bot:
        bot.tree.remove_command("price")
        await sync_commands(bot, app.store)
        assert registrations(playground) == 2
        await sync_commands(bot, app.store)
        assert registrations(playground) == 2
    async with Person(playground.url, "Ben") as ben:
        assert "price" not in {command["name"] for command in ben.commands}


async def test_a_bot_whose_commands_are_gone_from_discord_registers_them(tmp_path: Path) -> None:
    """The playground forgets all when it ends; a bot that trusted its memory alone would have no commands on it."""
    for _ in range(2):
        async with Playground() as playground, Bot(playground, tmp_path / "home"), Person(playground.url, "Ben") as ben:
            assert registrations(playground) == 1
            assert (await ben.slash("price", symbol="btc")).embeds


async def test_where_the_store_does_not_answer_the_commands_are_registered(
    app: App, playground: Playground, monkeypatch: pytest.MonkeyPatch, unused_tcp_port: int
) -> None:
    away = Store(f"redis://127.0.0.1:{unused_tcp_port}/0")
    for start in (1, 2):
        async with logged_in(replace(app, store=away), playground, monkeypatch):
            assert registrations(playground) == start
    await away.close()
