"""Another process that spends: ``python -m … URL DOLLARS`` reserves calls of 1,000 + 1,000 tokens until the budget of
``DOLLARS`` has no more left, settles each second one at half, and prints ``asked`` for each. It says ``ready``, and
begins once it is sent a line."""

import asyncio
import sys
from datetime import date
from decimal import Decimal

from services.autonomy.terms import ModelPrice, ModelTerms
from services.brain.spend import Spend
from services.brain.thought import Usage
from services.core.clock import Clock, WallClock
from services.store.store import Store

PRICE = ModelPrice(input=Decimal(2), output=Decimal(10), cache_write=Decimal("2.5"), cache_read=Decimal("0.1"))
CALL = Decimal("0.0125")
"""Dollars that 1,000 tokens of each kind cost at most."""


def spend_of(store: Store, dollars: str, clock: Clock, tokens: int = 10_000_000) -> Spend:
    return Spend(
        store,
        ModelTerms(
            name="it",
            max_tokens=1_000,
            effort="low",
            deadline=10,
            dollars=Decimal(dollars),
            tokens=tokens,
            priced_on=date(2026, 11, 30),
            prices={"it": PRICE},
        ),
        clock,
    )


async def spend_all(url: str, dollars: str) -> None:
    spend, calls = spend_of(Store(url), dollars, WallClock()), 0
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    while reservation := await spend.reserve(1_000, 1_000):
        calls += 1
        print("asked", flush=True)  # noqa: T201
        if calls % 2:
            await spend.settle(reservation, Usage(input_tokens=500, output_tokens=500, dollars=CALL / 2))


if __name__ == "__main__":
    asyncio.run(spend_all(*sys.argv[1:]))
