"""Of two processes one writes in an account; the other is told, also the one that was paused and does not know it."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from services.accounts import books as module
from services.accounts.books import Books
from services.core.errors import HeldElsewhere
from services.store.embedded import EmbeddedStore
from services.store.store import Store
from tests.conftest import eventually
from tests.crash.rounds import SPAWN
from tests.unit.services.accounts.records import opened, order, placed

NAME = "paper:shell:ann"
LEASE = 1.0


def write_on_and_on(home: Path, url: str) -> None:
    """Be the first process: write until it is refused, and say so."""

    async def write() -> None:
        books, number = Books(Store(url), home, "first"), 0
        async with books.writing(NAME) as book:
            await book.write([opened(NAME)])
            while True:
                await book.write(placed(order(f"first {number}")))
                number += 1
                (home / "written").write_text(str(number))

    module.LEASE_SECONDS, module.RENEW_SECONDS = LEASE, LEASE / 3  # type: ignore[misc]
    try:
        asyncio.run(write())
    except HeldElsewhere as error:
        (home / "refused").write_text(error.holder)


async def test_who_was_paused_for_longer_than_the_lease_is_refused_and_the_other_writes(
    tmp_path: Path, embedded: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LEASE_SECONDS", LEASE)
    url = await embedded.ensure()
    first = SPAWN.Process(target=write_on_and_on, args=(tmp_path, url))
    first.start()
    assert first.pid is not None
    await eventually((tmp_path / "written").exists)
    store = Store(url)
    books = Books(store, tmp_path, "second")
    with pytest.raises(HeldElsewhere) as refused:
        async with books.writing(NAME, patience=0.0):
            pass
    assert refused.value.holder == "first"
    os.kill(first.pid, signal.SIGSTOP)
    try:
        await asyncio.sleep(LEASE * 1.5)
        async with books.writing(NAME) as book:
            before = book.account.records
            assert await book.write(placed(order("second")))
    finally:
        os.kill(first.pid, signal.SIGCONT)
    await eventually((tmp_path / "refused").exists)
    assert (tmp_path / "refused").read_text() == "second"
    await asyncio.to_thread(first.join)
    after = await books.look(NAME)
    assert after.records == before + 2
    assert after.orders.keys() >= {order("second").id}
    await books.close()
    await store.close()
