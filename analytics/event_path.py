"""The way a market goes, on average, before and after the events of a calendar."""

from dataclasses import dataclass

import numpy as np

from analytics.bars import Floats
from analytics.calendars import Ints
from analytics.event_study import FEWEST_PLACES, FEWEST_SPELLS, SAME, SEED
from analytics.rotations import BLOCK_BARS, blocks, moved_sums, places, slots

DRAWS = 2_000
WINDOWS_A_BLOCK = 4
"""A block of the moved calendar is at least so many times as long as the window, so that a window seldom wraps."""


@dataclass(frozen=True, slots=True)
class Path:
    """Logarithmic prices against the last close before the event's bar; every tuple has one element for each of ``at``.

    Of 100 calendars that do not matter, 95 stay between ``low`` and ``high`` over the whole window.
    """

    at: tuple[int, ...]
    """Bars from the event's own: −before … after. At −1 the average is 0."""
    average: tuple[float, ...]
    chance: tuple[float, ...]
    """The mean of the moved calendars: what the market does on any day."""
    low: tuple[float, ...]
    high: tuple[float, ...]
    events: int

    @property
    def outside(self) -> tuple[int, ...]:
        """The bars, among ``at``, at which the average is beyond the band."""
        rows = zip(self.at, self.average, self.low, self.high, strict=True)
        return tuple(at for at, average, low, high in rows if not low <= average <= high)


def path(
    time: Ints,
    close: Floats,
    bar_ms: int,
    events: Ints,
    *,
    before: int,
    after: int,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Path | None:
    """The average path from ``before`` bars before the bar that holds an event to ``after`` bars after it.

    ``events`` are UTC ms, shape (events,); those whose window is not wholly among the bars are left out, and two in one
    bar count once. Each step of the path is the mean return at that distance, over the events that have one. The band
    is the narrowest multiple of chance's standard deviation, at each bar, that 95 of 100 moved calendars keep within
    from end to end. ``None`` with fewer than ``FEWEST_SPELLS`` events, too few places for them to be moved to, or where
    nothing moves. ``ValueError`` for a window of no bars, and times as in ``analytics.event_study.study``.
    """
    if before < 1 or after < 0:
        raise ValueError("a window has a bar before the event, and the event's own")
    ruler = slots(time, close, bar_ms)
    length, step = len(ruler.returns), ruler.step
    last = int(ruler.at[-1]) if len(ruler.at) else -1
    held = np.unique((events - time[:1]) // bar_ms) if len(time) else np.zeros(0, dtype=np.int64)
    held = held[(held >= before) & (held + after <= last)]
    marked = np.zeros(length, dtype=np.bool_)
    marked[held] = True
    edges = blocks(marked, step, max(BLOCK_BARS, WINDOWS_A_BLOCK * (before + 1 + after)))
    if len(held) < FEWEST_SPELLS or places(edges, step) < FEWEST_PLACES:
        return None
    known = np.isfinite(ruler.returns)
    values = np.stack((known.astype(np.float64), np.where(known, ruler.returns, 0.0)))
    lags = np.arange(-before, after + 1)
    seen = values[:, held[:, None] + lags].sum(axis=1)
    moved = moved_sums(values, marked, edges, step, draws=draws, seed=seed, lags=lags)
    sums = np.concatenate((seen[:, None], moved), axis=1)
    number = np.rint(sums[0])
    means = np.divide(sums[1], number, out=np.full(number.shape, np.nan), where=number > 0)
    paths = np.cumsum(means, axis=1)
    paths -= paths[:, before - 1, None]
    own, null = paths[0], paths[1:][np.isfinite(paths[1:]).all(axis=1)]
    size = float(np.abs(values[1]).mean())
    if not np.isfinite(own).all() or len(null) < FEWEST_PLACES or np.ptp(null, axis=0).max() <= SAME * size:
        return None
    chance, spread = null.mean(axis=0), null.std(axis=0)
    apart = np.divide(np.abs(null - chance), spread, out=np.zeros_like(null), where=spread > SAME * size)
    reach = np.quantile(apart.max(axis=1), 0.95) * spread
    return Path(
        at=tuple(lags.tolist()),
        average=tuple(own.tolist()),
        chance=tuple(chance.tolist()),
        low=tuple((chance - reach).tolist()),
        high=tuple((chance + reach).tolist()),
        events=len(held),
    )
