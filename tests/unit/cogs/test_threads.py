"""Events are told by one process, of which others hear most servers."""

import discord
import pytest

from bot.playground import Playground
from cogs._threads import Threads
from services.store.store import Store


async def test_a_thread_is_opened_in_a_server_that_another_process_hears(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Playground() as playground, discord.Client(intents=discord.Intents.none()) as client:
        monkeypatch.setattr(discord.http.Route, "BASE", playground.api)
        await client.login(playground.token)
        channel = client.get_partial_messageable(int(playground.world.text_channels[0].id))
        assert client.get_channel(channel.id) is None
        opened = await Threads(store).find(client, channel, "BTC/USDT")
        assert opened is not None
        assert opened.id != channel.id
        again = await Threads(store).find(client, channel, "BTC/USDT")
        assert again is not None
        assert again.id == opened.id
