"""What people chose and were promised must outlive every crash, and a dead store must not hold anyone up."""

import asyncio
import os
import signal
import socket
from contextlib import suppress
from pathlib import Path
from time import perf_counter

import pytest

from services.core.errors import StoreUnavailable
from services.store import embedded as embedded_store
from services.store.embedded import EmbeddedStore, StoreDidNotStart
from services.store.store import REST_SECONDS, Store, make_client
from tests.conftest import eventually


async def server_pid(embedded: EmbeddedStore) -> int:
    client = make_client(await embedded.ensure())
    try:
        return int((await client.info("server"))["process_id"])
    finally:
        await client.aclose()
        await client.connection_pool.disconnect()


async def test_values_hashes_and_streams_come_back_as_they_were_written(store: Store) -> None:
    assert await store.get("k") is None
    await store.set("k", b"\x00\xffbytes", ttl=60)
    assert await store.get("k") == b"\x00\xffbytes"
    await store.hash_set("h", "a", "voilà")
    assert await store.hash_get("h", ["a", "b"]) == ["voilà", None]
    await store.hash_delete("h", "a")
    assert await store.hash_all("h") == {}
    await store.append("s", {"event": "asked"})


async def test_whoever_waits_for_a_turn_is_not_told_that_the_store_is_gone(
    embedded: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("CONNECTIONS", 2), ("CONNECT_SECONDS", 0.2), ("REPLY_SECONDS", 0.2)):
        monkeypatch.setattr(f"services.store.store.{name}", value)
    store = Store(await embedded.ensure())
    asked = (store.call(lambda client: client.blpop(["none"], timeout=0.1)) for _ in range(14))
    assert await asyncio.gather(*asked) == [None] * 14, "0.7 s for all of them"
    await store.close()


async def test_what_is_forgotten_is_in_no_file_and_what_is_kept_outlives_kill_9(
    embedded: EmbeddedStore, tmp_path: Path
) -> None:
    store = Store(await embedded.ensure(), own=True)
    names = [f"harbour-{number}" for number in range(4)]
    for name in ("kept", *names):
        await store.hash_set("h", name, f"at-{name}")

    async def forget(name: str) -> None:
        await store.hash_delete("h", name)
        await store.forget_deleted()

    await asyncio.gather(*map(forget, names))

    async def gone() -> bool:
        return not any(b"harbour" in file.read_bytes() for file in tmp_path.rglob("*.aof"))

    await eventually(gone)
    os.kill(await server_pid(embedded), signal.SIGKILL)
    await embedded.ensure()
    again = Store(await embedded.ensure())
    assert await again.hash_all("h") == {"kept": "at-kept"}
    for each in (store, again):
        await each.close()


async def test_a_value_is_gone_after_its_time(store: Store) -> None:
    await store.set("k", b"v", ttl=0.02)
    await asyncio.sleep(0.05)
    assert await store.get("k") is None


async def test_what_was_acknowledged_survives_kill_9(embedded: EmbeddedStore) -> None:
    store = Store(await embedded.ensure())
    written = 0
    for number in range(200):
        await store.hash_set("h", str(number), "kept")
        written += 1
    os.kill(await server_pid(embedded), signal.SIGKILL)
    with pytest.raises(StoreUnavailable):
        await store.get("k")
    await embedded.ensure()
    await asyncio.sleep(REST_SECONDS)
    assert len(await store.hash_all("h")) == written == 200
    await store.close()


async def test_the_watcher_brings_a_killed_server_back_at_the_same_address(embedded: EmbeddedStore) -> None:
    store = Store(await embedded.ensure())
    before = await embedded.ensure()
    watching = asyncio.create_task(embedded.watch())
    os.kill(await server_pid(embedded), signal.SIGKILL)

    async def answers() -> bool:
        try:
            await store.hash_set("h", "a", "b")
        except StoreUnavailable:
            return False
        return True

    await eventually(answers)
    assert await embedded.ensure() == before
    watching.cancel()
    await store.close()


async def test_a_port_that_a_dying_server_still_holds_is_waited_for(embedded: EmbeddedStore) -> None:
    before = await embedded.ensure()
    os.kill(await server_pid(embedded), signal.SIGKILL)
    port = int(before.rsplit(":", 1)[1].split("/")[0])

    async def hold() -> socket.socket:
        while True:
            with suppress(OSError):
                return socket.create_server(("127.0.0.1", port))
            await asyncio.sleep(0.001)

    dying = await hold()
    asyncio.get_running_loop().call_later(0.1, dying.close)
    assert await embedded.ensure() == before, "who has the old address would never find the store again"


async def test_two_processes_share_one_server_and_the_last_to_leave_stops_it(tmp_path: Path) -> None:
    first, second = EmbeddedStore(tmp_path), EmbeddedStore(tmp_path)
    url = await first.ensure()
    assert await second.ensure() == url
    using = Store(url)
    await using.set("k", b"v", ttl=60)
    await first.leave()
    assert await using.get("k") == b"v"
    await using.close()
    await second.leave()
    again = Store(url)
    with pytest.raises(StoreUnavailable):
        await again.get("k")
    await again.close()


