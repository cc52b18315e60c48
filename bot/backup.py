"""``omega backup`` and ``omega restore``: all that the desk keeps, in one file and back."""

from collections.abc import Mapping
from datetime import UTC, datetime
from errno import EEXIST, ENOTDIR
from itertools import chain
from pathlib import Path
from typing import Final

from rich.console import Console

from bot.app import open_any_store, open_store
from config.settings import Settings
from services.accounts.history import History
from services.accounts.naming import AccountId
from services.house.privacy import PersonalData
from services.store import migrate
from services.store.backup import files, form, restore, snapshot
from services.store.backup.spool import Spool, spooled
from services.store.store import Store

NAMED: Final = "omega-%Y%m%dT%H%M%SZ"


async def backup(settings: Settings, to: Path, keep: int | None, console: Console) -> None:
    """Write a backup to the file ``to``; in a folder to one named by the time, of which the newest ``keep`` stay.

    Raises:
        StoreUnavailable, StoreTooBusy, WrongStore, OSError
    """
    path = _file(to)
    async with open_store(settings, watch=False) as store:
        schema = await migrate.schema(store)
        with spooled() as spool:
            anchored = files.anchors(settings.home)
            paused = await snapshot.take(store, spool)
            written = _write(path, form.Header(schema.version, schema.least), spool, settings.home, anchored)
            console.print(
                f"{path}: {spool.keys()} keys, {written.lines} lines, {written.size} bytes; "
                f"writing was paused for {paused * 1000:.1f} ms\nsha256 of the lines {written.digest}"
            )
    if keep is not None and path != to:
        _keep(to, keep)


def _keep(folder: Path, newest: int) -> None:
    for old in sorted(folder.glob(f"omega-*Z{form.SUFFIX}"))[:-newest]:
        old.unlink()


def _file(to: Path) -> Path:
    """The file that ``to`` means. Only a file is put in the place of something, never in that of a device or a pipe."""
    path = to / f"{datetime.now(UTC).strftime(NAMED)}{form.SUFFIX}" if to.is_dir() else to
    if not path.parent.is_dir():
        raise NotADirectoryError(ENOTDIR, "there is no such folder", str(path.parent))
    if path.exists() and not path.is_file():
        raise FileExistsError(EEXIST, "this is there, and is no file", str(path))
    return path


def _write(path: Path, header: form.Header, spool: Spool, home: Path, anchored: Mapping[str, bytes]) -> form.Written:
    with form.writing(path, header) as writer:
        for line in chain(spool.lines(), files.lines(home, anchored)):
            writer.line(line)
        return writer.finish()


async def put_back(settings: Settings, path: Path, *, replace: bool, console: Console) -> None:
    """Put the backup ``path`` into the store and the home folder, and compare what is there then with it.

    Raises:
        BadBackup, WrongStore: nothing was changed.
        NotEmpty, InUse: nothing was changed.
        StoreUnavailable, StoreTooBusy, OSError: nobody uses what is there until it was restored anew.
    """
    header = form.read_header(path)
    migrate.check_schema(migrate.Schema(header.schema, header.least))
    written = form.check(path)
    async with open_any_store(settings) as store:
        await restore.clear(store, written.digest, replace=replace, beside=files.any_in(settings.home))
        count = await restore.load(store, path)
        with spooled() as spool:
            await restore.compare(store, path, spool)
        put = files.put_back(settings.home, path)
        history = History(store, settings.home, shared=settings.redis_url is not None)
        for person in await restore.forgotten_since(store, path):
            await _forget(store, history, person)
        left = await history.bring_archives()
        await restore.end(store)
    console.print(f"{path}: {count} keys and {put} files are back, and are what the backup has")
    for name in sorted(left):
        console.print(f"{name}: its journal is not whole, so its archives were left where the backup had them")


async def _forget(store: Store, history: History, person: str) -> None:
    await PersonalData(store).erase(person)
    for name in await history.names():
        if AccountId.read(name).owner == person:
            await history.erase(name)
