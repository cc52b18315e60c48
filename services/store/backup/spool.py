"""What was read of a store, in a file that sorts it: a store need not fit in memory."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final, NamedTuple

CACHE_KIB: Final = 65_536
HEAD: Final = b""
"""The place of the line that tells of the key itself, before all others of it."""


class Row(NamedTuple):
    """A line about ``key``. Lines of a key are ordered by their ``place``; what ``expires`` does so at that time (UTC
    ms)."""

    key: bytes
    place: bytes
    line: bytes
    expires: int | None = None


class Spool:
    """Rows in a temporary file (of ``TMPDIR``) that has no name: it is gone with the process."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "temp_store = FILE"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.execute(
            "CREATE TABLE row (key BLOB, place BLOB, line BLOB, expires INTEGER, PRIMARY KEY (key, place)) "
            "WITHOUT ROWID"
        )
        self._db.execute("BEGIN")

    def put(self, rows: Sequence[Row]) -> None:
        self._db.executemany("INSERT OR REPLACE INTO row VALUES (?, ?, ?, ?)", rows)

    def drop(self, keys: Sequence[bytes]) -> None:
        """Let all rows of ``keys`` go."""
        self._db.executemany("DELETE FROM row WHERE key = ?", [(key,) for key in keys])

    def cut(self, key: bytes, before: bytes) -> int:
        """Let what ``key`` has at places before ``before`` go; how many rows these were."""
        return self._db.execute(
            "DELETE FROM row WHERE key = ? AND place > ? AND place < ?", (key, HEAD, before)
        ).rowcount

    def first(self, key: bytes) -> Row | None:
        return self._end(key, "ASC")

    def last(self, key: bytes) -> Row | None:
        return self._end(key, "DESC")

    def expire(self, now: int) -> None:
        """Let go of keys that are gone by ``now``."""
        gone = self._db.execute("SELECT key FROM row WHERE expires <= ?", (now,)).fetchall()
        self.drop([key for (key,) in gone])

    def lines(self) -> Iterator[bytes]:
        for (line,) in self._db.execute("SELECT line FROM row ORDER BY key, place"):
            yield line

    def keys(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM row WHERE place = ?", (HEAD,)).fetchone()[0])

    def close(self) -> None:
        self._db.close()

    def _end(self, key: bytes, order: str) -> Row | None:
        found = self._db.execute(
            f"SELECT * FROM row WHERE key = ? AND place > ? ORDER BY place {order} LIMIT 1",  # noqa: S608  ours
            (key, HEAD),
        ).fetchone()
        return None if found is None else Row(*found)


@contextmanager
def spooled() -> Iterator[Spool]:
    """A spool, closed in the end."""
    spool = Spool()
    try:
        yield spool
    finally:
        spool.close()
