"""The gateway: a bot that trusts it must hear every event once, in order, and nothing it may not hear."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.playground import Limits, Playground
from bot.playground.person import Person
from bot.playground.sessions import Intents
from tests.conftest import eventually
from tests.unit.bot.playground.wire import ALL, Clock, WireBot, wire_bot


@pytest.fixture
async def stranger(pg: Playground) -> AsyncIterator[WireBot]:
    """A bot that has not connected yet."""
    async with aiohttp.ClientSession() as http:
        yield WireBot(pg, http)


@pytest.mark.parametrize("compress", [None, "zlib-stream", "zstd-stream"])
async def test_a_bot_connects_with_any_compression(pg: Playground, stranger: WireBot, compress: str | None) -> None:
    hello = await stranger.connect(compress)
    assert hello["op"] == 10
    assert hello["d"]["heartbeat_interval"] == 41_250
    ready = await stranger.identify()
    assert ready["user"]["username"] == "Omega"
    assert ready["resume_gateway_url"] == pg.gateway
    guild = await stranger.event("GUILD_CREATE")
    assert {role["name"] for role in guild["roles"]} >= {"@everyone", "admin", "trader", "viewer", "approver"}
    assert [channel["name"] for channel in guild["channels"]] == ["desk", "charts", "lounge"]
    assert len(guild["members"]) == guild["member_count"] == 6
    await stranger.send(1, stranger.seq)
    assert (await stranger.frame())["op"] == 11


async def test_a_guild_lists_the_bot_alone_without_the_presence_intent(stranger: WireBot) -> None:
    await stranger.connect()
    await stranger.identify(Intents.GUILDS)
    guild = await stranger.event("GUILD_CREATE")
    assert [member["user"]["username"] for member in guild["members"]] == ["Omega"]


async def test_members_are_given_on_request(pg: Playground, bot: WireBot) -> None:
    await bot.send(8, {"guild_id": pg.world.guild_id, "query": "", "limit": 0, "nonce": "n"})
    chunk = await bot.event("GUILD_MEMBERS_CHUNK")
    assert sorted(member["user"]["username"] for member in chunk["members"]) == [
        "Omega", "ada", "ben", "cleo", "dana", "eli",
    ]  # fmt: skip
    assert (chunk["nonce"], chunk["chunk_index"], chunk["chunk_count"]) == ("n", 0, 1)
    await bot.send(8, {"guild_id": pg.world.guild_id, "user_ids": [pg.world.users[1].id, "42"]})
    chunk = await bot.event("GUILD_MEMBERS_CHUNK")
    assert [member["user"]["username"] for member in chunk["members"]] == ["ben"]
    assert chunk["not_found"] == ["42"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"op": 2, "d": {"token": "wrong", "intents": 1}}, 4004),
        ({"op": 6, "d": {"token": "wrong", "session_id": "x", "seq": 1}}, 4004),
        ({"op": 2, "d": {"token": "playground", "intents": 1 << 40}}, 4013),
        ({"op": 2, "d": {"token": "playground", "intents": 1, "shard": [2, 2]}}, 4010),
        ({"op": 3, "d": {}}, 4003),
        ({"op": 2, "d": None}, 4002),
        ("not json", 4002),
        ({"op": 1, "d": "x" * 5_000}, 4002),
    ],
)
async def test_what_discord_closes_on_is_closed_on(stranger: WireBot, said: object, code: int) -> None:
    await stranger.connect()
    await (stranger.socket.send_str(said) if isinstance(said, str) else stranger.socket.send_json(said))
    assert await stranger.closed() == code


@pytest.mark.parametrize(("query", "code"), [("v=3", 4012), ("encoding=etf", 4002), ("compress=lzma", 4002)])
async def test_an_unknown_version_or_encoding_is_closed_on(pg: Playground, query: str, code: int) -> None:
    async with aiohttp.ClientSession() as http, http.ws_connect(f"{pg.gateway}?{query}") as socket:
        await socket.receive(timeout=5)
        assert socket.close_code == code


async def test_identifying_twice_is_closed_on(bot: WireBot) -> None:
    await bot.send(2, {"token": "playground", "intents": 1})
    assert await bot.closed() == 4005


async def test_privileged_intents_can_be_withheld() -> None:
    limits = Limits(disallowed_intents=Intents.MESSAGE_CONTENT)
    async with Playground(limits=limits) as pg, aiohttp.ClientSession() as http:
        bot = WireBot(pg, http)
        await bot.connect()
        await bot.send(2, {"token": pg.token, "intents": ALL})
        assert await bot.closed() == 4014


async def test_a_bot_that_sends_too_much_is_closed_on() -> None:
    async with Playground(limits=Limits(gateway_events=20)) as pg, wire_bot(pg) as bot:
        for _ in range(20):
            await bot.send(1, None)
        assert await bot.closed() == 4008


async def test_a_bot_has_time_to_note_its_heartbeat_before_it_hears_of_it(pg: Playground, bot: WireBot) -> None:
    """discord.py warns that it cannot keep up if it hears first."""
    await bot.send(1, bot.seq)
    await bot.send(8, {"guild_id": pg.world.guild_id, "query": "", "limit": 0})
    while (frame := await bot.frame())["t"] != "GUILD_MEMBERS_CHUNK":
        assert frame["op"] != 11
    assert (await bot.frame())["op"] == 11


async def test_a_bot_without_a_heartbeat_is_taken_for_dead() -> None:
    async with Playground(limits=Limits(heartbeat_seconds=0.1)) as pg, wire_bot(pg) as bot:
        assert await bot.closed() == 4009
        await eventually(lambda: not pg.bot_online)


async def test_missed_events_are_replayed_in_order_on_resume(pg: Playground, bot: WireBot) -> None:
    async with Person(pg.url, "Ben") as ben:
        await ben.say("one")
        assert (await bot.event("MESSAGE_CREATE"))["content"] == "one"
        seen = bot.seq
        pg.faults.add("gateway", "drop")
        assert await bot.closed() == 1006
        await ben.say("two")
        await ben.say("three")
        await eventually(lambda: not pg.bot_online)
        await ben.history()  # both are said by now
        await bot.connect()
        await bot.resume(seen)
        assert seen is not None
        frames = [await bot.frame() for _ in range(3)]
    assert [frame["s"] for frame in frames] == [seen + 1, seen + 2, seen + 3]
    assert [frame["t"] for frame in frames] == ["MESSAGE_CREATE", "MESSAGE_CREATE", "RESUMED"]
    assert [frame["d"].get("content") for frame in frames] == ["two", "three", None]


async def test_a_session_that_is_gone_cannot_be_resumed(pg: Playground, bot: WireBot) -> None:
    await bot.socket.close(code=1000)
    await eventually(lambda: not pg.bot_online)
    await bot.connect()
    await bot.resume(bot.seq)
    assert await bot.frame() == {"op": 9, "d": False}
    assert (await bot.identify())["session_id"]


async def test_a_replay_with_a_gap_is_refused() -> None:
    async with Playground(limits=Limits(replay_events=3)) as pg, wire_bot(pg) as bot, Person(pg.url, "Ben") as ben:
        pg.faults.add("gateway", "drop")
        await bot.closed()
        for word in "abcd":
            await ben.say(word)
        await ben.history()
        await bot.connect()
        await bot.resume(1)
        assert (await bot.frame())["op"] == 9


async def test_a_sequence_from_the_future_is_refused(bot: WireBot) -> None:
    await bot.socket.close(code=4000)
    await bot.connect()
    await bot.resume(10_000)
    assert await bot.closed() == 4007


async def test_others_words_are_hidden_without_the_content_intent(pg: Playground) -> None:
    intents = Intents.GUILDS | Intents.GUILD_MESSAGES | Intents.DIRECT_MESSAGES
    async with wire_bot(pg, intents) as bot, Person(pg.url, "Ben") as ben:
        await ben.say("hidden")
        message = await bot.event("MESSAGE_CREATE")
        assert (message["content"], message["guild_id"]) == ("", pg.world.guild_id)
        await ben.say(f"<@{bot.user_id}> help")
        assert (await bot.event("MESSAGE_CREATE"))["content"].endswith("help")
        await ben.say("private", channel="dm")
        message = await bot.event("MESSAGE_CREATE")
        assert message["content"] == "private"
        assert "guild_id" not in message
        await bot.call("POST", f"/channels/{message['channel_id']}/messages", {"content": "own"})
        assert (await bot.event("MESSAGE_CREATE"))["content"] == "own"


async def test_messages_reach_only_those_who_asked_for_them(pg: Playground) -> None:
    async with wire_bot(pg, Intents.GUILDS | Intents.DIRECT_MESSAGES) as bot, Person(pg.url, "Ben") as ben:
        await ben.say("in the guild")
        await ben.say("in private", channel="dm")
        assert (await bot.event("MESSAGE_CREATE"))["content"] == "in private"


async def test_direct_messages_belong_to_the_first_shard(pg: Playground) -> None:
    guild_shard = (int(pg.world.guild_id) >> 22) % 2
    async with aiohttp.ClientSession() as http, Person(pg.url, "Ben") as ben:
        shards = [WireBot(pg, http), WireBot(pg, http)]
        for index, shard in enumerate(shards):
            await shard.connect()
            ready = await shard.identify(shard=[index, 2])
            assert bool(ready["guilds"]) == (index == guild_shard)
        await ben.say("to the guild")
        await ben.say("in private", channel="dm")
        assert (await shards[guild_shard].event("MESSAGE_CREATE"))["content"] == "to the guild"
        assert (await shards[0].event("MESSAGE_CREATE"))["content"] == "in private"


async def test_faults_strike_as_told(pg: Playground, bot: WireBot) -> None:
    pg.faults.add("gateway", "reconnect")
    assert await _next_op(bot) == 7
    pg.faults.add("gateway", "close", code=4002)
    assert await bot.closed() == 4002
    pg.faults.add("gateway", "500", code=503)
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await bot.connect()
    assert refused.value.status == 503
    pg.faults.add("gateway", "close", times=2)
    for _ in range(2):
        await bot.connect()
        await bot.identify()
        assert await bot.closed() == 4000
    await bot.connect()
    await bot.identify()
    pg.faults.add("gateway", "delay", seconds=0.3)
    async with Person(pg.url, "Ben") as ben:
        started = asyncio.get_running_loop().time()
        await ben.say("late")
        await bot.event("MESSAGE_CREATE")
    assert asyncio.get_running_loop().time() - started >= 0.3


async def _next_op(bot: WireBot) -> int:
    while (frame := await bot.frame())["op"] == 0:
        continue
    op: int = frame["op"]
    return op


async def test_ids_are_unique_and_grow_although_the_clock_stands(clock: Clock, pg: Playground, bot: WireBot) -> None:
    channel = pg.world.text_channels[0].id
    ids = []
    for _ in range(3):
        _, message = await bot.call("POST", f"/channels/{channel}/messages", {"content": "x"})
        ids.append(int(message["id"]))
    assert ids == sorted(set(ids))
    assert (ids[0] >> 22) + 1_420_070_400_000 == int(clock.now * 1000)
