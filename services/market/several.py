"""Candles of several markets at once."""

import asyncio
from collections.abc import Sequence
from functools import reduce
from typing import Final

import numpy as np

from services.market.candles import Candles, Provenance
from services.market.source import Market
from services.market.symbol_list import check_count
from services.market.view import MarketView

BEST_KNOWN: Final = ("BTC", "ETH", "SOL", "BNB", "XRP", "DOGE", "ADA")
"""Where nobody says which markets: the first few of these that there are."""
AT_ONCE: Final = 4
"""Markets fetched at the same time, so that a list does not use up an exchange's patience."""


async def candles_of(
    feed: MarketView, symbols: Sequence[str], timeframe: str, bars: int, *, need: int = 1, least: int = 1
) -> tuple[tuple[Candles, Provenance], ...]:
    """The newest ``bars`` closed candles of each of ``symbols``, in their order; a market named twice comes once.

    Raises:
        InvalidRequest: they are fewer than ``least`` different markets.
        TooFewBars: one of them has fewer than ``need``.
        DeskError: whatever else the feed says of one; of several the first is told.
    """
    free = asyncio.Semaphore(AT_ONCE)

    async def fetched(symbol: str) -> tuple[Candles, Provenance]:
        async with free:
            return await feed.candles(symbol, timeframe, bars, need=need)

    found = await asyncio.gather(*map(fetched, symbols), return_exceptions=True)
    distinct: dict[str, tuple[Candles, Provenance]] = {}
    for one in found:
        if isinstance(one, BaseException):
            raise one
        distinct.setdefault(one[0].symbol, one)
    check_count(len(distinct), least=least)
    return tuple(distinct.values())


def least_shared(markets: Sequence[Candles]) -> str:
    """The symbol of the market (of at least two) that keeps the others' bars from meeting.

    It is the one without which the others have the most bars in common; where that says nothing, as of two, the one
    whose newest bar is the oldest.
    """

    def without(left_out: int) -> int:
        others = [candles.time for at, candles in enumerate(markets) if at != left_out]
        return len(reduce(np.intersect1d, others)) if len(others) > 1 else 0

    def blame(at: int) -> tuple[int, int, int]:
        return without(at), -int(markets[at].time[-1]), -len(markets[at])

    return markets[max(range(len(markets)), key=blame)].symbol


def best_known(markets: Sequence[Market], count: int) -> tuple[str, ...]:
    """The symbols of ``count`` well-known markets; where they are too few, the first of the list besides."""
    bases = {market.base for market in markets}
    known = [base for base in BEST_KNOWN if base in bases]
    others = [market.symbol for market in markets if market.base not in known]
    return tuple([*known, *others][:count])
