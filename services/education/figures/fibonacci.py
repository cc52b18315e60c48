"""Figures of the track on Fibonacci: ratios, levels, turns, clusters, and what chance does."""

from itertools import pairwise
from math import sqrt

import numpy as np

from analytics.bars import Bars
from analytics.confluence import Levels, clusters
from analytics.fib_time import fan, time_spans, time_zones
from analytics.fibonacci import (
    GOLDEN_POCKET,
    Swing,
    dominant_swing,
    level_at,
    projections,
    retraced,
)
from analytics.level_evidence import Probe, trials
from analytics.swings import Pivot, zigzag
from services.education.figures import BadFigure, figure
from services.education.figures._alike import first, usual_range


@figure
def golden_power(power: float) -> float:
    """The smaller golden ratio 1 / φ = (√5 − 1) / 2, to ``power``."""
    return float(((sqrt(5) - 1) / 2) ** power)


@figure
def next_fibonacci(before: int, number: int) -> float:
    """The Fibonacci number after ``number``, which follows ``before`` (``analytics.fib_time``)."""
    zones = time_zones(number)
    at = zones.index(number)
    if zones[at - 1] != before:
        raise BadFigure(f"{before} and {number} do not follow one another")
    return zones[at + 1]


@figure
def fib_level(start: float, end: float, ratio: float) -> float:
    """The price at ``ratio`` of a swing: a retracement up to 1, an extension above (``analytics.fibonacci``)."""
    return level_at(Swing(start, end, 0, 1), ratio).price


@figure
def fib_lines_apart(start: float, other: float, end: float, ratio: float) -> float:
    """How far apart the lines at ``ratio`` of the swings from ``start`` and from ``other`` to ``end`` are."""
    return abs(fib_level(start, end, ratio) - fib_level(other, end, ratio))


@figure
def fib_retraced(start: float, end: float, price: float) -> float:
    """How much of a swing ``price`` has given back, in percent (``analytics.fibonacci``)."""
    return 100 * retraced(Swing(start, end, 0, 1), price)


@figure
def fib_projection(a: float, b: float, c: float, ratio: float) -> float:
    """What a move from ``c`` reaches at ``ratio`` of the move from ``a`` to ``b`` (``analytics.fibonacci``)."""
    return projections(Swing(a, b, 0, 1), c, (ratio,))[0].price


@figure
def fib_line(bars: Bars, ratio: float) -> float:
    """The price at ``ratio`` of the dominant swing of ``bars``."""
    return level_at(_dominant(bars), ratio).price


@figure
def swing_start(bars: Bars) -> int:
    """The bar at which the dominant swing of ``bars`` begins."""
    return _dominant(bars).start_bar


@figure
def swing_start_price(bars: Bars, lookback: int) -> float:
    """The price at which the dominant swing of the newest ``lookback`` bars begins."""
    swing = dominant_swing(bars.high[-lookback:], bars.low[-lookback:])
    if swing is None:
        raise BadFigure("the candles have no swing")
    return swing.start


@figure
def pocket_touched(bars: Bars) -> int:
    """The first bar after the dominant swing of ``bars`` that reaches the golden pocket."""
    swing = _dominant(bars)
    edge = level_at(swing, GOLDEN_POCKET[0]).price
    return first(bars.low <= edge if swing.up else bars.high >= edge, swing.end_bar)


@figure
def stop_beyond_swing(bars: Bars) -> tuple[float, float]:
    """From the start of the dominant swing of ``bars`` to one average true range beyond it."""
    return _beyond(bars, _dominant(bars).start, _dominant(bars).up)


@figure
def projection_line(bars: Bars, ratio: float) -> float:
    """The price that the move from the last known turn C of ``bars`` reaches at ``ratio`` of the move from A to B."""
    a, b, c = _turns(bars)
    return projections(Swing(a.price, b.price, a.bar, b.bar), c.price, (ratio,))[0].price


@figure
def stop_beyond_turn(bars: Bars) -> tuple[float, float]:
    """From the last known turn C of ``bars``, beyond which a projection is off, to one average true range beyond it."""
    c = _turns(bars)[2]
    return _beyond(bars, c.price, c.kind == "low")


@figure
def moves_in_cluster(levels: str, width: float) -> int:
    """From how many moves the lines of the strongest cluster no wider than ``width`` come (``analytics.confluence``).
    ``levels`` lists lines as ``A 100.2``, the move and the price, ascending, with commas between."""
    lines = [each.split() for each in levels.split(",")]
    names = sorted({name for name, _ in lines})
    price = np.array([float(at) for _, at in lines])
    move = np.array([names.index(name) for name, _ in lines], dtype=np.int64)
    found = clusters(Levels(price, move, np.ones(len(lines))), width)
    if not found:
        raise BadFigure(f"no lines of three moves lie within {width:g}")
    return found[0].moves


@figure
def share_near_lines(lines: int, near: float, low: float, high: float) -> float:
    """What share of the prices from ``low`` to ``high`` lies within ``near`` of one of ``lines`` lines, in percent,
    where no two of them are closer than twice that, nor one so close to an end: 100 · 2 · near · lines / (high − low).
    """
    return 100 * 2 * near * lines / (high - low)


@figure
def level_outcome(bars: Bars, end: int, ratio: float) -> str:
    """What became of the level at ``ratio`` of the leg that ended at the bar ``end``, once it was touched:
    ``reacted``, ``went through`` or ``undecided`` (``analytics.level_evidence``)."""
    legs = list(pairwise(zigzag(bars.high, bars.low, bars.close)))
    for trial in trials(bars.high, bars.low, bars.close, probes=(Probe(ratio, 0.1),)):
        if legs[trial.leg][1].bar == end:
            return "reacted" if trial.reacted else "went through"
    return "undecided"


@figure
def time_zone_gap(passed: int) -> int:
    """How many bars after ``passed`` since a turn the next Fibonacci time zone comes (``analytics.fib_time``)."""
    return next(zone for zone in time_zones(passed) if zone > passed) - passed


@figure
def time_span(duration: int, ratio: float) -> int:
    """How many bars ``ratio`` of a swing's ``duration`` is, to the nearest (``analytics.fib_time``)."""
    return time_spans(duration, (ratio,))[0].bars


@figure
def fan_line(start: float, end: float, duration: int, bar: int, ratio: float) -> float:
    """Where the fan line at ``ratio`` of a swing of ``duration`` bars is, ``bar`` bars after the swing's start
    (``analytics.fib_time``)."""
    return fan(Swing(start, end, 0, duration), bar, (ratio,))[0].price


@figure
def share_near_zones(candles: int) -> float:
    """What share of the first ``candles`` bars after a turn is a Fibonacci time zone or next to one, in percent."""
    zones = time_zones(candles)
    return 100 * sum(any(abs(bar - zone) <= 1 for zone in zones) for bar in range(1, candles + 1)) / candles


def _dominant(bars: Bars) -> Swing:
    swing = dominant_swing(bars.high, bars.low)
    if swing is None:
        raise BadFigure("the candles have no swing")
    return swing


def _turns(bars: Bars) -> tuple[Pivot, Pivot, Pivot]:
    """The last three known turns, A, B and C."""
    turns = zigzag(bars.high, bars.low, bars.close)
    if len(turns) < 3:
        raise BadFigure(f"the candles have {len(turns)} turns that are known, and a projection takes three")
    return turns[-3], turns[-2], turns[-1]


def _beyond(bars: Bars, price: float, below: bool) -> tuple[float, float]:
    reach = usual_range(bars)
    return (round(price - reach, 2), price) if below else (price, round(price + reach, 2))
