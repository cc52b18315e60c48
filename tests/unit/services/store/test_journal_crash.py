"""What was acknowledged is in the journal once, whoever is killed and whenever."""

import asyncio
import os
import random
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process

import pytest

from services.core.errors import StoreUnavailable
from services.store.embedded import EmbeddedStore
from services.store.journal import Journal
from services.store.store import Store
from tests.conftest import ROOT, eventually
from tests.unit.services.store.chain import followed
from tests.unit.services.store.test_store import server_pid

WRITER = "tests.unit.services.store.writer"


async def start_writer(url: str, first: int) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", WRITER, url, "journal", "paper", str(first), stdout=PIPE, stderr=DEVNULL, cwd=ROOT
    )


async def acknowledged(writer: Process, until: int) -> int:
    """Read what the writer says until it says ``until`` or ends; the last it said, or -1."""
    assert writer.stdout is not None
    last = -1
    while last < until and (line := await writer.stdout.readline()).endswith(b"\n"):
        last = int(line)
    return last


async def kill_in_turn(embedded: EmbeddedStore, rounds: int, seed: int) -> None:
    url, chance = await embedded.ensure(), random.Random(seed)  # noqa: S311
    store = Store(url)
    journal = Journal(store, "paper")
    written, writer = -1, await start_writer(url, 0)
    try:
        for turn in range(rounds):
            written = max(written, await acknowledged(writer, written + 20))
            await asyncio.sleep(chance.random() * 0.02)
            if turn % 3 != 0:
                os.kill(await server_pid(embedded), signal.SIGKILL)
            if turn % 3 != 1:
                writer.kill()
                written = max(written, await acknowledged(writer, sys.maxsize))
                await writer.wait()
            assert await embedded.ensure() == url
            if turn % 3 != 1:
                writer = await start_writer(url, written + 1)

            async def whole() -> bool:
                try:
                    await followed(journal)
                except StoreUnavailable:
                    return False
                return True

            await eventually(whole)
        writer.kill()
        written = max(written, await acknowledged(writer, sys.maxsize))
    finally:
        if writer.returncode is None:
            writer.kill()
        await writer.wait()
    entries = await journal.read(count=sys.maxsize // 2)
    assert [entry.id for entry in entries] == [str(number) for number in range(len(entries))]
    assert len(entries) > written >= 20 * rounds - 1
    assert (await followed(journal)).seq == len(entries)
    await store.close()


async def test_a_few_kills_of_server_and_writer_lose_and_double_nothing(embedded: EmbeddedStore) -> None:
    await kill_in_turn(embedded, rounds=6, seed=1)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(2, 5))
async def test_many_kills_of_server_and_writer_lose_and_double_nothing(embedded: EmbeddedStore, seed: int) -> None:
    await kill_in_turn(embedded, rounds=60, seed=seed)