async def test_many_starting_at_once_make_one_server(tmp_path: Path) -> None:
    stores = [EmbeddedStore(tmp_path) for _ in range(8)]
    urls = await asyncio.gather(*(store.ensure() for store in stores))
    assert len(set(urls)) == 1
    assert (tmp_path / "server.log").read_text().count("Ready to accept connections") == 1
    await asyncio.gather(*(store.leave() for store in stores))
    gone = Store(urls[0])
    with pytest.raises(StoreUnavailable):
        await gone.get("k")
    await gone.close()


async def test_nobody_stops_a_server_that_another_is_about_to_use(tmp_path: Path) -> None:
    first, second = EmbeddedStore(tmp_path), EmbeddedStore(tmp_path)
    await first.ensure()
    url = await second.ensure()
    await first.leave()
    store = Store(url)
    await store.set("k", b"v", ttl=60)
    await store.close()
    await second.leave()


async def test_a_server_that_cannot_start_is_told_and_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "appendonlydir").mkdir()
    (tmp_path / "appendonlydir" / "appendonly.aof.manifest").write_text("not a manifest")
    with pytest.raises(StoreDidNotStart, match=r"server\.log"):
        await EmbeddedStore(tmp_path).ensure()


async def test_where_its_port_is_taken_meanwhile_it_starts_on_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, real = list[int](), embedded_store._free_port
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens, as where a connection to somewhere else has it

        def free_port() -> int:
            found.append(real() if found else taken.getsockname()[1])
            return found[-1]

        monkeypatch.setattr(embedded_store, "_free_port", free_port)
        server = EmbeddedStore(tmp_path / "store")
        store = Store(await server.ensure())
        await store.set("a", b"1", 60)
        assert await store.get("a") == b"1"
        assert len(found) == 2
        await store.close()
        await server.leave()


async def test_only_the_owner_can_read_the_password(embedded: EmbeddedStore) -> None:
    for name in ("address.json", "server.conf"):
        assert (embedded._folder / name).stat().st_mode & 0o077 == 0
    url = await embedded.ensure()
    stranger = Store(url.split("@")[0].rsplit(":", 1)[0] + ":wrong@" + url.split("@")[1])
    with pytest.raises(StoreUnavailable):
        await stranger.get("k")
    await stranger.close()


async def test_who_is_cancelled_while_the_store_is_asked_ends(store: Store) -> None:
    await store.get("k")
    for steps in range(200):
        call = asyncio.create_task(store.get("k"))
        for _ in range(steps % 20):
            await asyncio.sleep(0)
        ended = not call.cancel()
        await asyncio.wait([call])
        assert ended or call.cancelled()
    assert await store.get("k") is None


async def test_a_dead_store_costs_one_wait_and_not_one_a_request(unused_tcp_port: int) -> None:
    store = Store(f"redis://127.0.0.1:{unused_tcp_port}/0")
    with pytest.raises(StoreUnavailable):
        await store.get("k")
    started = perf_counter()
    for _ in range(1000):
        with pytest.raises(StoreUnavailable):
            await store.get("k")
    assert perf_counter() - started < 1000 * 0.002, "each request waited for the store again"
    assert not (await store.health()).ok
    await store.close()


async def test_a_store_that_takes_and_never_answers_is_given_up_in_time() -> None:
    async def swallow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    silent = await asyncio.start_server(swallow, "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]
    store = Store(f"redis://127.0.0.1:{port}/0")
    async with asyncio.timeout(4):
        with pytest.raises(StoreUnavailable):
            await store.get("k")
    await store.close()
    silent.close()
    await silent.wait_closed()
    await asyncio.sleep(0.05)


async def test_what_is_published_is_heard_also_after_a_long_silence(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.store.store.SILENCE_SECONDS", 0.05)
    begun, heard = asyncio.Event(), list[str]()
    hearing = asyncio.create_task(store.hear("asks", begun.set, heard.append))
    await begun.wait()
    await asyncio.sleep(0.3)
    assert await store.call(lambda client: client.publish("asks", "one")) == 1
    await eventually(lambda: heard == ["one"])
    assert not hearing.done()
    hearing.cancel()
    await asyncio.wait((hearing,))

    async def unheard() -> bool:
        return await store.call(lambda client: client.publish("asks", "two")) == 0

    await eventually(unheard)


async def test_a_server_that_says_nothing_any_more_is_not_heard_without_end(
    embedded: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As of a machine that is gone, and left the connection open."""
    monkeypatch.setattr("services.store.store.SILENCE_SECONDS", 0.1)
    store = Store(await embedded.ensure())
    begun, pid = asyncio.Event(), await server_pid(embedded)
    hearing = asyncio.create_task(store.hear("asks", begun.set, lambda _: None))
    await begun.wait()
    os.kill(pid, signal.SIGSTOP)
    try:
        async with asyncio.timeout(2):
            with pytest.raises(StoreUnavailable):
                await hearing
    finally:
        os.kill(pid, signal.SIGCONT)
    await store.close()
