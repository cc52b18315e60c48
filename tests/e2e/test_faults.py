"""What a bad day does: sockets drop, calls fail, processes die. Nobody is left without an answer."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from bot.playground import Playground
from bot.playground.person import DidNotRespond, Person
from services.store.embedded import EmbeddedStore
from services.store.store import make_client
from tests.conftest import eventually
from tests.exchange import Exchange
from tests.house import Bot

LOADING = 128


async def store_pid(home: Path) -> int:
    """The embedded server's process id, by its own word."""
    embedded = EmbeddedStore(home / "store")
    client = make_client(await embedded.ensure())
    try:
        return int((await client.info("server"))["process_id"])
    finally:
        await client.aclose()
        await client.connection_pool.disconnect()
        await embedded.leave()


async def answers(person: Person, seconds: float = 10.0) -> None:
    async def answered() -> bool:
        try:
            return "BTC/USDT" in (await person.slash("price", symbol="btc", timeout=4)).embeds[0]["title"]
        except DidNotRespond:
            return False

    await eventually(answered, seconds)


async def test_a_button_answers_after_the_bot_was_killed_and_the_voice_is_remembered(
    playground: Playground, bot: Bot
) -> None:
    async with Person(playground.url, "Ben") as ben:
        await ben.slash("persona use", voice="f")
        chart = await ben.slash("chart", symbol="btc", timeframe="4h")
        await bot.kill()
        await bot.start()
        again = await ben.press(chart, "1d")
        assert again.id == chart.id
        assert "1d" in again.embeds[0]["title"]
        assert "F is your choice" in str((await ben.slash("persona list")).embeds[0])


async def test_a_gateway_that_is_not_there_at_the_start_is_waited_for(playground: Playground, tmp_path: Path) -> None:
    playground.faults.add(match="gateway", kind="500", times=2)
    async with Bot(playground, tmp_path / "home"), Person(playground.url, "Ben") as ben:
        await answers(ben)


async def test_without_the_store_prices_are_still_told_and_it_comes_back_by_itself(
    playground: Playground, bot: Bot
) -> None:
    async with Person(playground.url, "Ben") as ben:
        await answers(ben)
        pid = await store_pid(bot.home)
        os.kill(pid, signal.SIGSTOP)  # it takes connections and says nothing: worse than dead
        try:
            reply = await ben.slash("price", symbol="eth")
            assert "ETH/USDT" in reply.embeds[0]["title"]
            refused = await ben.slash("persona use", voice="z")
            assert "nothing was changed" in str(refused.embeds[0]).lower()
        finally:
            os.kill(pid, signal.SIGKILL)
        await asyncio.sleep(0)

        async def chosen() -> bool:
            reply = await ben.slash("persona use", voice="z")
            return "nothing was changed" not in str(reply.embeds[0]).lower()

        await eventually(chosen, 20)
        assert bot.running


async def test_a_promised_answer_is_given_after_kill_9(playground: Playground, tmp_path: Path) -> None:
    """The bot says "thinking…", is killed, and starts again: the answer comes."""
    async with Exchange() as exchange, Person(playground.url, "Ben") as ben:
        live = {"OMEGA_MARKET": "live", "OMEGA_EXCHANGE_URL": exchange.url}
        async with Bot(playground, tmp_path / "home", **live) as bot:
            await answers(ben)
            exchange.delay = 2.0
            asking = asyncio.create_task(ben.slash("fib levels", symbol="eth", timeframe="1h", timeout=30))

            async def thinking() -> bool:
                return any(message.message["flags"] & LOADING for message in await ben.history("desk"))

            await eventually(thinking, 10)
            await bot.kill()
            exchange.delay = 0.0
            await bot.start()
            reply = await asking
        assert "ETH/USDT" in reply.embeds[0]["title"]
        assert reply.attachments


async def test_a_pressed_button_is_answered_after_kill_9(playground: Playground, tmp_path: Path) -> None:
    async with Exchange() as exchange, Person(playground.url, "Ben") as ben:
        live = {"OMEGA_MARKET": "live", "OMEGA_EXCHANGE_URL": exchange.url}
        async with Bot(playground, tmp_path / "home", **live) as bot:
            chart = await ben.slash("chart", symbol="eth", timeframe="4h")
            exchange.delay = 3.0
            pressing = asyncio.create_task(ben.press(chart, "1d", timeout=30))
            acknowledged = {"type": 6}
            await eventually(lambda: any(sent.body == acknowledged for sent in playground.sent), 10)
            await bot.kill()
            exchange.delay = 0.0
            await bot.start()
            changed = await pressing
        assert changed.id == chart.id
        assert "1d" in changed.embeds[0]["title"]


@pytest.mark.parametrize("kind", ["reset", "500"])
async def test_a_promised_answer_survives_a_line_that_fails_again_and_again(
    playground: Playground, tmp_path: Path, kind: str
) -> None:
    async with Exchange() as exchange, Person(playground.url, "Ben") as ben:
        live = {"OMEGA_MARKET": "live", "OMEGA_EXCHANGE_URL": exchange.url}
        async with Bot(playground, tmp_path / "home", **live):
            await answers(ben)
            exchange.delay = 1.5
            playground.faults.add(match="edit", kind=kind, times=2)
            reply = await ben.slash("fib levels", symbol="sol", timeframe="1h", timeout=30)
            assert reply.attachments
            assert not playground.faults


