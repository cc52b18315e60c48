"""Discord's ids: 64-bit numbers, written as strings, that grow with time."""

from __future__ import annotations

from collections.abc import Callable

DISCORD_EPOCH_MS = 1_420_070_400_000
FIXED = 100_000_000_000_000_000


def fixed(number: int) -> str:
    """The id of something that is the same in every run: the guild, its people, its channels."""
    return str(FIXED + number)


class Snowflakes:
    """Gives ids that are unique, increasing, and carry the time of ``clock`` (seconds since 1970)."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> str:
        now = (int(self._clock() * 1000) - DISCORD_EPOCH_MS) << 22
        self._last = max(now, self._last + 1)
        return str(self._last)
