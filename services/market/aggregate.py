"""Coarser candles built from finer ones, and the holes in either."""

import numpy as np

from analytics.bars import bars_passed
from services.market.candles import Candles, Gap
from services.market.source import Fetched
from services.market.timeframes import MINUTE, Timeframe, from_ms, to_ms
from services.market.validate import Read


def built(finer: Candles, of: Timeframe, coarser: Timeframe, *, until: int, settled: int) -> Fetched:
    """Bars of ``coarser`` that had closed by ``until`` (UTC ms), made of ``finer``, which last ``of``, with the holes
    that went into them.

    A bar of which the end is missing is closed where a later one says that no more comes, or its time was over by
    ``settled``: whoever writes the finer ones has had the time to write the last of them. A first bar whose beginning
    is not there is left out: it would say less than its times claim.
    """
    coarser = coarser.shifted(of.offset)
    finer = finer.closed_by(until)
    if not len(finer):
        return Fetched(candles=Candles.none(finer.symbol, coarser.name), built_from=of.name)
    first, end = int(finer.time[0]), int(finer.time[-1]) + of.ms
    start = first if coarser.open_of(first) == first else coarser.open_of(first) + coarser.ms
    past = coarser.open_of(end)  # the last bar has its end
    if past < end and coarser.open_of(settled) > past:
        past += coarser.ms
    finer = finer.between(start, past)
    return Fetched(
        candles=aggregate(finer, coarser), built_from=of.name, gaps=gaps_in(finer, of, past if len(finer) else None)
    )


def gaps_in(candles: Candles, timeframe: Timeframe, past: int | None = None) -> tuple[Gap, ...]:
    """The holes between the first and the last of ``candles``, and from there to ``past`` (UTC ms) if given."""
    time = candles.time if past is None else np.append(candles.time, past)
    missing = bars_passed(time, timeframe.ms) - 1
    return tuple(
        Gap(
            start=from_ms(int(time[i - 1]) + timeframe.ms),
            end=from_ms(int(time[i - 1]) + timeframe.ms * int(missing[i])),
            bars=int(missing[i]),
        )
        for i in np.flatnonzero(missing > 0)
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


def as_read(fetched: Fetched, read: Read, bars: int, until: int) -> Fetched:
    """The newest ``bars`` of ``fetched``, which was made of ``read`` as of ``until`` (UTC ms), with what is to be told
    of them."""
    candles = fetched.candles.last(bars)
    known = fetched.model_copy(
        update={
            "candles": candles,
            "dropped": tuple(rows for rows in read.dropped if to_ms(rows.end) + read.timeframe.ms <= until),
            "sorted_at": read.sorted_at,
            "offset": read.timeframe.offset // MINUTE,
            "summer_time": read.summer_time,
        }
    )
    return known.told_from(candles.opened(0)) if len(candles) else known
