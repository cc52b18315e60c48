"""A file of candles: one a line, comma-separated, under a header, plain or gzipped."""

import gzip
import zlib
from itertools import islice
from pathlib import Path
from typing import Final, TextIO

import numpy as np

from services.core.errors import BrokenCandles
from services.market.candles import Candles, Floats
from services.market.timeframes import Timeframe
from services.market.validate import COLUMNS, to_candles

HEADER: Final = "timestamp_ms,open,high,low,close,volume"
FIRST_LINE: Final = 2
"""The first candle's line, the header being line 1."""
LINES_AT_ONCE: Final = 8192
"""Lines parsed in one go: few enough for other threads to have their turn between."""


def read_candles(path: Path, symbol: str, timeframe: Timeframe) -> Candles:
    """All candles of the file at ``path``. Blocks: for a thread.

    Raises:
        BrokenCandles: they cannot be read; it names the file, and the line where one is to blame.
    """

    def place(row: int) -> str:
        return f"{path.name}:{row + FIRST_LINE}"

    def broken(reason: str, where: str = path.name) -> BrokenCandles:
        return BrokenCandles(symbol=symbol, timeframe=timeframe.name, place=where, reason=reason)

    try:
        with _open(path) as file:
            header = file.readline().strip()
            if header != HEADER:
                raise broken(f"the header is not {HEADER}" if header else "the file is empty")
            parts: list[Floats] = []
            read = 0
            while lines := list(islice(file, LINES_AT_ONCE)):
                rows = _parse(lines)
                if isinstance(rows, int):
                    raise broken(f"the line is not {COLUMNS} numbers", place(read + rows))
                parts.append(rows)
                read += len(lines)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise broken("the gzip archive is cut off or damaged") from error
    except UnicodeDecodeError as error:
        raise broken("the file is not text") from error
    except OSError as error:
        raise broken(f"the file cannot be read ({error.strerror})") from error
    if not parts:
        raise broken("the file has no candles")
    return to_candles(symbol, timeframe, np.concatenate(parts), place)


def _open(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig")
    return path.open(encoding="utf-8-sig")


def _parse(lines: list[str]) -> Floats | int:
    """The numbers of ``lines``, shape (n, 6), or the index of the first line that is not six numbers."""
    if all(map(str.strip, lines)):
        try:
            rows = np.loadtxt(lines, delimiter=",", comments=None, ndmin=2, dtype=np.float64)
        except ValueError:
            pass
        else:
            if rows.shape[1] == COLUMNS:
                return rows
    return next((index for index, line in enumerate(lines) if not _is_row(line)), 0)


def _is_row(line: str) -> bool:
    try:
        return "_" not in line and len([float(value) for value in line.split(",")]) == COLUMNS
    except ValueError:
        return False
