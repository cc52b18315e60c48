"""What happens is told to those who asked to be told: every event once for each place, in its order, whoever dies."""

import asyncio
import os
import random
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.playground import Playground
from bot.playground.person import Person
from services.core.work import Work
from services.house.heartbeat import PartSilent
from services.notifications.places import Destination
from services.store import keys
from services.store.embedded import EmbeddedStore
from services.store.ledger import StoreLedger
from services.store.store import Store
from tests.answers.traded.sample import traded
from tests.conftest import eventually
from tests.e2e.test_faults import LOADING, answers
from tests.exchange import Exchange
from tests.house import Bot, omega
from tests.unit.services.store.test_store import server_pid

START = datetime(2026, 1, 1, tzinfo=UTC)
TELL_SECONDS = 40.0


@pytest.fixture
async def ada(playground: Playground) -> AsyncIterator[Person]:
    """An admin."""
    async with Person(playground.url, "Ada") as ada:
        yield ada


@asynccontextmanager
async def subscribed(bot: Bot, person: Person) -> AsyncIterator[Store]:
    """Have the channel and ``person`` told; the bot's store comes back, in which things may happen."""
    server = EmbeddedStore(bot.home / "store")
    store = Store(await server.ensure())
    try:
        for to in ("channel", "me"):
            await person.slash("notifications set", subject="heartbeat", to=to)
        yield store
    finally:
        await store.close()
        await server.leave()


async def notices(person: Person, part: str, channel: str = "desk") -> list[str]:
    """The titles of what was told of ``part``, alone or in one message, the oldest first."""
    embeds = [message.embeds[0] for message in await person.history(channel) if message.embeds]
    titles = [line for embed in embeds for line in (embed["title"], *embed.get("description", "").splitlines())]
    return [title for title in titles if title.startswith(f"The desk's {part} ")]


async def told(person: Person, part: str, *ends: str, channel: str = "desk") -> None:
    """Wait until as much was told of ``part``, and hold that it was ``ends``."""

    async def enough() -> bool:
        return len(await notices(person, part, channel)) >= len(ends)

    await eventually(enough, TELL_SECONDS)
    found = await notices(person, part, channel)
    assert [title.split()[4].strip(":") for title in found] == list(ends)


async def happen(store: Store, *numbers: int) -> None:
    """Commit a change for each of ``numbers`` and what is to be told of it, in one step."""
    for number in numbers:
        work = Work()
        work.hash_set("test:happened", str(number), "yes")
        at = START + timedelta(seconds=number)
        work.tell(PartSilent(key=f"test:{number}", at=at, part=f"test {number:03}", detail="made up"))
        assert await StoreLedger(store).commit(work, f"test:{number}", b"{}", 600) is None


async def happened(person: Person, channel: str = "desk") -> list[int]:
    return [int(title.split()[3]) for title in await notices(person, "test", channel)]


async def all_told(person: Person, count: int) -> None:
    """Wait until ``count`` things that happened were told in the channel and to ``person``, and hold that each was told
    once and in order."""
    for channel in ("desk", "dm"):

        async def enough(channel: str = channel) -> bool:
            return len(await happened(person, channel)) >= count

        with suppress(TimeoutError):
            await eventually(enough, TELL_SECONDS)
        assert await happened(person, channel) == list(range(count))


async def test_who_asked_is_told_that_a_part_went_silent_and_that_it_is_back(
    playground: Playground, tmp_path: Path, ada: Person
) -> None:
    server = EmbeddedStore(tmp_path / "server")
    async with Exchange() as exchange, Person(playground.url, "Cleo") as cleo:
        variables = {
            "REDIS_URL": await server.ensure(),
            "OMEGA_MARKET": "live",
            "OMEGA_EXCHANGE_URL": exchange.url,
        }
        async with Bot(playground, tmp_path / "home", **variables):
            refused = await cleo.slash("notifications set", subject="heartbeat", to="channel")
            assert "admin" in str(refused.embeds[0]).lower()
            await ada.press(await ada.slash("status"), "Tell this channel")
            await ada.slash("notifications set", subject="heartbeat", to="me")
            await ada.slash("persona use", voice="z", scope="channel")
            listed = str((await ada.slash("notifications list")).embeds[0])
            assert "to you" in listed
            assert "to this channel" in listed

            exchange.status = 500
            await told(ada, "market", "silent")
            os.kill(await server_pid(server), signal.SIGKILL)
            exchange.status = 200
            await told(ada, "store", "silent")
            await server.ensure()
            for channel in ("desk", "dm"):
                await told(ada, "store", "silent", "back", channel=channel)
                await told(ada, "market", "silent", "back", channel=channel)
            (silent,) = [m for m in await ada.history("desk") if m.embeds and "store is silent" in str(m.embeds[0])]
            assert "string" in str(silent.embeds[0]), "the channel's voice is told of it, though the store is silent"

            await ada.slash("notifications set", subject="heartbeat", to="channel", level="off")
            assert "Nothing" not in str((await ada.slash("notifications list")).embeds[0])
    await server.leave()


