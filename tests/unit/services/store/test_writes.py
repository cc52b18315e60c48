"""A change that is asked for twice is made once, and half of it is never made."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE

import pytest

from services.core.errors import StoreUnavailable
from services.store import keys
from services.store.embedded import EmbeddedStore
from services.store.store import REST_SECONDS, Store
from services.store.writes import Committed, Misfit, Writes, answer_of, commit
from tests.conftest import ROOT
from tests.unit.services.store.test_journal_crash import WRITER
from tests.unit.services.store.test_store import server_pid
from tests.unit.services.store.wire import wire_to


def alert(name: str) -> Writes:
    writes = Writes()
    writes.hash_set("alerts", name, "armed")
    writes.hash_set("alerts", "old", "x")
    writes.hash_delete("alerts", "old")
    writes.set("last", b"\x00\xff", ttl=60)
    writes.set("gone", "v", ttl=60)
    writes.delete("gone")
    writes.append(keys.OUTBOX, {"event": "armed", "name": name})
    return writes


async def told(store: Store) -> int:
    return await store.call(lambda client: client.xlen(keys.OUTBOX))


async def test_all_is_written_and_a_second_ask_is_given_the_first_answer(store: Store) -> None:
    assert await answer_of(store, "1") is None
    assert await commit(store, alert("a"), ask="1", answer=b"\x00one", keep_seconds=60) == Committed(b"\x00one", False)
    assert await commit(store, alert("b"), ask="1", answer=b"two", keep_seconds=60) == Committed(b"\x00one", True)
    assert await answer_of(store, "1") == b"\x00one"
    assert await store.hash_all("alerts") == {"a": "armed"}
    assert await store.get("last") == b"\x00\xff"
    assert await store.get("gone") is None
    assert await told(store) == 1
    assert not (await commit(store, alert("b"), ask="2", answer=b"two", keep_seconds=60)).repeated
    assert await told(store) == 2


async def test_an_answer_is_remembered_for_its_time(store: Store) -> None:
    await commit(store, Writes(), ask="1", answer=b"", keep_seconds=0.02)
    await asyncio.sleep(0.05)
    assert await answer_of(store, "1") is None


async def test_of_many_at_once_one_is_made(store: Store) -> None:
    done = await asyncio.gather(
        *(commit(store, alert(str(n)), ask="1", answer=b"%d" % n, keep_seconds=60) for n in range(32))
    )
    (made,) = [each for each in done if not each.repeated]
    assert {each.answer for each in done} == {made.answer}
    assert await store.hash_all("alerts") == {made.answer.decode(): "armed"}
    assert await told(store) == 1


async def test_a_work_that_cannot_be_made_whole_is_not_begun(store: Store) -> None:
    await store.set("text", b"t", ttl=60)
    works = alert("a"), alert("a")
    works[0].hash_set("text", "a", "b")
    works[1].append("text", {"a": "b"})
    for writes in works:
        with pytest.raises(Misfit) as wrong:
            await commit(store, writes, ask="1", answer=b"one", keep_seconds=60)
        assert wrong.value.key == "text"
    with pytest.raises(ValueError, match="two kinds"):
        alert("a").append("alerts", {"a": "b"})
    with pytest.raises(ValueError, match="without fields"):
        alert("a").append(keys.OUTBOX, {})
    assert await answer_of(store, "1") is None
    assert await store.hash_all("alerts") == {}
    assert await told(store) == 0


async def test_a_lost_reply_is_not_sent_again_and_the_answer_can_be_looked_up(
    embedded: EmbeddedStore, store: Store
) -> None:
    async with wire_to(await embedded.ensure()) as wire:
        behind = Store(wire.url)
        await commit(behind, Writes(), ask="0", answer=b"", keep_seconds=60)
        wire.cut, wire.scripts = True, 0
        with pytest.raises(StoreUnavailable):
            await commit(behind, alert("a"), ask="1", answer=b"one", keep_seconds=60)
        assert wire.scripts == 1
        await behind.close()
    assert await answer_of(store, "1") == b"one"
    assert (await commit(store, alert("b"), ask="1", answer=b"two", keep_seconds=60)).answer == b"one"
    assert await told(store) == 1


async def test_two_processes_with_one_ask_make_it_once(embedded: EmbeddedStore, store: Store) -> None:
    url = await embedded.ensure()
    writers = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-m", WRITER, url, "commit", "1", answer, stdout=PIPE, cwd=ROOT
        )
        for answer in ("first", "second")
    ]
    said = [(await writer.communicate())[0] for writer in writers]
    assert said[0] == said[1]
    assert await store.call(lambda client: client.xlen("made")) == 1


async def test_kill_9_in_the_midst_of_works_leaves_each_whole_or_not_made(embedded: EmbeddedStore) -> None:
    store = Store(await embedded.ensure())
    pid = await server_pid(embedded)
    asks = [
        asyncio.create_task(commit(store, alert(str(n)), ask=str(n), answer=b"done", keep_seconds=60))
        for n in range(400)
    ]
    await asyncio.wait(asks[:100])
    os.kill(pid, signal.SIGKILL)
    ended = await asyncio.gather(*asks, return_exceptions=True)
    assert {type(each) for each in ended} <= {Committed, StoreUnavailable}
    await embedded.ensure()
    await asyncio.sleep(REST_SECONDS)
    alerts = await store.hash_all("alerts")
    answered = {str(n) for n in range(400) if await answer_of(store, str(n)) is not None}
    assert alerts.keys() == answered >= {str(n) for n, each in enumerate(ended) if isinstance(each, Committed)}
    assert await told(store) == len(answered)
    await store.close()
