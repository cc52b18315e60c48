"""The newest prices of several markets, asked for one after the other."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from services.core.errors import DeskError
from services.market.source import Ticker

AT_ONCE: Final = 4
"""Markets asked for at the same time, so that a list does not use up an exchange's patience."""


async def one_by_one(
    ticker: Callable[[str], Awaitable[Ticker]], symbols: Sequence[str], patience: float | None = None
) -> dict[str, Ticker]:
    """What ``ticker`` gives of each of ``symbols``, in their order, as far as they come within ``patience`` seconds.
    Those of which it raises a ``DeskError`` are left out."""
    free = asyncio.Semaphore(AT_ONCE)

    async def asked(symbol: str) -> Ticker | None:
        async with free:
            try:
                return await ticker(symbol)
            except DeskError:
                return None

    asking = {symbol: asyncio.create_task(asked(symbol)) for symbol in symbols}
    if asking:
        try:
            await asyncio.wait(asking.values(), timeout=patience)
        finally:
            for task in asking.values():
                task.cancel()
            await asyncio.gather(*asking.values(), return_exceptions=True)
    told = {symbol: task.result() for symbol, task in asking.items() if not task.cancelled()}
    return {symbol: found for symbol, found in told.items() if found is not None}
