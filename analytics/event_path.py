"""The way a market goes, on average, before and after the events of a calendar."""

from dataclasses import dataclass

import numpy as np

from analytics.bars import Floats
from analytics.calendars import Ints
from analytics.event_study import FEWEST_PLACES, FEWEST_SPELLS, SAME, SEED
from analytics.rotations import BLOCK_BARS, Slots, blocks, moved_sums, places, slots

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
    held = _held(ruler, time, bar_ms, events, before, after)
    marked = np.zeros(len(ruler.returns), dtype=np.bool_)
    marked[held] = True
    edges = blocks(marked, ruler.step, max(BLOCK_BARS, WINDOWS_A_BLOCK * (before + 1 + after)))
    if len(held) < FEWEST_SPELLS or places(edges, ruler.step) < FEWEST_PLACES:
        return None
    known = np.isfinite(ruler.returns)
    values = np.stack((known.astype(np.float64), np.where(known, ruler.returns, 0.0)))
    lags = np.arange(-before, after + 1)
    seen = values[:, held[:, None] + lags].sum(axis=1)
    moved = moved_sums(values, marked, edges, ruler.step, draws=draws, seed=seed, lags=lags)
    paths = _paths(np.concatenate((seen[:, None], moved), axis=1), before)
    own, null = paths[0], paths[1:][np.isfinite(paths[1:]).all(axis=1)]
    still = SAME * float(np.abs(values[1]).mean())
    if not np.isfinite(own).all() or len(null) < FEWEST_PLACES or np.ptp(null, axis=0).max() <= still:
        return None
    chance, reach = _band(null, still)
    return Path(
        at=tuple(lags.tolist()),
        average=tuple(own.tolist()),
        chance=tuple(chance.tolist()),
        low=tuple((chance - reach).tolist()),
        high=tuple((chance + reach).tolist()),
        events=len(held),
    )


def _held(ruler: Slots, time: Ints, bar_ms: int, events: Ints, before: int, after: int) -> Ints:
    """The slots that hold events whose window is wholly among the bars, each once."""
    if not len(time):
        return np.zeros(0, dtype=np.int64)
    held = np.unique((events - time[0]) // bar_ms)
    return np.asarray(held[(held >= before) & (held + after <= ruler.at[-1])])


def _paths(sums: Floats, before: int) -> Floats:
    """Mean courses of shape (draws, lags), 0 at the bar before the event, from counts and returns summed over the
    events, (2, draws, lags); nan from where no event has a return."""
    number = np.rint(sums[0])
    means = np.divide(sums[1], number, out=np.full(number.shape, np.nan), where=number > 0)
    courses = np.cumsum(means, axis=1)
    return np.asarray(courses - courses[:, before - 1, None])


def _band(null: Floats, still: float) -> tuple[Floats, Floats]:
    """Chance's mean, and how far from it 95 of 100 courses of ``null``, (draws, lags), keep from end to end: in
    standard deviations the same at each lag. One at most ``still`` is none."""
    chance, spread = null.mean(axis=0), null.std(axis=0)
    apart = np.divide(np.abs(null - chance), spread, out=np.zeros_like(null), where=spread > still)
    return chance, np.quantile(apart.max(axis=1), 0.95) * spread
