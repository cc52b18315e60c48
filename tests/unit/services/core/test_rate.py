"""Without a limit one user can silence the desk for all others."""

import pytest

from services.core.errors import RateLimited
from services.core.rate import REMEMBERED_ASKERS, RateLimit, RateLimiter


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_taken_then_the_asker_waits_as_long_as_told() -> None:
    time = Time()
    limiter = RateLimiter(RateLimit(burst=3, per_minute=60), now=time)
    for _ in range(3):
        limiter.take("ben")
    with pytest.raises(RateLimited) as refused:
        limiter.take("ben")
    assert refused.value.retry_after == pytest.approx(1.0)
    time.now += refused.value.retry_after
    limiter.take("ben")


def test_one_asker_does_not_use_up_anothers_share() -> None:
    limiter = RateLimiter(RateLimit(burst=1, per_minute=1), now=Time())
    limiter.take("ben")
    limiter.take("ada")
    with pytest.raises(RateLimited):
        limiter.take("ben")


def test_refusals_do_not_lengthen_the_wait() -> None:
    time = Time()
    limiter = RateLimiter(RateLimit(burst=1, per_minute=60), now=time)
    limiter.take("ben")
    for _ in range(10):
        with pytest.raises(RateLimited):
            limiter.take("ben")
    time.now = 1.0
    limiter.take("ben")


def test_memory_is_bounded() -> None:
    limiter = RateLimiter(RateLimit(burst=1, per_minute=1), now=Time())
    for principal in range(REMEMBERED_ASKERS + 100):
        limiter.take(str(principal))
    assert len(limiter._full_at) == REMEMBERED_ASKERS
