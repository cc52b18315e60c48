"""Archives: the closed days of journals, in files outside the store, a record a line as ``omega journal export`` does.

A file is on disk, read back and its chain followed before its records leave the stream. Read from nothing, a journal is
its archives and then its stream.
"""

import gzip
import shutil
import zlib
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

import orjson

from services.accounts.anchors import file_name, named_by, sync_folder, write_whole
from services.store.journal import ChainBroken, Entry, Head

DIGITS: Final = 12
"""Of the numbers in a file's name, so that names sort as their records do."""
SUFFIX: Final = ".jsonl.gz"


class Part(NamedTuple):
    """A file with the records ``first`` to ``last``."""

    path: Path
    first: int
    last: int


class Archive:
    """The archives in ``folder``, a folder for each account. Its methods block."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> frozenset[str]:
        """The accounts that have some."""
        return frozenset(map(named_by, self._folder.iterdir())) if self._folder.is_dir() else frozenset()

    def parts(self, account: str) -> list[Part]:
        """The account's files, in the order of their records."""
        number = "[0-9]" * DIGITS
        found = sorted(self._of(account).glob(f"{number}-{number}{SUFFIX}"))
        return [Part(path, *map(int, path.name.removesuffix(SUFFIX).split("-"))) for path in found]

    def write(self, account: str, entries: list[Entry], after: Head) -> tuple[Path, str, Head]:
        """Put ``entries``, which follow ``after``, into a file; it, its SHA-256 and the last record's head come back
        once it is on disk, and read back is what was to be written.

        Raises:
            ChainBroken, OSError: it is not.
        """
        folder = self._of(account)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        sync_folder(self._folder)
        head = after
        path = folder / f"{entries[0].seq:0{DIGITS}}-{entries[-1].seq:0{DIGITS}}{SUFFIX}"
        lines = b"".join(line(account, entry) + b"\n" for entry in entries)
        write_whole(path, gzip.compress(lines, mtime=0))
        sync_folder(folder)
        data = path.read_bytes()
        for entry in _entries(data, path):
            head = head.followed_by(entry)
        if head.seq != entries[-1].seq:
            raise ChainBroken(head.seq + 1, f"{path} ends too early")
        return path, sha256(data).hexdigest(), head

    def of(self, part: Part) -> list[Entry]:
        """The records of a file.

        Raises:
            ChainBroken: it cannot be read.
        """
        return list(_entries(part.path.read_bytes(), part.path))

    def read(self, account: str, after: int, last: int) -> Iterator[list[Entry]]:
        """The records behind the number ``after`` up to ``last``, as far as there are such, a file's at a time.

        Raises:
            ChainBroken: a file cannot be read.
        """
        for part in self.parts(account):
            if part.last > after and part.first <= last:
                entries = [each for each in self.of(part) if after < each.seq <= last]
                if entries:
                    yield entries
                    after = entries[-1].seq

    def remove_behind(self, account: str, last: int) -> None:
        """Remove files of records behind ``last``: nothing says of them that they left the stream."""
        for part in self.parts(account):
            if part.last > last:
                part.path.unlink()

    def remove(self, account: str) -> None:
        shutil.rmtree(self._of(account), ignore_errors=True)

    def _of(self, account: str) -> Path:
        return self._folder / file_name(account)


def line(account: str, entry: Entry) -> bytes:
    """``entry`` as a line of JSON: its record is there byte for byte as it was written."""
    return orjson.dumps(
        {
            "account": account,
            "seq": entry.seq,
            "id": entry.id,
            "hash": entry.hash,
            "record": orjson.Fragment(entry.body),
        }
    )


def _entries(data: bytes, path: Path) -> Iterator[Entry]:
    seq = int(path.name.partition("-")[0])
    try:
        for text in gzip.decompress(data).splitlines():
            held = orjson.loads(text)
            seq = held["seq"]
            yield Entry(seq, held["id"], orjson.dumps(held["record"]), held["hash"])
    except (OSError, EOFError, ValueError, KeyError, TypeError, zlib.error) as error:
        raise ChainBroken(seq, f"{path} cannot be read: {error}") from error
