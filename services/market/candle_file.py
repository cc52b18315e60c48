"""A file of candles: one a line, comma-separated, plain or gzipped, most often under a header."""

import gzip
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import IO, Final, cast

import numpy as np
from numpy.typing import NDArray

from services.core.errors import BrokenCandles
from services.market.candles import Floats
from services.market.timeframes import DAY, HOUR, MINUTE, Timeframe, to_ms
from services.market.validate import COLUMNS, Read, to_candles

HEADER: Final = "timestamp_ms,open,high,low,close,volume"
NAMES: Final = (
    ("timestamp_ms", "timestamp", "time", "date", "datetime", "open_time", "unix", "ts"),
    ("open", "o"),
    ("high", "h"),
    ("low", "l"),
    ("close", "c"),
    ("volume", "vol", "v"),
)
"""What each column may be called in a header, in small letters."""
NOTHING: Final = frozenset({"", "null", "none", "nan", "na", "n/a"})
"""What stands where a value is missing."""
BOM: Final = b"\xef\xbb\xbf"
BLOCK: Final = 1 << 18
"""Bytes parsed in one go: few enough for other threads to have their turn between."""
LEAST_STEPS: Final = 3
"""From so many steps between rows on their usual length says whether the file is named right."""
ALMOST_ALL: Final = 0.9

Progress = Callable[[int, int], None]
"""Is called with the rows read so far, and how many there are in all at a guess."""


def read_candles(path: Path, symbol: str, timeframe: Timeframe, told: Progress) -> Read:
    """All candles of the file at ``path``. Blocks: for a thread.

    Raises:
        BrokenCandles: they cannot be read; it names the file, and the line where one is to blame.
    """

    def broken(reason: str, where: str = path.name) -> BrokenCandles:
        return BrokenCandles(symbol=symbol, timeframe=timeframe.name, place=where, reason=reason)

    parts: list[Floats] = []
    lines: list[NDArray[np.int64]] = []
    read = 0
    try:
        size = path.stat().st_size
        with path.open("rb") as raw, _unpacked(raw, path) as file:
            lines_of = enumerate(file, 1)
            line, first = next(((at, text) for at, text in lines_of if text.removeprefix(BOM).strip()), (0, b""))
            if not first:
                raise broken("the file is empty")
            columns, width = _layout(first.decode("utf-8-sig"))
            if not columns:
                raise broken(f"the header is not {HEADER}", f"{path.name}:{line}")
            data = () if _is_header(first.decode("utf-8-sig")) else (first.removeprefix(BOM),)
            line += not data
            for block in chain(data, _blocks(file)):
                rows, kept = _parse(block, width)
                parts.append(rows[:, columns])
                lines.append(kept + line)
                line += block.count(b"\n")
                read += len(rows)
                told(read, max(read, round(read * size / max(1, raw.tell()))))
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise broken("the gzip archive is cut off or damaged") from error
    except UnicodeDecodeError as error:
        raise broken("the file is not text") from error
    except OSError as error:
        raise broken(f"the file cannot be read ({error.strerror})") from error
    if not read:
        raise broken("the file has no candles")
    table, places = np.concatenate(parts), np.concatenate(lines)
    del parts, lines
    found = to_candles(symbol, timeframe, table, lambda row: f"{path.name}:{places[row]}")
    apart = _usual_step(found.candles.time)
    if apart > timeframe.ms:
        raise broken(f"its rows are {_length(apart)} apart, so they are no {timeframe.name} candles")
    return found


def _unpacked(raw: IO[bytes], path: Path) -> IO[bytes]:
    return cast(IO[bytes], gzip.open(raw)) if path.suffix == ".gz" else raw


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    """The rest of ``file`` in runs of whole lines."""
    while block := file.read(BLOCK):
        yield block + file.readline()


def _fields(line: str) -> list[str]:
    return [field.strip().strip("\"'") for field in line.split(",")]


def _is_header(line: str) -> bool:
    return not any(_number(field) is not None or field.lower() in NOTHING for field in _fields(line)[1:COLUMNS])


def _layout(line: str) -> tuple[list[int], int]:
    """Where the six columns stand of how many, by the first line of a file; nowhere, where that does not say."""
    fields = [field.lower() for field in _fields(line)]
    if not _is_header(line):
        return list(range(COLUMNS)), max(COLUMNS, len(fields))
    places = [next((fields.index(name) for name in names if name in fields), None) for names in NAMES]
    return [place for place in places if place is not None] if None not in places else [], len(fields)


def _parse(block: bytes, width: int) -> tuple[Floats, NDArray[np.int64]]:
    """The numbers of ``block`` (n, ``width``), nan where one cannot be read, and the line of each row from 0 (n,).
    Blank lines are no rows."""
    plain = block.replace(b"\r\n", b"\n").removesuffix(b"\n")
    marks = np.frombuffer(plain + b"\n", np.uint8)
    marks = marks[(marks == ord(",")) | (marks == ord("\n"))]
    count = len(marks) // width
    table = marks[: count * width].reshape(count, width)
    whole = count * width == len(marks) and (table[:, :-1] == ord(",")).all() and (table[:, -1] == ord("\n")).all()
    if whole and b"_" not in plain:
        try:
            numbers = np.fromiter(map(float, plain.replace(b"\n", b",").split(b",")), np.float64, count * width)
        except ValueError:
            pass
        else:
            return numbers.reshape(count, width), np.arange(count)
    lines = [(at, line) for at, line in enumerate(plain.split(b"\n")) if line.strip()]
    rows = [_row(line.decode("utf-8", "replace"), width) for _, line in lines]
    return np.array(rows, np.float64).reshape(-1, width), np.array([at for at, _ in lines], np.int64)


def _row(line: str, width: int) -> list[float]:
    fields = _fields(line)
    if len(fields) != width:
        return [np.nan] * width
    values = [_number(field) for field in fields]
    return [np.nan if value is None else value for value in values]


def _number(text: str) -> float | None:
    """``text`` as a number; a time as its ms; ``None`` where it is neither."""
    try:
        return float(text) if "_" not in text else None
    except ValueError:
        pass
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return float(to_ms(time if time.tzinfo else time.replace(tzinfo=UTC)))


def _usual_step(time: NDArray[np.int64]) -> int:
    """The ms of which almost all steps between times (n,) are multiples and the most are one; 0 where that says
    nothing."""
    steps, count = np.unique(np.diff(time), return_counts=True)
    if count.sum() < LEAST_STEPS:
        return 0
    usual = int(steps[np.argmax(count)])
    return usual if count[steps % usual == 0].sum() >= ALMOST_ALL * count.sum() else 0


def _length(ms: int) -> str:
    length, unit = next((length, unit) for length, unit in ((DAY, "d"), (HOUR, "h"), (MINUTE, "m")) if not ms % length)
    return f"{ms // length}{unit}"
