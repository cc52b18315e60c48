"""Start and stop: a port that is taken is said plainly, and nothing lingers."""

from __future__ import annotations

import asyncio
import socket
import sys

import pytest

from bot.playground import Playground, PortTaken
from bot.playground.person import Person
from tests.unit.bot.playground.wire import wire_bot


async def test_a_taken_port_is_named(pg: Playground) -> None:
    with pytest.raises(PortTaken, match=f"port {pg.port} on 127.0.0.1 is taken") as taken:
        await Playground(pg.port).start()
    assert taken.value.port == pg.port


async def test_it_can_be_started_again_on_its_port() -> None:
    playground = Playground()
    await playground.start()
    port = playground.port
    await playground.stop()
    with pytest.raises(RuntimeError):
        _ = playground.port
    async with Playground(port) as again:
        assert again.url == f"http://127.0.0.1:{port}"


async def test_stopping_closes_everyone() -> None:
    playground = Playground()
    await playground.start()
    async with wire_bot(playground) as bot, Person(playground.url, "Ben") as ben:
        stopping = asyncio.create_task(playground.stop())
        assert await bot.closed() == 1001
        await stopping
        with pytest.raises(ConnectionError):
            await ben.history()


async def test_it_listens_on_this_machine_alone(pg: Playground) -> None:
    outside = [info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    for address in {str(a) for a in outside if not str(a).startswith("127.")}:
        with pytest.raises(OSError, match=r".+"):
            await asyncio.open_connection(address, pg.port)


async def test_waiting_for_a_bot_that_does_not_come_ends(pg: Playground) -> None:
    with pytest.raises(TimeoutError, match="no bot connected to ws"):
        await pg.bot_ready(timeout=0.05)


async def test_alone_it_prints_what_a_bot_needs(pg: Playground) -> None:
    command = (sys.executable, "-m", "bot.playground", "--token", "secret", "--port")
    process = await asyncio.create_subprocess_exec(*command, "0", stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    printed = ""
    async with asyncio.timeout(20):
        while "DISCORD_TOKEN=" not in printed:
            printed += (await process.stdout.readline()).decode()
        process.terminate()
        assert await process.wait() == 0
    assert "OMEGA_DISCORD_API=http://127.0.0.1:" in printed
    assert "OMEGA_DISCORD_GATEWAY=ws://127.0.0.1:" in printed
    assert "DISCORD_TOKEN=secret" in printed
    taken = await asyncio.create_subprocess_exec(*command, str(pg.port), stderr=asyncio.subprocess.PIPE)
    _, said = await taken.communicate()
    assert taken.returncode == 1
    assert f"port {pg.port}" in said.decode()
    assert "Traceback" not in said.decode()
