"""Over the wire: a thread for each market, and what Discord does not take, listed and sent again."""

from dataclasses import replace
from pathlib import Path

from bot.playground import Playground
from bot.playground.person import Person
from bot.playground.world import OPEN_THREADS, SEND_MESSAGES
from services.core.work import Work
from services.store.embedded import EmbeddedStore
from services.store.ledger import StoreLedger
from services.store.store import Store
from tests.answers.traded.sample import traded
from tests.conftest import eventually
from tests.house import Bot

SECONDS = 40.0


async def cards(playground: Playground, person: str, channel: str) -> list[str]:
    """What the bot says in a channel by itself, as somebody sees it who has just come."""
    async with Person(playground.url, person) as somebody:
        known = [each["name"] for each in somebody._state["channels"]]
        told = await somebody.history(channel) if channel in known else []
        return [each.embeds[0]["title"] for each in told if each.embeds and "PAPER" in each.embeds[0]["title"]]


async def test_threads_and_what_is_refused_and_sent_again(playground: Playground, tmp_path: Path) -> None:
    async with Bot(playground, tmp_path / "home") as bot, Person(playground.url, "Ada") as ada:
        server = EmbeddedStore(bot.home / "store")
        store = Store(await server.ensure())
        guild, desk = f"discord:{playground.world.guild_id}", playground.world.text_channels[0]

        async def trade(order: str, symbol: str) -> None:
            work = Work()
            work.tell(traded("filled", key=order, order=order, symbol=symbol, person=None, server=guild))
            await StoreLedger(store).commit(work, order, b"{}", 60)

        async def told(channel: str, many: int) -> bool:
            return len(await cards(playground, "Ben", channel)) == many

        await ada.slash("notifications set", subject="shared", to="channel", threads=True)
        for order, symbol in (("a", "BTC/USDT"), ("b", "ETH/USDT"), ("c", "BTC/USDT")):
            await trade(order, symbol)
        await eventually(lambda: told("BTC/USDT", 2), SECONDS)
        await eventually(lambda: told("ETH/USDT", 1), SECONDS)
        assert await cards(playground, "Ben", "desk") == []

        playground.world.channels[desk.id] = replace(desk, denied=OPEN_THREADS)
        await trade("d", "SOL/USDT")
        await eventually(lambda: told("desk", 1), SECONDS)

        playground.world.channels[desk.id] = replace(desk, denied=OPEN_THREADS | SEND_MESSAGES)
        await trade("e", "SOL/USDT")

        async def listed(line: str) -> bool:
            return line in str((await ada.slash("notifications failed")).embeds[0])

        await eventually(lambda: listed("the bot may not write there"), SECONDS)
        playground.world.channels[desk.id] = desk
        await ada.press(await ada.slash("notifications failed"), "Send 1 again")
        await eventually(lambda: told("SOL/USDT", 1), SECONDS)
        await eventually(lambda: listed("All was told"), SECONDS)
        assert "Traceback" not in bot.errors()
        await store.close()
        await server.leave()
