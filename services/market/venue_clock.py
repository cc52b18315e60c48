"""How far the machine's clock goes before an exchange's: the exchange says when a bar is over."""

import time
from contextlib import suppress
from email.utils import parsedate_to_datetime
from typing import Any, Final

from services.market.venue import venue_errors

AHEAD_TOLD: Final = 4.0
"""Seconds from which on a difference is told: less may be the way that an answer takes."""
LOOK_SECONDS: Final = 600.0
"""How often an exchange is asked for its time."""


class VenueClock:
    """What is known of an exchange's clock: its own word for its time, else when its answers say that they were sent,
    which is whole seconds. ``ahead`` is by how many seconds the machine's clock goes before it; ``None``: not known."""

    def __init__(self) -> None:
        self._asked: float | None = None
        self._heard: float | None = None
        self._looked: float | None = None

    @property
    def ahead(self) -> float | None:
        return self._heard if self._asked is None else self._asked

    def now(self) -> int | None:
        """The exchange's time (UTC ms); ``None`` where it is not known."""
        return None if self.ahead is None else round((time.time() - self.ahead) * 1000)

    def hear(self, date: str | None) -> None:
        """Take note of the date that an answer was sent with."""
        with suppress(TypeError, ValueError):
            self._heard = time.time() - parsedate_to_datetime(date or "").timestamp()

    @property
    def due(self) -> bool:
        """Whether the exchange should be asked again."""
        return self._looked is None or time.monotonic() - self._looked > LOOK_SECONDS

    async def look(self, venue: Any) -> None:
        """Ask ``venue`` for its time, where it tells it."""
        self._looked = time.monotonic()
        before = time.time()
        with suppress(*venue_errors(), LookupError, TypeError, ValueError):
            told = await venue.fetch_time() if venue.has["fetchTime"] else None
            self._asked = None if told is None else (before + time.time()) / 2 - told / 1000
