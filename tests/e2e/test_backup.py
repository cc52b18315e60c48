"""``omega backup`` and ``omega restore``, as whoever runs the desk uses them on the worst day."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from services.store import keys
from services.store.backup import form
from services.store.embedded import EmbeddedStore
from services.store.migrate import KNOWN
from services.store.store import Store
from tests.e2e.test_journal import OTHER, some_journals
from tests.house import omega, started
from tests.unit.services.accounts.test_history import NAME
from tests.unit.services.store.backup.filled import fill

KILLED_AFTER = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3)


@asynccontextmanager
async def opened(home: Path) -> AsyncIterator[Store]:
    """The embedded store in ``home``."""
    embedded = EmbeddedStore(home / "store")
    store = Store(await embedded.ensure())
    yield store
    await store.close()
    await embedded.leave()


async def killed(*arguments: str | Path, home: Path, when: Awaitable[object]) -> None:
    """``omega``, killed once ``when`` has come."""
    (home.parent / "nothing").touch()
    process = await started(
        *arguments,
        variables={"OMEGA_HOME": str(home)},
        lines=home.parent / "nothing",
        out=home.parent / "out",
        errors=home.parent / "errors",
    )
    await when
    if process.returncode is None:
        process.send_signal(signal.SIGKILL)
    await process.wait()


async def begun(store: Store) -> None:
    """Until a restore has begun."""
    async with asyncio.timeout(20):
        while not await store.exists(keys.RESTORING):  # noqa: ASYNC110 - the store is another process
            await asyncio.sleep(0)


async def test_a_desk_moves_to_another_home_with_its_archives(tmp_path: Path) -> None:
    here, there, file = tmp_path / "here", tmp_path / "there", tmp_path / "b.omega.zst"
    await some_journals(here, archived=True)
    assert (await omega("backup", str(file), home=here))[0] == 0
    status, out, errors = await omega("restore", str(file), home=there)
    assert (status, errors) == (0, "")
    assert "and are what the backup has" in out
    assert (await omega("journal", "verify", home=there))[1] == (await omega("journal", "verify", home=here))[1]
    assert (await omega("journal", "export", home=there))[1] == (await omega("journal", "export", home=here))[1]
    assert (await omega("backup", str(tmp_path / "again"), home=there))[0] == 0
    assert (tmp_path / "again").read_bytes() == file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    status, _, errors = await omega("restore", str(file), home=there)
    assert status == 1
    assert "--replace" in errors


async def test_a_desk_moves_to_a_store_that_several_homes_share_and_back(tmp_path: Path) -> None:
    laptop, file = tmp_path / "laptop", tmp_path / "b.omega.zst"
    await some_journals(laptop, archived=True)
    assert (await omega("backup", str(file), home=laptop))[0] == 0
    exported = (await omega("journal", "export", home=laptop))[1]
    embedded = EmbeddedStore(tmp_path / "cluster" / "store")
    shared = {"REDIS_URL": await embedded.ensure()}
    assert (await omega("restore", str(file), home=tmp_path / "pod", variables=shared))[0] == 0
    assert not [*(tmp_path / "pod" / "archive").glob("*")]
    other = tmp_path / "other pod"
    assert (await omega("journal", "export", home=other, variables=shared))[1] == exported
    back = tmp_path / "back.omega.zst"
    assert (await omega("backup", str(back), home=other, variables=shared))[0] == 0
    await embedded.leave()
    assert (await omega("restore", str(back), home=tmp_path / "there"))[0] == 0
    assert (await omega("journal", "export", home=tmp_path / "there"))[1] == exported
    assert [*(tmp_path / "there" / "archive").glob("*/*.gz")], "where a home's own store has them"


async def test_a_backup_that_is_killed_leaves_the_last_one_and_the_store_goes_on(tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "b.omega.zst"
    async with opened(home) as store:
        await fill(store)
        file.write_bytes(b"the last one")
        for after in KILLED_AFTER:
            await killed("backup", file, home=home, when=asyncio.sleep(after))
            if file.read_bytes() != b"the last one":  # it was whole before it was killed
                assert form.check(file).lines > 3_000
                break
            async with asyncio.timeout(2):
                await store.hash_set(keys.VOICES, "user:discord:7", "f")
        assert (await omega("backup", str(file), home=home))[0] == 0
    assert form.check(file).lines > 3_000


async def test_a_restore_that_is_killed_is_never_taken_for_a_whole_one(tmp_path: Path) -> None:
    file = tmp_path / "b.omega.zst"
    await some_journals(tmp_path / "here", archived=True)
    async with opened(tmp_path / "here") as store:
        await fill(store)
    assert (await omega("backup", str(file), home=tmp_path / "here"))[0] == 0
    unfinished = 0
    for number, after in enumerate((*KILLED_AFTER, None)):
        home = tmp_path / str(number)
        async with opened(home) as store:
            await killed("restore", file, home=home, when=begun(store) if after is None else asyncio.sleep(after))
            cut_off, there = await store.exists(keys.RESTORING), await store.keys_like("omega:*")
        if cut_off:
            unfinished += 1
            status, out, errors = await omega("ask", "/status", home=home)
            assert (status, out) == (1, "")
            assert "run omega restore" in " ".join(errors.split())
        if cut_off or not there:
            assert (await omega("restore", str(file), home=home))[0] == 0
        again = tmp_path / f"{number}.again"
        assert (await omega("backup", str(again), home=home))[0] == 0
        assert again.read_bytes() == file.read_bytes()
    assert unfinished


async def test_who_was_forgotten_since_then_does_not_come_back(tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "b.omega.zst"
    await some_journals(home, archived=True)  # of shell:ann and discord:5

    async def ask(text: str, who: str) -> None:
        variables = {"OMEGA_MARKET": "sim"}
        status, out, errors = await omega("ask", text, "--as", who, "--yes", home=home, variables=variables)
        assert status == 0, out + errors

    for who in ("ann", "ben"):
        await ask("/persona use voice:z", who)
        await ask("/alert add symbol:BTC/USDT when:above 200000", who)
    await ask("/forget me confirm:yes", "ben")
    await ask("/persona use voice:f", "ben")  # who came again, and is not forgotten by what was then
    assert (await omega("backup", str(file), home=home))[0] == 0
    await ask("/forget me confirm:yes", "ann")
    status, _, errors = await omega("restore", str(file), "--replace", home=home)
    assert (status, errors) == (0, "")
    async with opened(home) as store:
        assert await store.hash_all(keys.VOICES) == {"user:shell:ben": "f"}
        assert await store.keys_like("*shell:ann*") == []
        assert set(await store.hash_all(keys.FORGOTTEN)) == {keys.forgotten(f"shell:{who}") for who in ("ann", "ben")}
    _, out, _ = await omega("journal", "verify", home=home)
    assert (OTHER in out, NAME in out) == (True, False)
    assert not [*(home / "archive").glob("*ann*"), *(home / "anchors").glob("*ann*")]


async def test_a_store_of_a_later_version_is_refused_by_every_process(tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "b.omega.zst"
    async with opened(home) as store:
        await store.hash_set(keys.SCHEMA, "least", str(KNOWN.version + 1))
        await store.hash_set(keys.SCHEMA, "version", str(KNOWN.version + 1))
    for arguments in (
        ("ask", "/status"),
        ("check",),
        ("worker",),
        ("demo", "--no-open", "--port", "0"),
        ("journal", "verify"),
        ("backup", str(file)),
    ):
        status, out, errors = await omega(*arguments, home=home, variables={"OMEGA_MARKET": "sim"})
        assert status == 1, arguments
        assert f"this one knows {KNOWN.version}" in " ".join((out + errors).split()), (arguments, out, errors)
    with form.writing(file, form.Header(KNOWN.version + 1, KNOWN.version + 1)) as writer:
        writer.finish()
    status, _, errors = await omega("restore", str(file), home=tmp_path / "empty")
    assert status == 1
    assert f"this one knows {KNOWN.version}" in " ".join(errors.split())


async def test_a_backup_is_put_in_the_place_of_a_file_alone(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    status, _, errors = await omega("backup", str(pipe), home=tmp_path / "home")
    assert (status, "is no file" in " ".join(errors.split())) == (1, True)
    assert pipe.is_fifo()
    status, _, errors = await omega("backup", str(tmp_path / "none" / "b.omega.zst"), home=tmp_path / "home")
    assert (status, "no such folder" in " ".join(errors.split())) == (1, True)


@pytest.mark.parametrize("command", [("backup", "b.omega.zst"), ("restore", "b.omega.zst"), ("journal", "verify")])
async def test_a_store_that_is_not_there_is_told_with_the_reason(command: tuple[str, ...], tmp_path: Path) -> None:
    file = tmp_path / "b.omega.zst"
    assert (await omega("backup", str(file), home=tmp_path / "home"))[0] == 0
    away = {"REDIS_URL": "redis://127.0.0.1:1/0"}
    said = (str(file) if word == file.name else word for word in command)
    status, _, errors = await omega(*said, home=tmp_path / "other", variables=away)
    assert (status, "Connection refused" in errors.splitlines()[-1]) == (1, True), errors
