"""Discord's per-route rate limits: a bucket for each route and channel, guild or webhook, told in headers."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass

from bot.playground.limits import Rate


@dataclass(slots=True)
class Bucket:
    """One window of one bucket."""

    ends_at: float
    used: int = 0


class RateLimiter:
    """Counts requests in windows of ``rate.seconds`` on ``clock``."""

    def __init__(self, rate: Rate, clock: Callable[[], float]) -> None:
        self._rate = rate
        self._clock = clock
        self._buckets: dict[tuple[str, str], Bucket] = {}

    def count(self, route: str, major: str) -> tuple[dict[str, str], float | None]:
        """Count a request to ``route`` for one channel, guild or webhook (``major``).

        Returns the headers of its answer and, when it is refused, how many seconds to wait.
        """
        now = self._clock()
        key = (route, major)
        bucket = self._buckets.get(key)
        if bucket is None or bucket.ends_at <= now:
            self._drop_ended(now)
            bucket = self._buckets[key] = Bucket(now + self._rate.seconds)
        refused = bucket.used >= self._rate.requests
        if not refused:
            bucket.used += 1
        wait = bucket.ends_at - now
        headers = {
            "X-RateLimit-Limit": str(self._rate.requests),
            "X-RateLimit-Remaining": str(self._rate.requests - bucket.used),
            "X-RateLimit-Reset": f"{bucket.ends_at:.3f}",
            "X-RateLimit-Reset-After": f"{math.ceil(wait * 1000) / 1000:.3f}",
            "X-RateLimit-Bucket": hashlib.sha256(route.encode()).hexdigest()[:32],
        }
        return headers, wait if refused else None

    def _drop_ended(self, now: float) -> None:
        self._buckets = {key: bucket for key, bucket in self._buckets.items() if bucket.ends_at > now}
