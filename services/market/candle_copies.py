"""Copies of large files of candles, as they lie in memory: a file of millions of rows is parsed once, not at each
start."""

import mmap
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from services.market import codec
from services.market.source import Fetched
from services.market.timeframes import MINUTE, TIMEFRAMES
from services.market.validate import Read

LARGE: Final = 250_000
"""Rows from which on a file is copied: fewer are parsed in half a second."""


class CandleCopies:
    """Copies in ``folder`` of files elsewhere, each good for as long as its file does not change. What cannot be
    written is done without."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, path: Path) -> Read | None:
        """The copy of the file at ``path``, mapped into memory; ``None`` where there is none. Blocks."""
        try:
            with self._of(path).open("rb") as file:
                fetched = codec.decode(memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)))
        except (OSError, ValueError):
            return None
        if fetched is None:
            return None
        timeframe = TIMEFRAMES[fetched.candles.timeframe].shifted(fetched.offset * MINUTE)
        return Read(fetched.candles, timeframe, fetched.dropped, fetched.sorted_at, fetched.summer_time)

    def write(self, path: Path, read: Read) -> None:
        """Copy what was ``read`` of the file at ``path``, where that is much. Blocks."""
        if len(read.candles) < LARGE:
            return
        offset = read.timeframe.offset // MINUTE
        with suppress(OSError):
            copy = self._of(path)
            self._folder.mkdir(parents=True, exist_ok=True)
            for older in self._folder.glob(f"{copy.name.split('.')[0]}.*"):
                older.unlink()
            new = copy.with_suffix(f".{datetime.now(UTC):%H%M%S%f}")
            fetched = Fetched(
                candles=read.candles,
                dropped=read.dropped,
                sorted_at=read.sorted_at,
                offset=offset,
                summer_time=read.summer_time,
            )
            new.write_bytes(codec.encode(fetched))
            new.replace(copy)

    def _of(self, path: Path) -> Path:
        file = path.resolve()
        told = file.stat()
        return self._folder / f"{sha256(str(file).encode()).hexdigest()[:16]}.{told.st_size}.{told.st_mtime_ns}"
