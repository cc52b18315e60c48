"""Several processes on one home: who trades, who matches, and who takes over."""

import asyncio
from pathlib import Path
from time import monotonic

from bot.playground import Playground
from bot.playground.person import Person
from services.store.embedded import EmbeddedStore
from tests.conftest import eventually
from tests.house import Bot, omega

ASK = ("--market", "sim", "--as", "ann:trader")


async def test_the_shell_trades_beside_a_running_bot_which_matches_and_lets_go(bot: Bot) -> None:
    async def ask(text: str) -> str:
        status, out, errors = await omega("ask", text, "--yes", *ASK, home=bot.home)
        assert status == 0, out + errors
        return out

    await ask("/buy symbol:btc amount:1000usdt stop:10")
    await asyncio.sleep(2)  # the bot has matched it by now
    await ask("/buy symbol:btc amount:1000usdt stop:10")
    assert "no open position" not in await ask("/positions")
    await ask("/flatten")
    assert "no open position" in await ask("/positions")
    assert "Traceback" not in bot.errors()


async def test_homes_of_their_own_on_one_store_serve_the_same_person(
    playground: Playground, tmp_path: Path, embedded: EmbeddedStore
) -> None:
    shared = {"REDIS_URL": await embedded.ensure()}

    async def ask(text: str, home: str = "shell") -> str:
        status, out, errors = await omega("ask", text, "--yes", *ASK, home=tmp_path / home, variables=shared)
        assert status == 0, out + errors
        return out

    async with Bot(playground, tmp_path / "bot", **shared) as bot:
        await ask("/buy symbol:btc amount:1000usdt stop:10")
        await asyncio.sleep(1.5)  # the bot has matched it by now
        await bot.kill()
        killed = monotonic()
        await ask("/buy symbol:btc amount:1000usdt stop:10", "other")
        assert monotonic() - killed < 10
        await bot.start()
        await ask("/flatten")
        assert "no open position" in await ask("/positions", "other")
        await ask("/forget me confirm:yes", "other")
        await ask("/buy symbol:btc amount:1000usdt stop:10")
        assert "no open position" not in await ask("/positions", "other")
        assert "Traceback" not in bot.errors()


async def test_who_takes_over_after_a_kill_trades_at_once_and_tells_once(
    playground: Playground, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    async with Person(playground.url, "Ben") as ben, Bot(playground, home) as first, Bot(playground, home) as second:
        preview = await ben.slash("buy", symbol="btc", amount="risk 1%", stop="1000")
        assert "filled at" in str((await ben.press(preview, "Confirm")).embeds[0]["title"])
        await first.kill()
        killed = monotonic()

        async def closed() -> bool:
            reply = await ben.slash("close", symbol="btc")
            return "filled at" in str(reply.embeds[0]["title"])

        await eventually(lambda: not playground.bot_online)  # or it would be asked of who is dead
        await playground.bot_ready(20)
        assert await closed()
        assert monotonic() - killed < 12

        async def told() -> list[str]:
            return [str(each.embeds[0]["title"]) for each in await ben.history("dm") if each.embeds]

        async def both() -> bool:
            return len(await told()) >= 2

        await eventually(both, 20)
        await asyncio.sleep(3)
        bought, sold = await told()
        assert bought.startswith("PAPER main: bought")
        assert sold.startswith("PAPER main: sold")
        assert "Traceback" not in second.errors()
