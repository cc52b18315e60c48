"""A signal from outside goes to the channel that wants it, and to a paper order where an admin says so."""

import asyncio
import random
import re
from typing import Any

import aiohttp
import pytest

from analytics.trading.records import Ordered
from bot.playground import Playground
from bot.playground.person import Person, Reply
from services.accounts import codec
from services.store.embedded import EmbeddedStore
from services.store.journal import Journal
from services.store.store import Store
from tests.conftest import eventually
from tests.house import Bot


def fields(reply: Reply) -> dict[str, str]:
    return {each["name"]: each["value"] for each in reply.embeds[0]["fields"]}


async def titles(person: Person, channel: str = "desk") -> list[str]:
    return [str(message.embeds[0]["title"]) for message in await person.history(channel) if message.embeds]


async def test_from_tradingview_to_the_channel_and_to_an_order(
    playground: Playground, tmp_path: Any, unused_tcp_port: int
) -> None:
    signals = {"OMEGA_SIGNALS__PORT": str(unused_tcp_port), "OMEGA_VOICE": "xyko"}
    async with (
        Bot(playground, tmp_path / "home", **signals) as bot,
        Person(playground.url, "Ada") as ada,
        aiohttp.ClientSession() as tradingview,
    ):
        await ada.slash("notifications set", subject="signals", to="channel")
        added = await ada.slash("signals add", signal="breakout")
        assert added.ephemeral, "nobody else reads the secret"
        told = fields(added)
        url, secret = told["Send it to"].strip("`"), told["Secret, told this once"].strip("`")
        template = re.search(r"\{.*\}", told["What to send"], re.DOTALL)
        assert template is not None
        assert secret in template[0]
        body = template[0]
        for name, value in (("ticker", "BTCUSDT"), ("close", "43120.5"), ("interval", "240")):
            body = body.replace(f"{{{{{name}}}}}", value)

        async def sends(data: str) -> int:
            data = data.replace('"{{timenow}}"', "null")
            async with tradingview.post(url, data=data, headers={"Content-Type": "text/plain"}) as reply:
                return reply.status

        preview = await ada.slash("alert add", when="signal breakout")
        await ada.press(preview, "Confirm")
        assert await sends(body.replace(secret, "guess")) == 401
        assert await sends(body) == 200
        assert await sends(body) == 200

        async def says(*words: str, channel: str = "desk") -> bool:
            return any(all(word in title for word in words) for title in await titles(ada, channel))

        await eventually(lambda: says("Signal breakout", "BTCUSDT at 43,120.5"), 20)
        await eventually(lambda: says("Signal breakout came in", channel="dm"), 20)
        mapped = await ada.slash("signals map", signal="breakout", symbol="BTC/USDT", amount="5%", stop="2")
        assert "PAPER server" in str(mapped.embeds[0])
        assert await sends(body.replace('"message"', '"action": "buy", "message"')) == 200
        await eventually(lambda: says("PAPER server", "signal breakout", "buy"), 20)
        await asyncio.sleep(0.5)
        said = await titles(ada)
        assert sum("BTCUSDT at 43,120.5" in title for title in said) == 2, said
        listed = await ada.slash("signals list")
        assert "PAPER server: BTC/USDT, 5%, stop 2%" in str(listed.embeds[0])
        await ada.slash("signals delete", signal="breakout")
        assert await sends(body) == 401
        log = (bot.home / "logs" / "omega.log").read_text()
        assert secret not in log
        assert "43120.5" not in log
        assert "Traceback" not in bot.errors()


@pytest.mark.nightly
async def test_each_signal_is_one_order_however_often_it_is_sent_and_the_bot_is_killed(
    playground: Playground, tmp_path: Any, unused_tcp_port: int
) -> None:
    """A program that sends each signal until it is told that it was taken, and then once more."""
    settings = {
        "OMEGA_SIGNALS__PORT": str(unused_tcp_port),
        "OMEGA_LIMITS__ORDERS_A_MINUTE": "1000",
        "OMEGA_LIMITS__REQUIRE_STOP": "false",
        "OMEGA_LIMITS__EXPOSURE": "100",
    }
    async with (
        Bot(playground, tmp_path / "home", **settings) as bot,
        Person(playground.url, "Ada") as ada,
        aiohttp.ClientSession() as program,
    ):
        doors: list[tuple[str, str]] = []
        for name in ("a", "b", "c"):
            told = fields(await ada.slash("signals add", signal=name))
            doors.append((told["Send it to"].strip("`"), told["Secret, told this once"].strip("`")))
            await ada.slash("signals map", signal=name, symbol="BTC/USDT", amount="10usdt")

        async def sends(url: str, body: dict[str, str]) -> int:
            try:
                async with program.post(url, json=body) as reply:
                    return reply.status
            except aiohttp.ClientError:
                return 0

        async def sends_until_taken(number: int) -> None:
            url, secret = doors[number % len(doors)]
            body = {"secret": secret, "id": str(number), "action": "buy"}
            await asyncio.sleep(random.uniform(0, 30))  # noqa: S311

            async def taken() -> bool:
                return await sends(url, body) == 200

            await eventually(taken, 60)
            await asyncio.sleep(random.random())  # noqa: S311
            await sends(url, body)

        sending = [asyncio.create_task(sends_until_taken(number)) for number in range(45)]
        for _ in range(4):
            await asyncio.sleep(random.uniform(0.05, 4.0))  # noqa: S311
            await bot.kill()
            await bot.start()
        await asyncio.gather(*sending)
        server = EmbeddedStore(bot.home / "store")
        store = Store(await server.ensure())

        async def placed() -> list[str]:
            of_server = (await store.keys_like("omega:journal:{paper:server:discord:*}"))[0]
            entries = await Journal(store, of_server.partition("{")[2].partition("}")[0]).read()
            records = [codec.read(entry.body) for entry in entries]
            return [record.order.id for record in records if isinstance(record, Ordered)]

        async def all_are() -> bool:
            return len(await placed()) >= 45

        await eventually(all_are, 60)
        await asyncio.sleep(2)
        ids = await placed()
        assert len(ids) == len(set(ids)) == 45
        await store.close()
        await server.leave()
