"""The demo takes real prices where they are to be had in time, and never passes simulated ones off as real."""

import asyncio
import signal
from pathlib import Path

import pytest

from bot.playground.person import Person
from tests.exchange import Exchange
from tests.house import OMEGA, environment


async def said(process: asyncio.subprocess.Process) -> str:
    """What the demo says of itself when it is ready."""
    assert process.stdout is not None
    text = ""
    async with asyncio.timeout(30):
        while "Ctrl-C" not in text:
            text += (await process.stdout.readline()).decode()
    return text


@pytest.mark.parametrize(("delay", "told", "marked"), [(0.0, "live from bitget", False), (4.0, "SIMULATED", True)])
async def test_live_where_the_exchange_answers_in_time(tmp_path: Path, delay: float, told: str, marked: bool) -> None:
    async with Exchange() as exchange:
        exchange.delay = delay
        demo = await asyncio.create_subprocess_exec(
            OMEGA,
            *("demo", "--port", "0", "--no-open", "--home", str(tmp_path)),
            env=environment(OMEGA_EXCHANGE_URL=exchange.url),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        text = await said(demo)
        assert told in text
        async with Person(text.split("Omega is ready: ")[1].split()[0], "Ben") as ben:
            price = await ben.slash("price", symbol="btc")
        assert ("SIMULATED" in price.embeds[0]["footer"]["text"]) is marked
        demo.send_signal(signal.SIGINT)
        _, errors = await demo.communicate()
        assert demo.returncode == 0
        assert b"Traceback" not in errors
