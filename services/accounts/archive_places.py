"""Where archives lie: in files of the home whose store is its own, and in the store that several homes share, since a
process there has no disk that others read.
"""

import asyncio
import os
import shutil
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from services.accounts.anchors import file_name, named_by, sync_folder, write_whole
from services.store import keys
from services.store.store import Store

DIGITS: Final = 12
"""Of the numbers in a name, so that names sort as their records do."""
SUFFIX: Final = ".jsonl.gz"


class Part(NamedTuple):
    """The records ``first`` to ``last``, archived in the second ``at`` since 1970."""

    first: int
    last: int
    at: int

    @property
    def file(self) -> str:
        """What it is called, wherever it lies."""
        return f"{self.first:0{DIGITS}}-{self.last:0{DIGITS}}{SUFFIX}"


class ArchivePlace(Protocol):
    """Parts of accounts. Everything raises ``OSError`` or ``StoreUnavailable`` where the place does not answer."""

    async def names(self) -> frozenset[str]:
        """The accounts that have some."""

    async def parts(self, account: str) -> list[Part]:
        """The account's, in the order of their records."""

    async def get(self, account: str, part: Part) -> bytes | None:
        """``None``: it is not here."""

    async def put(self, account: str, part: Part, data: bytes) -> None:
        """Have it on disk."""

    async def remove(self, account: str, part: Part) -> None: ...

    async def clear(self, account: str) -> None:
        """Remove all of the account's."""


class ArchiveFolder:
    """A folder with one for each account."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def names(self) -> frozenset[str]:
        return await asyncio.to_thread(self._names)

    async def parts(self, account: str) -> list[Part]:
        return await asyncio.to_thread(self._parts, account)

    async def get(self, account: str, part: Part) -> bytes | None:
        try:
            return await asyncio.to_thread(self.path(account, part).read_bytes)
        except FileNotFoundError:
            return None

    async def put(self, account: str, part: Part, data: bytes) -> None:
        await asyncio.to_thread(self._put, account, part, data)

    async def remove(self, account: str, part: Part) -> None:
        await asyncio.to_thread(self.path(account, part).unlink, missing_ok=True)

    async def clear(self, account: str) -> None:
        await asyncio.to_thread(shutil.rmtree, self._of(account), ignore_errors=True)

    def path(self, account: str, part: Part) -> Path:
        return self._of(account) / part.file

    def _names(self) -> frozenset[str]:
        return frozenset(map(named_by, self._folder.iterdir())) if self._folder.is_dir() else frozenset()

    def _parts(self, account: str) -> list[Part]:
        number = "[0-9]" * DIGITS
        found = sorted(self._of(account).glob(f"{number}-{number}{SUFFIX}"))
        return [_part(f"{each.name.removesuffix(SUFFIX)}-{int(each.stat().st_mtime)}") for each in found]

    def _put(self, account: str, part: Part, data: bytes) -> None:
        path = self.path(account, part)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        sync_folder(self._folder)
        write_whole(path, data)
        os.utime(path, (part.at, part.at))
        sync_folder(path.parent)

    def _of(self, account: str) -> Path:
        return self._folder / file_name(account)


class ArchiveKeys:
    """Keys of the store, a hash for each account."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def names(self) -> frozenset[str]:
        before, after = keys.archive("*").split("*")
        found = await self._store.keys_like(keys.archive("*"))
        return frozenset(key.removeprefix(before).removesuffix(after) for key in found)

    async def parts(self, account: str) -> list[Part]:
        return sorted(map(_part, await self._store.hash_fields(keys.archive(account))))

    async def get(self, account: str, part: Part) -> bytes | None:
        data = await self._store.call(lambda client: client.hget(keys.archive(account), _field(part)))
        return data.encode() if isinstance(data, str) else data

    async def put(self, account: str, part: Part, data: bytes) -> None:
        await self._store.call(lambda client: client.hset(keys.archive(account), _field(part), data))

    async def remove(self, account: str, part: Part) -> None:
        await self._store.hash_delete(keys.archive(account), _field(part))

    async def clear(self, account: str) -> None:
        await self._store.call(lambda client: client.delete(keys.archive(account)))


def _part(field: str) -> Part:
    first, last, at = map(int, field.split("-"))
    return Part(first, last, at)


def _field(part: Part) -> str:
    return f"{part.first:0{DIGITS}}-{part.last:0{DIGITS}}-{part.at}"
