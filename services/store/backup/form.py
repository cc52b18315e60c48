"""The form of a backup: lines of JSON, compressed by Zstandard.

The first line is the header. Each key of the store follows in the order of their bytes, a line for the key and one for
each thing that it has, ordered too; then the files beside the store, by name. The last line has the number of lines
before it and their SHA-256. The form has no time and nothing of the server, so equal stores make equal files.
"""

import base64
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby, islice
from pathlib import Path
from time import time
from typing import IO, Any, Final
from uuid import uuid4

import orjson
import zstandard

FORM: Final = 1
LEVEL: Final = 6
SUFFIX: Final = ".omega.zst"
PART: Final = ".omega-part"
LEFT_SECONDS: Final = 86_400.0
READ_BYTES: Final = 1 << 20


class BadBackup(Exception):
    """A file is no backup, or is not what was written; the message says why."""


@dataclass(frozen=True)
class Header:
    """What a reader has to know first: the ``form``, and the store's schema (services/store/migrate.py)."""

    schema: int
    least: int
    form: int = FORM

    @property
    def line(self) -> bytes:
        return orjson.dumps({"omega": "backup", "form": self.form, "schema": self.schema, "least": self.least})


@dataclass(frozen=True)
class Written:
    """A backup that is whole: how many ``lines``, the SHA-256 of them, and its ``size`` in bytes."""

    lines: int
    digest: str
    size: int


def text(value: bytes) -> str | dict[str, str]:
    """``value`` in JSON: as text, where it is some."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(value).decode()}


def raw(value: Any) -> bytes:
    """What ``text`` was made of."""
    return base64.b64decode(value["base64"]) if isinstance(value, dict) else str(value).encode()


class Writer:
    """Writes a backup to ``path``, which is there whole once it is ``finish``ed, and not at all before."""

    def __init__(self, path: Path, header: Header) -> None:
        self._path = path
        for left in path.parent.glob(f"*{PART}"):  # of one that was killed
            if time() - left.stat().st_mtime > LEFT_SECONDS:
                left.unlink(missing_ok=True)
        self._fresh = path.with_name(f".{path.name}.{uuid4().hex}{PART}")
        self._file: IO[bytes] = os.fdopen(os.open(self._fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._out = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True).stream_writer(self._file, closefd=False)
        self._digest = sha256()
        self._lines = 0
        self.line(header.line)

    def line(self, line: bytes) -> None:
        self._out.write(line + b"\n")
        self._digest.update(line + b"\n")
        self._lines += 1

    def finish(self) -> Written:
        """End the file and put it in its place, on disk."""
        digest = self._digest.hexdigest()
        self._out.write(orjson.dumps({"lines": self._lines, "sha256": digest}) + b"\n")
        self._out.flush(zstandard.FLUSH_FRAME)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._fresh.replace(self._path)
        sync_folder(self._path.parent)
        return Written(self._lines, digest, self._path.stat().st_size)

    def close(self) -> None:
        """Leave nothing of what was not finished, also on a full disk, where closing fails."""
        try:
            self._file.close()
        finally:
            self._fresh.unlink(missing_ok=True)


@contextmanager
def writing(path: Path, header: Header) -> Iterator[Writer]:
    """A writer for ``path``. Where it does not come to its end, nothing is left."""
    writer = Writer(path, header)
    try:
        yield writer
    finally:
        writer.close()


def sync_folder(folder: Path) -> None:
    """Have the names in ``folder`` on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_header(path: Path) -> Header:
    """The header of the backup ``path``.

    Raises:
        BadBackup, OSError: it has none that this version can read.
    """
    first = next(_lines(path), b"")
    try:
        said = orjson.loads(first)
        header = Header(int(said["schema"]), int(said["least"]), int(said["form"]))
        if said["omega"] != "backup":
            raise ValueError
    except (ValueError, KeyError, TypeError) as error:
        raise BadBackup(f"{path} is no backup") from error
    if header.form > FORM:
        raise BadBackup(f"{path} was written by a later version: its form is {header.form}, and this one reads {FORM}")
    return header


def check(path: Path) -> Written:
    """Read all of ``path``, and compare it with what its last line says.

    Raises:
        BadBackup, OSError: it is not what was written.
    """
    digest, lines, last = sha256(), 0, b""
    for line in _lines(path):
        if last:
            digest.update(last + b"\n")
            lines += 1
        last = line
    try:
        said = orjson.loads(last)
        whole = said["lines"] == lines and said["sha256"] == digest.hexdigest()
    except (ValueError, KeyError, TypeError):
        raise BadBackup(f"{path} ends too early") from None
    if not whole:
        raise BadBackup(f"{path} is not what was written: its checksum is another")
    return Written(lines, digest.hexdigest(), path.stat().st_size)


def body(path: Path, kind: str) -> Iterator[tuple[dict[str, Any], Iterator[Any]]]:
    """What the backup ``path``, which was ``check``ed, has of a kind (``key`` or ``file``): what the line of each says,
    and what those after it say."""
    head: dict[str, Any] = {}

    def head_of(said: Any) -> dict[str, Any]:
        nonlocal head
        head = said if isinstance(said, dict) else head
        return head

    for found, said in groupby(map(orjson.loads, _lines(path)), key=head_of):
        if kind in found:
            yield found, islice(said, 1, None)


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as source:
        left = b""
        try:
            while block := source.read(READ_BYTES):
                *whole, left = (left + block).split(b"\n")
                yield from whole
        except zstandard.ZstdError as error:
            raise BadBackup(f"{path} is no backup, or ends too early: {error}") from error
        if left:
            raise BadBackup(f"{path} ends too early")
