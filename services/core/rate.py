"""How often one asker may ask."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from services.core.errors import RateLimited
from services.core.units import Wait

REMEMBERED_ASKERS = 10_000


@dataclass(frozen=True, slots=True)
class RateLimit:
    """``burst`` requests at once, and ``per_minute`` in the long run."""

    burst: int
    per_minute: float


class RateLimiter:
    """A token bucket for each asker, in this process's memory; the askers longest silent are forgotten first."""

    def __init__(self, limit: RateLimit, *, now: Callable[[], float] = monotonic) -> None:
        self._limit = limit
        self._now = now
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, principal: str) -> None:
        """Take one request from the asker's bucket.

        Raises:
            RateLimited: the bucket is empty.
        """
        now, rate = self._now(), self._limit.per_minute / 60
        tokens, since = self._buckets.get(principal, (float(self._limit.burst), now))
        tokens = min(self._limit.burst, tokens + (now - since) * rate)
        if tokens < 1:
            raise RateLimited(retry_after=Wait((1 - tokens) / rate))
        self._buckets[principal] = (tokens - 1, now)
        self._buckets.move_to_end(principal)
        if len(self._buckets) > REMEMBERED_ASKERS:
            self._buckets.popitem(last=False)
