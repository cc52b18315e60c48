"""Candles as bytes: a header, its check sum, and the columns as they lie in memory (little-endian)."""

import struct
import zlib
from typing import Final

import numpy as np
import orjson

from services.market.candles import Candles, Reading
from services.market.source import Fetched

MAGIC: Final = b"omega-candles-3\n"
"""Names the form and its version: bytes of an older or a newer one are not read."""
_NUMBER: Final = struct.Struct("<I")
"""Written twice: the check sum of all that follows, then how many bytes the header has."""
_COLUMNS: Final = ("open", "high", "low", "close", "volume")


def encode(fetched: Fetched) -> bytes:
    """``fetched`` as bytes that ``decode`` reads."""
    candles = fetched.candles
    told = fetched.model_dump(mode="json", exclude={"candles"})
    header = orjson.dumps([candles.symbol, candles.timeframe, told, len(candles)])
    columns = [candles.time.astype("<i8").tobytes()]
    columns += [getattr(candles, column).astype("<f8").tobytes() for column in _COLUMNS]
    body = b"".join((_NUMBER.pack(len(header)), header, *columns))
    return MAGIC + _NUMBER.pack(zlib.crc32(body)) + body


def decode(data: bytes | memoryview) -> Fetched | None:
    """The candles that ``data`` holds; ``None`` where it was damaged, or written in another form."""
    start = len(MAGIC) + _NUMBER.size
    if len(data) < start or bytes(data[: len(MAGIC)]) != MAGIC:
        return None
    body = memoryview(data)[start:]
    if _NUMBER.unpack_from(data, len(MAGIC))[0] != zlib.crc32(body):
        return None
    at = _NUMBER.size + _NUMBER.unpack_from(body)[0]
    symbol, timeframe, told, bars = orjson.loads(body[_NUMBER.size : at])
    time = np.frombuffer(body, dtype="<i8", count=bars, offset=at)
    columns = [np.frombuffer(body, dtype="<f8", count=bars, offset=at + 8 * bars * (i + 1)) for i in range(5)]
    return Fetched(candles=Candles(symbol, timeframe, time, *columns), **Reading.model_validate(told).told())
