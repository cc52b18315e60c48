"""How often one asker may ask."""

from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic

from services.core.errors import RateLimited
from services.core.units import Wait

REMEMBERED_ASKERS = 10_000
ROUNDING = 1e-6
"""Seconds: who waited exactly as long as told is not told to wait for what rounding left."""


@dataclass(frozen=True, slots=True)
class RateLimit:
    """``burst`` requests at once, and ``per_minute`` in the long run."""

    burst: int
    per_minute: float

    @property
    def interval(self) -> float:
        """Seconds that each request stands for."""
        return 60 / self.per_minute


class RateLimiter:
    """A token bucket for each asker, in this process's memory; the askers longest silent are forgotten first.

    Kept is when the bucket will be full again (the theoretical arrival time of the generic cell rate algorithm, ITU-T
    I.371): ``services/store/rate.py`` adds it up over all processes.
    """

    def __init__(self, limit: RateLimit, *, now: Callable[[], float] = monotonic) -> None:
        self.limit = limit
        self._now = now
        self._full_at: OrderedDict[str, float] = OrderedDict()
        self._taken: Counter[str] = Counter()

    def take(self, principal: str) -> None:
        """Take one request from the asker's bucket.

        Raises:
            RateLimited: the bucket is empty.
        """
        now, interval = self._now(), self.limit.interval
        full_at = max(now, self._full_at.get(principal, now)) + interval
        wait = full_at - now - self.limit.burst * interval
        if wait > ROUNDING:
            raise RateLimited(retry_after=Wait(wait))
        self._keep(principal, full_at)
        self._taken[principal] += 1

    def taken(self) -> Mapping[str, int]:
        """How many requests each asker took since this was last asked."""
        taken, self._taken = self._taken, Counter()
        return taken

    def add_others(self, principal: str, full_in: float) -> None:
        """Heed that with what other processes let through, and without what was taken since ``taken``, the asker's
        bucket is full in so many seconds."""
        now = self._now()
        full_at = now + full_in + self._taken[principal] * self.limit.interval
        self._keep(principal, max(full_at, self._full_at.get(principal, now)))

    def _keep(self, principal: str, full_at: float) -> None:
        self._full_at[principal] = full_at
        self._full_at.move_to_end(principal)
        if len(self._full_at) > REMEMBERED_ASKERS:
            self._full_at.popitem(last=False)
