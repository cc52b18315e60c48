"""What indicators share: the run of bars that is known, and sums and extremes over windows."""

from collections.abc import Callable

import numpy as np

from analytics._talib import talib
from analytics.bars import Floats

BLOCK = 8192
"""Bars summed at a time, so that what is between stays in the processor's cache."""


def known_run(*inputs: Floats) -> slice:
    """The bars from the first at which no input is nan to the last before one is again."""
    if not any(np.isnan(np.min(values, initial=np.inf)) for values in inputs):
        return slice(0, len(inputs[0]))
    missing = np.logical_or.reduce([np.isnan(values) for values in inputs])
    start = int(np.argmin(missing))
    if missing[start]:
        return slice(0, 0)
    rest = missing[start:]
    return slice(start, start + int(np.argmax(rest)) if rest.any() else len(missing))


def on_known(function: Callable[..., Floats], *inputs: Floats) -> Floats:
    """``function`` of the known run of ``inputs``, nan elsewhere."""
    return all_on_known(lambda *known: (function(*known),), *inputs)[0]


def all_on_known(function: Callable[..., tuple[Floats, ...]], *inputs: Floats) -> tuple[Floats, ...]:
    """The same for a function with several results."""
    bars, run = len(inputs[0]), known_run(*inputs)
    found = function(*(values[run] for values in inputs))
    if run == slice(0, bars):
        return found
    return tuple(_padded(values, run, bars) for values in found)


def _padded(values: Floats, run: slice, bars: int) -> Floats:
    padded = undefined(bars)
    padded[run] = values
    return padded


def undefined(bars: int) -> Floats:
    return np.full(bars, np.nan)


def delayed(values: Floats, bars: int) -> Floats:
    """At each bar the value of ``bars`` bars before it; nan where there was none."""
    later = undefined(len(values))
    later[bars:] = values[: max(0, len(values) - bars)]
    return later


def quotient(part: Floats, whole: Floats) -> Floats:
    """``part`` / ``whole``, written over ``part``; nan where ``whole`` is 0 or either is missing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        np.divide(part, whole, out=part)
    part[whole == 0] = np.nan
    return part


def typical(high: Floats, low: Floats, close: Floats) -> Floats:
    """The typical price of a bar: (high + low + close) / 3."""
    price = high + low
    price += close
    price /= 3
    return price


def highest(values: Floats, period: int) -> Floats:
    """The highest of the newest ``period`` values, from index ``period`` − 1 on. No value may be nan."""
    return values.copy() if period == 1 else np.asarray(talib.MAX(values, period), dtype=np.float64)


def lowest(values: Floats, period: int) -> Floats:
    """The lowest of the newest ``period`` values, from index ``period`` − 1 on. No value may be nan."""
    return values.copy() if period == 1 else np.asarray(talib.MIN(values, period), dtype=np.float64)


def window_sum(values: Floats, period: int) -> Floats:
    """The sum of the newest ``period`` values, from index ``period`` − 1 on.

    Each window is summed by itself, by doubling (two, four, eight … values at a time), so nothing is left over from
    what a window no longer holds: what has been large leaves no rest in what is small, and a sum of zeros is 0.
    """
    total = np.empty(len(values))
    total[: period - 1] = np.nan
    for start in range(0, len(values) - period + 1, BLOCK):
        part = values[start : start + BLOCK + period - 1]
        total[start + period - 1 : start + len(part)] = _windows(part, period)
    return total


def _windows(values: Floats, period: int) -> Floats:
    """The sums of all windows of ``period`` values, which there are enough of for one."""
    power, width = values, 1
    total, summed = values[:0], 0
    while True:
        if period & width:
            windows = len(values) - (summed + width) + 1
            total = power[:windows] + total[width : width + windows] if summed else power
            summed += width
        if summed == period:
            return total
        power = power[:-width] + power[width:]
        width *= 2
