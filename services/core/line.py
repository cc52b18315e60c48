"""A line: so many asks are worked on at once, the others wait their turn and hear how many are before them."""

import os
from asyncio import CancelledError, Future, get_running_loop
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Final

from services.core.errors import Busy
from services.core.progress import InLine, Listener, listener
from services.core.units import Wait

LONGEST: Final = 100
"""How many may wait. Discord takes an answer for a quarter of an hour."""
LEAST_WAIT: Final = 5.0
"""Seconds. Whoever is sent away is told to come back no earlier."""
USUAL_PACE: Final = 1.0
"""Seconds from one that is let in to the next, until it is known."""
NEWEST: Final = 0.2
"""What the newest weighs in how fast a line moves."""
A_CORE: Final = 4
"""Asks at once for each core: some of them wait for the market."""
LEAST_CORES, MOST_CORES = 2, 8
"""Few asks at once would wait for one slow exchange; with many, Python's threads stand in each other's way."""


def for_this_machine() -> int:
    """How many asks to work on at once."""
    return A_CORE * cores()


def cores() -> int:
    """How many of this machine's cores are worth using."""
    found = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(LEAST_CORES, min(found, MOST_CORES))


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    """Somebody in the line: ``called`` when it is their turn."""

    called: Future[None]
    hears: Listener


class Line:
    """Lets ``at_once`` in; ``longest`` may wait for ``what``, in the order in which they came."""

    def __init__(
        self, at_once: int, *, what: str, longest: int = LONGEST, now: Callable[[], float] = monotonic
    ) -> None:
        self._free = at_once
        self._what = what
        self._longest = longest
        self._now = now
        self._waiting: deque[_Place] = deque()
        self._pace, self._moved = USUAL_PACE, now()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn, and have it.

        Raises:
            Busy: the line is full.
        """
        await self._called()
        try:
            yield
        finally:
            self._free += 1
            self._let_in()

    async def _called(self) -> None:
        if self._free and not self._waiting:
            self._free -= 1
            return
        if len(self._waiting) >= self._longest:
            wait = max(LEAST_WAIT, self._pace * len(self._waiting) / 2)
            raise Busy(waiting=len(self._waiting), retry_after=Wait(wait))
        if not self._waiting:
            self._moved = self._now()
        place = _Place(get_running_loop().create_future(), listener())
        place.hears(InLine(len(self._waiting), self._what))
        self._waiting.append(place)
        try:
            await place.called
        except CancelledError:
            if place.called.cancelled():
                self._waiting.remove(place)
                self._tell()
            else:  # called and gone in the same moment
                self._free += 1
                self._let_in()
            raise

    def _let_in(self) -> None:
        while self._free and (place := next((place for place in self._waiting if not place.called.done()), None)):
            self._waiting.remove(place)
            place.called.set_result(None)
            self._free -= 1
            now = self._now()
            self._pace += NEWEST * (now - self._moved - self._pace)
            self._moved = now
        self._tell()

    def _tell(self) -> None:
        for before, place in enumerate(self._waiting):
            place.hears(InLine(before, self._what))
