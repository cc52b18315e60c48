"""The sky's events of a year: reckoned once, kept in the store, held in memory.

They depend on nothing but the year, so a copy is as good as new: processes that reckon the same year at the same time
write the same bytes. Without the store each process reckons for itself.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from itertools import chain
from math import inf
from typing import Any, Final, Protocol

import orjson

from analytics.sky.almanac import events as sky_events
from analytics.sky.events import (
    Eclipse,
    EventKind,
    Ingress,
    MoonApsis,
    MoonPhase,
    NodeCrossing,
    Perfection,
    SeasonStart,
    SkyEvent,
    Station,
    VoidOfCourse,
)
from services.core.cache import Cache
from services.core.errors import StoreUnavailable
from services.cosmic.dates import FIRST, LAST
from services.store import keys

VERSION: Final = 2
"""Of what is kept: raised where the events or their form change, so that older copies are passed by."""
KEPT_SECONDS: Final = 400 * 86_400.0
HELD_YEARS: Final = 8
"""A year takes half a MB, and a hundredth of a second to be read from the store again."""
STORE_SECONDS: Final = 0.5
"""How long the store is waited for: it is there to save time."""

_CLASSES: Final[Mapping[EventKind, type[SkyEvent]]] = {
    kind.kind: kind
    for kind in (
        *(Station, Ingress, MoonPhase, SeasonStart, MoonApsis),
        *(NodeCrossing, Perfection, VoidOfCourse, Eclipse),
    )
}


class ByteStore(Protocol):
    """Where years are kept. Both methods raise ``StoreUnavailable``."""

    async def get(self, key: str, /) -> bytes | None: ...

    async def set(self, key: str, value: bytes, ttl: float, /) -> None: ...


class Almanac:
    """Events of the sky by year. One that is being reckoned is reckoned once, for all who ask."""

    def __init__(self, store: ByteStore) -> None:
        self._store = store
        self._years: Cache[int, tuple[SkyEvent, ...]] = Cache(HELD_YEARS)

    async def year(self, year: int) -> tuple[SkyEvent, ...]:
        """All events of ``year`` (UTC), in order; of the first and the last year, those that the ephemeris reaches."""
        if not FIRST.year <= year <= LAST.year:
            return ()
        return await self._years.get(year, lambda: self._read(year), inf)

    async def between(self, start: datetime, end: datetime) -> tuple[SkyEvent, ...]:
        """Events from ``start`` up to, and without, ``end``, in order."""
        years = [await self.year(year) for year in range(start.year, end.year + 1)]
        return tuple(event for event in chain.from_iterable(years) if start <= event.time < end)

    async def _read(self, year: int) -> tuple[SkyEvent, ...]:
        key = keys.sky_year(VERSION, year)
        with suppress(StoreUnavailable, TimeoutError, ValueError, KeyError, TypeError):  # a copy that is away or broken
            async with asyncio.timeout(STORE_SECONDS):
                kept = await self._store.get(key)
            if kept is not None:
                return await asyncio.to_thread(decode, kept)
        events = await asyncio.to_thread(_reckoned, year)
        with suppress(StoreUnavailable, TimeoutError):
            async with asyncio.timeout(STORE_SECONDS):
                await self._store.set(key, encode(events), KEPT_SECONDS)
        return events


def _reckoned(year: int) -> tuple[SkyEvent, ...]:
    return sky_events(max(FIRST, datetime(year, 1, 1, tzinfo=UTC)), min(LAST, datetime(year + 1, 1, 1, tzinfo=UTC)))


def encode(events: tuple[SkyEvent, ...]) -> bytes:
    """``events`` as JSON: a list of kinds with their fields."""
    return orjson.dumps([(event.kind, event) for event in events])


def decode(kept: bytes) -> tuple[SkyEvent, ...]:
    """What ``encode`` wrote, exactly.

    Raises ``ValueError``, ``KeyError`` or ``TypeError`` where it is something else.
    """
    rows = orjson.loads(kept)
    if not isinstance(rows, list):
        raise TypeError("a year is a list of events")
    return tuple(_event(_CLASSES[kind], values) for kind, values in rows)


def _event(kind: type[SkyEvent], values: dict[str, Any]) -> SkyEvent:
    for name, read in _READ.items():
        if name in values:
            values[name] = read(values[name])
    return kind(**values)


_READ: Final[Mapping[str, Callable[[Any], Any]]] = {
    "time": datetime.fromisoformat,
    "until": datetime.fromisoformat,
    "bodies": tuple,
    "longitudes": tuple,
}
"""Fields that JSON holds in another form."""
