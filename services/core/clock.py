"""The time that the desk goes by. It is handed in, so that a replay or a test can pin it, step it or hurry it."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Protocol


class Clock(Protocol):
    """Tells the time, and waits."""

    def now(self) -> datetime:
        """Now, in UTC."""

    async def sleep(self, seconds: float) -> None:
        """Wait until ``seconds`` have passed by this clock."""


def seconds_of(clock: Clock) -> Callable[[], float]:
    """What tells the seconds of ``clock``."""
    return lambda: clock.now().timestamp()


class WallClock:
    """The machine's own."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class SteppedClock:
    """Stands at ``at`` until it is stepped on."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._stepped = asyncio.Event()

    def now(self) -> datetime:
        return self._at

    def step(self, to: datetime) -> None:
        """Move on to ``to``, and wake whoever has waited for that long.

        Raises:
            ValueError: ``to`` lies before now.
        """
        if to < self._at:
            raise ValueError(f"a clock does not go back: it is {self._at.isoformat()}")
        self._at = to
        self._stepped.set()
        self._stepped = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        until = self._at + timedelta(seconds=seconds)
        while self._at < until:
            await self._stepped.wait()


class HurriedClock:
    """Begins at ``at`` and runs ``speed`` times as fast as the machine's own."""

    def __init__(self, at: datetime, speed: float, *, monotonic: Callable[[], float] = monotonic) -> None:
        self._at = at
        self.speed = speed
        self._monotonic = monotonic
        self._started = monotonic()

    def now(self) -> datetime:
        return self._at + timedelta(seconds=(self._monotonic() - self._started) * self.speed)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self.speed)


def human(clock: Clock) -> Clock:
    """The clock by which people wait where the desk goes by ``clock``: the machine's own. One that stands is theirs to
    step."""
    return clock if isinstance(clock, SteppedClock) else WallClock()


def of_people(clock: Clock, seconds: float) -> timedelta:
    """How far ``clock`` goes on while people have so many ``seconds``: a hurried one goes further."""
    return timedelta(seconds=seconds * (clock.speed if isinstance(clock, HurriedClock) else 1.0))