async def test_a_slow_exchange_is_waited_for_and_one_that_is_away_is_told(
    playground: Playground, tmp_path: Path
) -> None:
    async with Exchange() as exchange, Person(playground.url, "Ben") as ben:
        live = {"OMEGA_MARKET": "live", "OMEGA_EXCHANGE_URL": exchange.url}
        async with Bot(playground, tmp_path / "home", **live) as bot:
            await answers(ben)
            exchange.delay = 1.5
            slow = await ben.slash("fib levels", symbol="sol", timeframe="1h")
            assert "SOL/USDT" in slow.embeds[0]["title"]
            exchange.delay = 60.0
            given_up = await ben.slash("fib levels", symbol="sol", timeframe="1d")
            assert "bitget" in str(given_up.embeds[0])
            exchange.delay, exchange.status = 0.0, 500
            away = await ben.slash("fib levels", symbol="eth", timeframe="1d")
            assert "bitget" in str(away.embeds[0])
            exchange.status = 200
            again = await ben.press(away, "Try again")
            assert "ETH/USDT" in again.embeds[0]["title"]
        assert "Traceback" not in bot.errors()


async def test_a_broken_file_hurts_its_own_symbol_only(playground: Playground, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    header = "timestamp_ms,open,high,low,close,volume"
    hours = range(1_700_002_800_000, 1_700_002_800_000 + 300 * 3_600_000, 3_600_000)
    rows = [f"{hour},100,{102 + n % 7},{98 - n % 5},101,5" for n, hour in enumerate(hours)]
    (data / "BTC-USDT_1h.csv").write_text("\n".join([header, *rows]))
    (data / "ETH-USDT_1h.csv").write_text("\n".join([header, *rows[:50], "garbage", *rows[50:]]))
    (data / "SOL-USDT_1h.csv").write_text("")
    (data / "XRP-USDT_1h.csv").write_text("\n".join([header, *rows[:5]]))
    replay = {"OMEGA_MARKET": "replay", "OMEGA_DATA": str(data), "OMEGA_AT": "2023-11-27T00:00:00Z"}
    async with Bot(playground, tmp_path / "home", **replay), Person(playground.url, "Ben") as ben:
        for symbol in ("btc", "eth"):  # a row that cannot be read costs no more than its bar
            good = await ben.slash("fib levels", symbol=symbol, timeframe="1h")
            assert good.attachments, symbol
        for symbol, told in (("sol", "the file is empty"), ("xrp", "20")):
            broken = await ben.slash("fib levels", symbol=symbol, timeframe="1h")
            assert broken.ephemeral
            assert told in str(broken.embeds[0]), symbol


async def test_an_end_waits_for_the_replies_being_given(playground: Playground, tmp_path: Path) -> None:
    async with Exchange() as exchange, Person(playground.url, "Ben") as ben:
        live = {"OMEGA_MARKET": "live", "OMEGA_EXCHANGE_URL": exchange.url}
        async with Bot(playground, tmp_path / "home", **live) as bot:
            await answers(ben)
            exchange.delay = 0.8
            asking = asyncio.create_task(ben.slash("fib levels", symbol="eth", timeframe="1d"))
            await eventually(lambda: any("ETHUSDT" in call for call in exchange.calls))
            assert await bot.stop() == 0
            reply = await asking
        assert reply.attachments


async def test_whoever_writes_nonsense_without_end_is_told_once_and_then_left_alone(
    playground: Playground, tmp_path: Path
) -> None:
    few = {"OMEGA_RATE__BURST": "3", "OMEGA_RATE__PER_MINUTE": "1"}
    async with Bot(playground, tmp_path / "home", **few), Person(playground.url, "Eli") as eli:
        for number in range(20):
            await eli.say(f"nonsense {number}", channel="dm")
        told = [await eli.next_message() for _ in range(4)]
        assert sum("Too many requests" in card.embeds[0]["title"] for card in told) == 1
        async with Person(playground.url, "Ben") as ben:
            await answers(ben)
        said = await eli.history("dm")
        assert len([message for message in said if message.embeds]) == 4


async def test_secrets_stay_out_of_the_log_on_a_bad_day_too(tmp_path: Path) -> None:
    token = "a-token-that-nobody-should-read"  # noqa: S105 - made up
    home = tmp_path / "home"
    async with Playground(token=token) as playground, Bot(playground, home) as bot:
        async with Person(playground.url, "Ben") as ben:
            await eventually(lambda: "ready" in (home / "logs" / "omega.log").read_text(), 10)
            playground.faults.add(match="callback", kind="500", times=1)
            await answers(ben)
            playground.faults.add(match="gateway", kind="drop")
            await eventually(lambda: not playground.faults)
            await answers(ben, 20)
        password = (home / "store" / "address.json").read_text().split('"password":"')[1].split('"')[0]
        log = (home / "logs" / "omega.log").read_text() + bot.errors()
    assert "ready" in log
    assert token not in log
    assert password not in log
