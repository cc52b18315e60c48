"""The bars since a time, as fine as their number allows."""

from collections.abc import Awaitable, Callable
from typing import Final

from services.market.candles import Candles
from services.market.timeframes import MINUTE, TIMEFRAMES, Timeframe

LENGTHS: Final = tuple(TIMEFRAMES[name] for name in ("1m", "5m", "15m", "1h", "4h", "1d"))
"""What is taken instead of bars that would be too many."""

PART: Final = 10_000
"""So many bars are told at a time."""

Newest = Callable[[Timeframe, int, int], Awaitable[Candles]]
"""Gives the newest bars of a timeframe, so many, that had closed by a time (UTC ms)."""


async def bars_since(newest: Newest, symbol: str, finest: Timeframe, since: int, until: int, most: int) -> Candles:
    """The first ``PART`` or so of the bars that opened at ``since`` or later and had closed by ``until`` (UTC ms).

    They are the ``finest``; of a time that has more than ``most`` of those, first the ones up to where a coarser bar
    opens, if there are any, and from there on the coarser ones.
    """

    async def between(timeframe: Timeframe, start: int, end: int) -> Candles:
        count = (end - start) // timeframe.ms + 1
        return (await newest(timeframe, count, end)).between(start, end)

    if since + -since % MINUTE + finest.ms > until:
        return Candles.none(symbol, finest.name)
    offered = [finest, *(length for length in LENGTHS if finest.divides(length))]
    wanted = next((length for length in offered if (until - since) // length.ms <= most), offered[-1])
    whole = wanted.open_of(since - 1) + wanted.ms
    if wanted != finest and whole > since:
        first = await between(finest, since, whole)
        if len(first):
            return first
        since = whole
    for start in range(since, until, PART * wanted.ms):
        part = await between(wanted, start, min(until, start + PART * wanted.ms))
        if len(part):
            return part
    return Candles.none(symbol, wanted.name)
