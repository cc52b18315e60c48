"""Coarser candles built from finer ones."""

import numpy as np

from services.market.candles import Candles
from services.market.timeframes import Timeframe


def aggregate(finer: Candles, coarser: Timeframe) -> Candles:
    """``finer`` summed up into bars of ``coarser``: first open, highest high, lowest low, last close, sum of volume.

    A bar is built from what there is of it; where there is nothing, there is no bar. Whether the first and the last
    bar are whole is for the caller to see to, by what it hands in.
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
