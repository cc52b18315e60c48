"""Files beside the store as lines of a backup: archives of journals and their anchors."""

import base64
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import orjson

from services.store.backup.form import BadBackup, body

ANCHORS: Final = "anchors"
ARCHIVE: Final = "archive"
CHUNK_BYTES: Final = 48_000


def anchors(home: Path) -> Mapping[str, bytes]:
    """The anchors in ``home``, to be read before the store is: one may be behind its journal, and never ahead."""
    return {_name(path, home): path.read_bytes() for path in (home / ANCHORS).glob("*.anchor")}


def lines(home: Path, anchored: Mapping[str, bytes]) -> Iterator[bytes]:
    """The lines of ``anchored`` and of the archives in ``home``, which are read after the store is: what has left a
    journal is in them by then, and nothing says of what is too much that it left one."""
    for name in sorted(anchored):
        yield from _lines(name, anchored[name])
    for path in sorted((home / ARCHIVE).rglob("*.jsonl.gz")):
        try:
            data = path.read_bytes()
        except FileNotFoundError:  # its account was erased meanwhile
            continue
        yield from _lines(_name(path, home), data)


def any_in(home: Path) -> bool:
    """Whether there are archives or anchors in ``home``."""
    return any(path.is_file() for folder in (ANCHORS, ARCHIVE) for path in (home / folder).rglob("*"))


def put_back(home: Path, backup: Path) -> int:
    """Have the archives and anchors in ``home`` that ``backup`` has, and no others; how many comes back."""
    for folder in (ANCHORS, ARCHIVE):
        shutil.rmtree(home / folder, ignore_errors=True)
    count = 0
    for head, said in body(backup, "file"):
        path = home / head["file"]
        if path.parent.parent not in (home, home / ARCHIVE) and not path.is_relative_to(home / ANCHORS):
            raise BadBackup(f"{backup} has a file that would not lie beside the store: {head['file']}")
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_bytes(b"".join(base64.b64decode(chunk) for (chunk,) in said))
        count += 1
    return count


def _lines(name: str, data: bytes) -> Iterator[bytes]:
    yield orjson.dumps({"file": name})
    for first in range(0, len(data), CHUNK_BYTES):
        yield orjson.dumps([base64.b64encode(data[first : first + CHUNK_BYTES]).decode()])


def _name(path: Path, home: Path) -> str:
    return path.relative_to(home).as_posix()
