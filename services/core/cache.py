"""Do it once for all who ask at the same time, and keep what came for a while."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from time import monotonic
from typing import Generic, TypeVar

from services.core.progress import Relay, listening

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

SWEEP_SECONDS = 1.0


@dataclass(slots=True, eq=False)
class _Making(Generic[V]):
    """A value that is being made since ``since``, and how many wait for it."""

    task: asyncio.Task[V]
    relay: Relay
    since: float
    waiting: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class _Held(Generic[V]):
    """A value, when it was begun to be made, for how long it is fresh by the one who had it made, and its weight."""

    value: V
    since: float
    keep: float | Callable[[V], bool]
    weight: int

    def fresh(self, keep: float | Callable[[V], bool], now: float) -> bool:
        return keep(self.value) if callable(keep) else 0 <= now - self.since < keep


class Cache(Generic[K, V]):
    """Values by key, each made once (single flight) and served while fresh.

    Whoever asks while a value is being made waits for that one, and hears of its progress. If one of them is cancelled
    the others still get it. An error reaches all who wait and is not kept. Values are held as long as they weigh at
    most ``size`` together, the least lately used going first: ``weigh`` gives what a key and its value weigh, such as
    their bytes, and without it each weighs 1. What is no longer fresh is let go of as others are made. ``now`` tells
    seconds: of the desk's clock (see ``seconds_of``) for what is true of a time of the market, else of the machine's.
    """

    def __init__(
        self,
        size: int,
        *,
        weigh: Callable[[K, V], int] = lambda _key, _value: 1,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._size = size
        self._weigh = weigh
        self._now = now
        self._held: OrderedDict[K, _Held[V]] = OrderedDict()
        self._weight = 0
        self._swept = now()
        self._making: dict[K, _Making[V]] = {}
        self._forgotten = 0

    async def get(
        self, key: K, make: Callable[[], Awaitable[V]], keep: float | Callable[[V], bool], *, unattended: bool = True
    ) -> V:
        """The value of ``key``, made by ``make`` unless a fresh one is held or is being made.

        ``keep`` seconds after it was begun to be made a value is no longer fresh; or ``keep`` judges a held value by
        itself, and what is being made counts as fresh. Where all who waited for it have left, it is made to its end
        ``unattended``, for who asks next, or given up.
        """
        now = self._now()
        held = self._held.get(key)
        if held is not None and held.fresh(keep, now):
            self._held.move_to_end(key)
            return held.value
        making = self._making.get(key)
        if making is None or not (callable(keep) or 0 <= now - making.since < keep):
            relay = Relay()
            with listening(relay):
                task = asyncio.ensure_future(self._make(key, make, keep, self._forgotten, now))
            making = self._making[key] = _Making(task, relay, now)
            task.add_done_callback(lambda done: self._made(key, done))
        making.waiting += 1
        try:
            with making.relay.joined():
                return await asyncio.shield(making.task)
        finally:
            making.waiting -= 1
            if not (making.waiting or unattended or making.task.done()):
                self._let_go(key, making.task)
                making.task.cancel()

    async def _make(
        self,
        key: K,
        make: Callable[[], Awaitable[V]],
        keep: float | Callable[[V], bool],
        asked: int,
        since: float,
    ) -> V:
        value = await make()
        if asked != self._forgotten or (key in self._held and self._held[key].since > since):
            return value  # made of what was true before: good for those who waited, not for those to come
        self._sweep()
        self._drop(key)
        held = self._held[key] = _Held(value, since, keep, self._weigh(key, value))
        self._weight += held.weight
        while self._weight > self._size:
            self._drop(next(iter(self._held)))
        return value

    def _sweep(self) -> None:
        """Let go of what is no longer fresh, at most once in ``SWEEP_SECONDS``."""
        now = self._now()
        if 0 <= now - self._swept < SWEEP_SECONDS:
            return
        self._swept = now
        for key in [key for key, held in self._held.items() if not held.fresh(held.keep, now)]:
            self._drop(key)

    def _drop(self, key: K) -> None:
        held = self._held.pop(key, None)
        if held is not None:
            self._weight -= held.weight

    def _made(self, key: K, task: asyncio.Task[V]) -> None:
        self._let_go(key, task)
        if not task.cancelled():
            task.exception()  # marks it as seen: those who waited have raised it, or have gone

    def _let_go(self, key: K, task: asyncio.Task[V]) -> None:
        """Whoever asks next does not wait for ``task``."""
        making = self._making.get(key)
        if making is not None and making.task is task:
            del self._making[key]

    def forget(self, which: Callable[[K], bool] = lambda _: True) -> None:
        """Let go of the values whose key is one of ``which``. What is being made now still reaches those who wait, and
        is not held."""
        self._forgotten += 1
        for held in [key for key in self._held if which(key)]:
            self._drop(held)
        for making in [key for key in self._making if which(key)]:
            del self._making[making]

    def __len__(self) -> int:
        return len(self._held)