async def test_discord_failing_costs_no_event_and_doubles_none(playground: Playground, bot: Bot, ada: Person) -> None:
    async with subscribed(bot, ada) as store:
        gone = Destination(channel="discord:1", server="discord:1")
        await store.hash_set(keys.subscriptions("heartbeat"), gone.id, gone.model_dump_json())
        await store.append(keys.OUTBOX, {"event": "of another version"})
        for kind in ("lost", "reset", "500"):
            playground.faults.add("message", kind, times=2)
        await happen(store, *range(6))
        await all_told(ada, 6)
        await eventually(lambda: not playground.faults, TELL_SECONDS)


async def test_every_event_is_told_once_and_in_order_though_the_bot_is_killed(
    playground: Playground, bot: Bot, ada: Person
) -> None:
    await crash_loop(playground, bot, ada, rounds=5)
    await eventually(lambda: notices(ada, "gateway"), TELL_SECONDS)
    assert set(await notices(ada, "gateway")) == {"The desk's gateway is back"}


async def test_who_is_told_to_end_has_not_gone_silent(bot: Bot, ada: Person) -> None:
    async with subscribed(bot, ada) as store:
        await eventually(lambda: beats(store), 20)
        await bot.stop()
        assert not await beats(store)
        await bot.start()
        await eventually(lambda: beats(store), 20)
        await happen(store, 0)
        await all_told(ada, 1)
    assert await notices(ada, "gateway") == []


@pytest.mark.nightly
async def test_many_kills_cost_no_event_and_double_none(playground: Playground, bot: Bot, ada: Person) -> None:
    await crash_loop(playground, bot, ada, rounds=30)


async def crash_loop(playground: Playground, bot: Bot, person: Person, *, rounds: int, each: int = 8) -> None:
    """Kill the bot again and again, while it tells and while it does not."""
    moments = random.Random(rounds)  # noqa: S311 - no secret
    async with subscribed(bot, person) as store:
        await eventually(lambda: beats(store), 20)
        for number in range(rounds):
            if number % 2 and not playground.faults:
                playground.faults.add("message", "lost")
            await happen(store, *range(number * each, (number + 1) * each))
            await asyncio.sleep(moments.uniform(0.0, 0.8))
            await bot.kill()
            await bot.start()
        await all_told(person, rounds * each)


async def test_of_two_bots_with_one_token_one_answers_and_the_other_takes_over(
    playground: Playground, tmp_path: Path, ada: Person
) -> None:
    async with Exchange() as exchange, Person(playground.url, "Ben") as ben:
        live = {"OMEGA_MARKET": "live", "OMEGA_EXCHANGE_URL": exchange.url}
        home = tmp_path / "home"
        async with Bot(playground, home, **live) as first, Bot(playground, home, **live) as second:
            await ada.slash("notifications set", subject="heartbeat", to="channel")
            await eventually(lambda: "standing by" in (home / "logs" / "omega.log").read_text(), 20)
            await answers(ben)
            discord = {"DISCORD_TOKEN": playground.token, "OMEGA_DISCORD_API": playground.api, "OMEGA_MARKET": "sim"}
            _, found, _ = await omega("check", home=home, variables=discord)
            assert "another one would stand by" in " ".join(found.split())
            exchange.delay = 2.0
            asking = asyncio.create_task(ben.slash("fib levels", symbol="eth", timeframe="1h", timeout=30))
            await eventually(lambda: thinks(ben), 10)
            assert "ETH/USDT" in (await asking).embeds[0]["title"]

            asking = asyncio.create_task(ben.slash("fib levels", symbol="sol", timeframe="1h", timeout=30))
            await eventually(lambda: thinks(ben), 10)
            await first.kill()
            exchange.delay = 0.0
            assert "SOL/USDT" in (await asking).embeds[0]["title"]
            await told(ada, "gateway", "back")
            await ben.say("price btc", channel="dm")
            await eventually(lambda: said(ben), 10)
            await answers(ben)
            assert await said(ben) == 1
            assert second.running
            edits = [sent for sent in playground.sent if sent.method == "PATCH" and "ETH/USDT" in str(sent.body)]
            assert len(edits) == 1, "the one that stood by gave a living one's answer"


async def beats(store: Store) -> bool:
    return bool(await store.hash_all(keys.BEATS))


async def thinks(person: Person) -> bool:
    return any(message.message["flags"] & LOADING for message in await person.history("desk"))


async def said(person: Person) -> int:
    """How many messages with a card ``person`` got in private."""
    return len([message for message in await person.history("dm") if message.embeds])


async def test_trades_are_told_in_private_or_in_the_channel_that_was_chosen_by_name(
    playground: Playground, bot: Bot, ada: Person
) -> None:
    async with subscribed(bot, ada) as store, Person(playground.url, "Ben") as ben:

        async def trade(order: str) -> None:
            work = Work()
            work.tell(traded("filled", key=order, order=order, person=f"discord:{ada.id}"))
            await StoreLedger(store).commit(work, order, b"{}", 60)

        async def trades(person: Person, channel: str) -> list[str]:
            return [
                m.message["content"] for m in await person.history(channel) if m.embeds and "PAPER" in str(m.embeds[0])
            ]

        await trade("in private")
        await eventually(lambda: trades(ada, "dm"), TELL_SECONDS)
        await ada.slash("notifications set", subject="trades", to="channel")
        await trade("in the channel")
        await eventually(lambda: trades(ada, "desk"), TELL_SECONDS)
        assert await trades(ada, "desk") == [f"<@{ada.id}>"]
        assert await trades(ada, "dm") == [""]
        assert await trades(ben, "dm") == []
