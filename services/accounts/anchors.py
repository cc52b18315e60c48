"""Anchors: the last record's number and hash of each journal, in files outside the store.

A journal whose tail was cut is a whole journal, only shorter; its anchor tells. An anchor may be behind its journal,
and never ahead of it: it is written after the records are on disk.
"""

import asyncio
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote

import structlog

from services.store.journal import Head

EVERY_SECONDS: Final = 2.0
SUFFIX: Final = ".anchor"

log = structlog.get_logger(__name__)


class Anchors:
    """The anchors in ``folder``, a file each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._due: dict[str, Head] = {}
        self._one_write = asyncio.Lock()
        self._closing = asyncio.Event()
        self._writing: asyncio.Task[None] | None = None

    def note(self, account: str, head: Head) -> None:
        """Have ``head`` written soon, with others of the next moments."""
        self._due[account] = head
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_due())

    async def of(self, account: str) -> Head | None:
        """The anchor of ``account``, where there is one.

        Raises:
            ValueError: its file cannot be read.
        """
        return await asyncio.to_thread(self._read, account)

    async def names(self) -> frozenset[str]:
        """The accounts that have one."""
        return frozenset(await asyncio.to_thread(lambda: list(map(named_by, self._folder.glob(f"*{SUFFIX}")))))

    async def remove(self, account: str) -> None:
        self._due.pop(account, None)
        async with self._one_write:
            await asyncio.to_thread(self._file(account).unlink, missing_ok=True)

    async def write(self, account: str) -> None:
        """Write the anchor of ``account`` now, where one is due."""
        async with self._one_write:
            head = self._due.pop(account, None)
            if head is not None:
                await self._written({account: head})

    async def close(self) -> None:
        """Write what is due."""
        self._closing.set()
        if self._writing is not None:
            await self._writing

    async def _write_due(self) -> None:
        while self._due:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), EVERY_SECONDS)
            async with self._one_write:
                due, self._due = self._due, {}
                await self._written(due)

    async def _written(self, due: Mapping[str, Head]) -> None:
        try:
            await asyncio.to_thread(self._write, due)
        except OSError as error:
            log.warning("anchors cannot be written", error=str(error))

    def _write(self, heads: Mapping[str, Head]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for account, head in heads.items():
            write_whole(self._file(account), str(head).encode())
        sync_folder(self._folder)

    def _read(self, account: str) -> Head | None:
        try:
            return Head.read(self._file(account).read_text("ascii"))
        except FileNotFoundError:
            return None

    def _file(self, account: str) -> Path:
        return self._folder / f"{file_name(account)}{SUFFIX}"


def file_name(account: str) -> str:
    """What the account's files are called, on any system: ``paper%3Ashell%3Aann``."""
    return quote(account, safe="")


def named_by(path: Path) -> str:
    """The account whose file or folder ``path`` is."""
    return unquote(path.name.removesuffix(SUFFIX))


def write_whole(path: Path, data: bytes) -> None:
    """Put ``data`` in the place of ``path``, on disk, whole or not at all. The folder is yet to be synced."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def sync_folder(folder: Path) -> None:
    """Have the names in ``folder`` on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
