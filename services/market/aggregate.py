"""Coarser candles built from finer ones."""

import numpy as np

from services.market.candles import Candles, Gap
from services.market.source import Fetched
from services.market.timeframes import Timeframe, from_ms


def built(finer: Candles, of: Timeframe, coarser: Timeframe) -> Fetched:
    """Bars of ``coarser`` made of ``finer``, which last ``of``, with the holes that went into them.

    A first bar whose beginning is not there, and a last one whose end is not, are left out: they would say less than
    their times claim.
    """
    if len(finer):
        first, newest = int(finer.time[0]), int(finer.time[-1])
        start = first if coarser.open_of(first) == first else coarser.open_of(first) + coarser.ms
        last = coarser.open_of(newest)
        finer = finer.between(start, last + coarser.ms if newest + of.ms == last + coarser.ms else last)
    return Fetched(candles=aggregate(finer, coarser), built_from=of.name, gaps=gaps_in(finer, of))


def gaps_in(candles: Candles, timeframe: Timeframe) -> tuple[Gap, ...]:
    """The holes between the first and the last of ``candles``."""
    steps = np.diff(candles.time) // timeframe.ms
    return tuple(
        Gap(
            start=from_ms(int(candles.time[i]) + timeframe.ms),
            end=from_ms(int(candles.time[i + 1]) - timeframe.ms),
            bars=int(steps[i]) - 1,
        )
        for i in np.flatnonzero(steps > 1)
    )


def aggregate(finer: Candles, coarser: Timeframe) -> Candles:
    """``finer`` summed up into bars of ``coarser``: first open, highest high, lowest low, last close, sum of volume.

    A bar is built from what there is of it; where there is nothing, there is no bar. Whether the first and the last
    bar are whole is for ``built`` to see to.
    """
    if not len(finer):
        return Candles.none(finer.symbol, coarser.name)
    opens = finer.time - (finer.time - coarser.origin) % coarser.ms
    firsts = np.flatnonzero(np.diff(opens, prepend=opens[0] - 1))
    lasts = np.append(firsts[1:], len(opens)) - 1
    return Candles(
        finer.symbol,
        coarser.name,
        opens[firsts],
        finer.open[firsts],
        np.maximum.reduceat(finer.high, firsts),
        np.minimum.reduceat(finer.low, firsts),
        finer.close[lasts],
        np.add.reduceat(finer.volume, firsts),
    )
