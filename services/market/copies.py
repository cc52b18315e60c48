"""Copies of what a venue said, in the store: fresh ones spare it the question, others stand in while it is away."""

import asyncio
import struct
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from math import inf
from typing import Final, Generic, Protocol, TypeVar

from services.core.cache import Cache
from services.core.clock import Clock
from services.core.errors import ExchangeUnavailable, StoreUnavailable
from services.core.footprint import footprint
from services.market.timeframes import from_ms, to_ms

KEPT_SECONDS: Final = 86_400.0
"""How old a copy may be that stands in for a venue that is away."""
BURST_SECONDS: Final = 2.0
"""How long a copy that stands in does so before the venue is asked again."""
YOUNG_SECONDS: Final = 120.0
PATIENCE_SECONDS: Final = 1.0
"""How long the venue is waited for where a copy younger than ``YOUNG_SECONDS`` can stand in."""
LONG_PATIENCE_SECONDS: Final = 3.0
"""The same where the copy is older."""
STORE_SECONDS: Final = 0.5
"""How long the store is waited for: it is there to save time."""

T = TypeVar("T")


class ByteStore(Protocol):
    """Where copies are kept. Both methods raise ``StoreUnavailable``."""

    async def get(self, key: str, /) -> bytes | None: ...

    async def set(self, key: str, value: bytes, ttl: float, /) -> None:
        """Keep ``value`` for ``ttl`` seconds."""


class BackingStore:
    """A store that is passed by while it is away. What is put there is written behind the answer's back."""

    def __init__(self, store: ByteStore) -> None:
        self._store = store
        self._writing: set[asyncio.Task[None]] = set()

    async def get(self, key: str) -> bytes | None:
        try:
            async with asyncio.timeout(STORE_SECONDS):
                held = await self._store.get(key)
        except (StoreUnavailable, TimeoutError):
            return None
        return held

    def put(self, key: str, value: bytes) -> None:
        task = asyncio.create_task(self._put(key, value))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    async def written(self) -> None:
        """Wait until all that was put is written, or the store is away."""
        await asyncio.gather(*self._writing)

    async def _put(self, key: str, value: bytes) -> None:
        with suppress(StoreUnavailable):
            await self._store.set(key, value, KEPT_SECONDS)


@dataclass(frozen=True, slots=True)
class Form(Generic[T]):
    """How a kind of value is written. ``read`` gives ``None`` for what cannot be read."""

    write: Callable[[T], bytes]
    read: Callable[[bytes], T | None]


@dataclass(frozen=True, slots=True, eq=False)
class Copy(Generic[T]):
    """``value``, ``taken`` from the venue when ``asked`` bars were wanted (0 where none are). ``stood_in`` is when the
    venue was last asked in vain, where it was."""

    value: T
    taken: datetime
    asked: int
    stood_in: datetime | None = None


_WHEN_ASKED: Final = struct.Struct("<qI")


class Copies(Generic[T]):
    """Values of one kind, each fetched once for all who ask at the same time, and copied to memory and to the store.

    Of a copy counts when it was taken, wherever it lies: it is no fresher for having been read from the store. Memory
    has ``held`` bytes of those that were lately used.
    """

    def __init__(self, backing: BackingStore, form: Form[T], clock: Clock, held: int) -> None:
        self._backing = backing
        self._form = form
        self._clock = clock
        self._held: Cache[tuple[str, str], Copy[T]] = Cache(held, weigh=footprint)
        self._fetches: Cache[tuple[str, str], Copy[T]] = Cache(0)

    async def get(
        self,
        key: str,
        fetch: Callable[[], Awaitable[T]],
        *,
        flight: str = "",
        asked: int = 0,
        fresh: Callable[[Copy[T]], bool],
        copied: bool = True,
        patience: float | None = None,
    ) -> T:
        """A ``fresh`` copy from under ``key``, else what ``fetch`` gives, else any copy of the last day.

        Asks of the same ``key`` and ``flight`` share one fetch, which goes on when those who asked have left, so that
        a slow venue's answer is there for the next. A copy of fewer than ``asked`` bars does not count. Unless
        ``copied`` what is fetched is not put into the store. Where a copy can stand in the venue is waited for with
        ``patience`` (seconds), or the longer the older the copy is.

        Raises:
            ExchangeUnavailable: from ``fetch``, where no copy can stand in.
        """

        def serves(copy: Copy[T]) -> bool:
            return fresh(copy) or (copy.stood_in is not None and 0 <= self._since(copy.stood_in) < BURST_SECONDS)

        async def look() -> Copy[T]:
            copy = await self._read(key)
            if copy is not None and (copy.asked < asked or not 0 <= self.age(copy) <= KEPT_SECONDS):
                copy = None
            if copy is not None and fresh(copy):
                return copy
            fetched = self._fetches.get((key, flight), fetch_and_copy, inf)
            if copy is None:
                return await fetched
            try:
                by_age = PATIENCE_SECONDS if self.age(copy) < YOUNG_SECONDS else LONG_PATIENCE_SECONDS
                async with asyncio.timeout(by_age if patience is None else patience):
                    return await fetched
            except (ExchangeUnavailable, TimeoutError):
                return replace(copy, stood_in=self._clock.now())

        async def fetch_and_copy() -> Copy[T]:
            taken = self._clock.now()
            value = await fetch()
            if copied:
                self._backing.put(key, _WHEN_ASKED.pack(to_ms(taken), asked) + self._form.write(value))
            return Copy(value=value, taken=taken, asked=asked)

        return (await self._held.get((key, flight), look, serves)).value

    def age(self, copy: Copy[T]) -> float:
        """Seconds since ``copy`` was taken; below zero where that lies ahead, which a pinned clock can bring about."""
        return self._since(copy.taken)

    def _since(self, instant: datetime) -> float:
        return (self._clock.now() - instant).total_seconds()

    async def _read(self, key: str) -> Copy[T] | None:
        data = await self._backing.get(key)
        if data is None or len(data) < _WHEN_ASKED.size:
            return None
        taken, asked = _WHEN_ASKED.unpack_from(data)
        value = self._form.read(data[_WHEN_ASKED.size :])
        return None if value is None else Copy(value=value, taken=from_ms(taken), asked=asked)
