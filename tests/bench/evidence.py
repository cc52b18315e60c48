"""Whether the sky matters, beside the plain way: to roll the calendar round with np.roll and look again, each time."""

from itertools import pairwise

import numpy as np

from analytics.calendars import Bools, Ints
from analytics.event_path import path
from analytics.event_study import DRAWS, Study, study
from analytics.factor_judgement import halves, judge
from analytics.rotations import blocks, slots
from tests.bench.local import median_ms
from tests.unit.analytics.markets import HOUR, Floats, random_rows

BARS = 60_000
ROLLED = 50
"""Draws of the plain way that are measured, and scaled up."""
FACTORS = 20


def rows() -> list[str]:
    """A Markdown table: our time, the baseline's, and how many times as long that takes."""
    market = random_rows(BARS, 11, step=0.002)
    time, close = market.time, market.close
    on = _moon(0)
    answer = study(time, close, HOUR, on)
    assert isinstance(answer, Study)
    ours = median_ms(lambda: study(time, close, HOUR, on), 9)
    plain = median_ms(lambda: _rolled(time, close, on, ROLLED), 3) * DRAWS / ROLLED
    events = time[np.flatnonzero(np.diff(on.astype(np.int8)) == 1)]
    way = median_ms(lambda: path(time, close, HOUR, events, before=48, after=96), 5)
    tried = {str(at): _moon(24 * at) for at in range(FACTORS)}
    all_ = median_ms(lambda: judge({name: halves(time, close, HOUR, each) for name, each in tried.items()}), 1)
    return [
        f"| Event study, {BARS:,} bars, {DRAWS:,} moves of the calendar | ms | np.roll for each, ms | × faster |",
        "| --- | --- | --- | --- |",
        f"| return and volatility, {answer.counts.spells} spells, {answer.blocks} blocks | {ours:.1f} | {plain:.0f} "
        f"| {plain / ours:.0f} |",
        f"| average path of 145 bars around {len(events)} events, 2,000 moves | {way:.0f} | – | – |",
        f"| {FACTORS} factors judged: whole and in two parts, two measures each | {all_:.0f} | – | – |",
        "",
        f"The plain way is measured on {ROLLED} moves, and scaled up.",
    ]


def _moon(later: int) -> Bools:
    return np.asarray((np.arange(BARS) + later) % (29.530588 * 24) < 48)


def _rolled(time: Ints, close: Floats, on: Bools, draws: int) -> list[float]:
    """The same moves, each by rolling the blocks of the calendar and taking the means anew."""
    ruler = slots(time, close, HOUR)
    inside, returns = ruler.spread(on), ruler.returns
    edges = blocks(inside, ruler.step)
    size, known = np.abs(returns), np.isfinite(returns)
    random = np.random.default_rng(1)
    found = []
    for _ in range(draws):
        moved = np.empty_like(inside)
        for start, end in pairwise(edges.tolist()):
            by = int(random.integers(0, (end - start) // ruler.step)) * ruler.step
            moved[start:end] = np.roll(inside[start:end], by)
        within, beyond = moved & known, ~moved & known
        found += [float(values[within].mean() - values[beyond].mean()) for values in (returns, size)]
    return found


if __name__ == "__main__":
    print("\n".join(rows()))  # noqa: T201
