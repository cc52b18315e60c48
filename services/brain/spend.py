"""What the model costs: a ledger of each day (UTC) in the store, which no processes overspend together.

The most that a call can cost is reserved before it, in one step with the look at the budget, and settled by its usage
afterwards. What nobody settles, since the call was cut off or the process killed, stays spent. Days are those of the
machine's clock, whatever day a replayed market has: the money is of today.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any, Final

from services.autonomy.terms import ModelPrice, ModelTerms
from services.brain.thought import Usage
from services.core.clock import Clock
from services.store import keys
from services.store.store import Store, milliseconds

KEPT_SECONDS: Final = 40 * 86_400.0
MILLION: Final = Decimal(1_000_000)
NANO: Final = Decimal("1e-9")
"""Of a dollar: the ledger counts in these, each call rounded up."""
COUNTED: Final = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "output_tokens")
CREDIBLE: Final = 1_000_000_000

RESERVE: Final = """
local function held(field) return tonumber(redis.call('HGET', KEYS[1], field) or '0') end
redis.call('HSET', KEYS[1], 'call_dollars', ARGV[1], 'call_tokens', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
if held('dollars') + ARGV[1] > tonumber(ARGV[3]) or held('tokens') + ARGV[2] > tonumber(ARGV[4]) then return 0 end
redis.call('HINCRBY', KEYS[1], 'dollars', ARGV[1])
redis.call('HINCRBY', KEYS[1], 'tokens', ARGV[2])
redis.call('HINCRBY', KEYS[1], 'calls', 1)
return 1
"""
SETTLE: Final = """
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HINCRBY', KEYS[1], 'dollars', ARGV[1])
redis.call('HINCRBY', KEYS[1], 'tokens', ARGV[2])
return 1
"""


@dataclass(frozen=True, slots=True)
class Spent:
    """Of a day: calls that are under way count as the most that they can cost. ``over``: the budget does not cover
    another one that can cost as much as the last that was wanted."""

    dollars: Decimal
    tokens: int
    calls: int
    over: bool = False


@dataclass(frozen=True, slots=True)
class Reservation:
    """The most that a call can cost, as booked on ``day``."""

    day: str
    dollars: Decimal
    tokens: int


class Spend:
    """The ledger, and the budget of ``terms``. Each method raises ``StoreUnavailable``."""

    def __init__(self, store: Store, terms: ModelTerms, clock: Clock) -> None:
        self._store = store
        self._terms = terms
        self._price = terms.prices[terms.name]
        self._clock = clock

    async def reserve(self, input_tokens: int, output_tokens: int) -> Reservation | None:
        """Book the most that a call of so many tokens can cost; ``None``: the budget of today has not so much left."""
        day = self._today()
        dollars = most(self._price, input_tokens, output_tokens)
        tokens = input_tokens + output_tokens
        budget = (_nanos(self._terms.dollars), self._terms.tokens)
        words = [_nanos(dollars), tokens, *budget, milliseconds(KEPT_SECONDS)]
        fits = await self._store.run(RESERVE, [keys.ai_spend(day)], words, once=True)
        return Reservation(day, dollars, tokens) if fits else None

    async def settle(self, reservation: Reservation, usage: Usage) -> None:
        """Book ``usage`` instead of what was reserved."""
        over = [_nanos(usage.dollars) - _nanos(reservation.dollars), tokens_of(usage) - reservation.tokens]
        await self._store.run(SETTLE, [keys.ai_spend(reservation.day)], over, once=True)

    async def today(self) -> Spent:
        names = ("dollars", "tokens", "calls", "call_dollars", "call_tokens")
        held = await self._store.hash_get(keys.ai_spend(self._today()), names)
        dollars, tokens, calls, call_dollars, call_tokens = (int(each or 0) for each in held)
        over = dollars + call_dollars > _nanos(self._terms.dollars) or tokens + call_tokens > self._terms.tokens
        return Spent(dollars * NANO, tokens, calls, over)

    def usage_of(self, reply: Mapping[str, Any]) -> Usage | None:
        """What a reply of the model's says it took; ``None``: it does not say."""
        said = reply.get("usage")
        if not isinstance(said, Mapping):
            return None
        counts = [said.get(name) or 0 for name in COUNTED]
        if not all(type(count) is int and 0 <= count < CREDIBLE for count in counts) or not counts[0] + counts[-1]:
            return None
        per_token = (self._price.input, self._price.cache_write, self._price.cache_read, self._price.output)
        dollars = sum((count * price for count, price in zip(counts, per_token, strict=True)), Decimal(0)) / MILLION
        return Usage(
            input_tokens=counts[0],
            cache_write_tokens=counts[1],
            cache_read_tokens=counts[2],
            output_tokens=counts[3],
            dollars=_nanos(dollars) * NANO,
        )

    def _today(self) -> str:
        return self._clock.now().date().isoformat()


def most(price: ModelPrice, input_tokens: int, output_tokens: int) -> Decimal:
    """Dollars of a call of so many tokens, none of which is cached yet."""
    dearest = max(price.input, price.cache_write, price.cache_read)
    return (input_tokens * dearest + output_tokens * price.output) / MILLION


def tokens_of(usage: Usage) -> int:
    return usage.input_tokens + usage.cache_write_tokens + usage.cache_read_tokens + usage.output_tokens


def _nanos(dollars: Decimal) -> int:
    return int((dollars / NANO).to_integral_value(ROUND_CEILING))
