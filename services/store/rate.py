"""One rate limit for all processes: what each let through is added up in the store, a few times a second.

So an ask waits for nothing, and with the store away each process goes by what it let through itself. In the long run
the limit holds over all of them together; a burst can be had from each once, before it has heard of the others.
"""

import asyncio

from services.core.errors import StoreUnavailable
from services.core.rate import RateLimiter
from services.store import keys
from services.store.store import Store

SHARE_SECONDS = 0.25
ADD_UP = """
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local full_in = {}
for i, key in ipairs(KEYS) do
  local left = math.max(0, tonumber(redis.call('GET', key) or now) - now) + ARGV[1] * ARGV[i + 1]
  redis.call('SET', key, string.format('%.3f', now + left), 'PX', math.ceil(left))
  full_in[i] = string.format('%.3f', left)
end
return full_in
"""


class SharedRate:
    """Tells ``limiter`` what other processes let through, and them what it did."""

    def __init__(self, store: Store, limiter: RateLimiter) -> None:
        self._store = store
        self._limiter = limiter

    async def run(self) -> None:
        """Share until cancelled."""
        while True:
            await asyncio.sleep(SHARE_SECONDS)
            await self.share()

    async def share(self) -> None:
        """Add what was let through since the last time, and heed the sum; nothing where the store is away."""
        taken = self._limiter.taken()
        if not taken:
            return
        each = str(self._limiter.limit.interval * 1000)
        try:
            full_in = await self._store.run(ADD_UP, [*map(keys.rate, taken)], [each, *taken.values()], once=True)
        except StoreUnavailable:
            return
        for principal, milliseconds in zip(taken, full_in, strict=True):
            self._limiter.add_others(principal, float(milliseconds) / 1000)
