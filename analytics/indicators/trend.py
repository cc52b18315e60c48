"""Which way the price goes, how steadily, and where that would end."""

from itertools import islice
from typing import NamedTuple

import numpy as np

from analytics._talib import talib
from analytics.bars import Floats
from analytics.indicators._arrays import all_on_known, delayed, highest, lowest, on_known, undefined
from analytics.ties import bars_still, dust, in_ticks
from analytics.volatility import atr

ADX_PERIOD = 14
AROON_PERIOD = 25
PSAR_STEP, PSAR_MOST = 0.02, 0.2
SUPERTREND_PERIOD, SUPERTREND_RANGES = 10, 3.0
CONVERSION, BASE, SPAN_B, DISPLACEMENT = 9, 26, 52, 26


class Directional(NamedTuple):
    """All from 0 to 100."""

    adx: Floats
    plus_di: Floats
    minus_di: Floats


class Aroon(NamedTuple):
    """``up`` and ``down`` from 0 to 100, ``oscillator`` = up − down."""

    up: Floats
    down: Floats
    oscillator: Floats


class Supertrend(NamedTuple):
    """``value`` in the unit of the prices; ``direction`` 1 where it lies below the price (up), −1 above it (down)."""

    value: Floats
    direction: Floats


class Ichimoku(NamedTuple):
    """In the unit of the prices, each as it stands at its bar on a chart, made of that bar and earlier ones alone."""

    conversion: Floats
    base: Floats
    span_a: Floats
    span_b: Floats
    lagging: Floats


def directional(high: Floats, low: Floats, close: Floats, period: int = ADX_PERIOD) -> Directional:
    """Wilder's directional movement: +DI and −DI from index ``period`` on, ADX from 2 · ``period`` − 1.

    +DI is 100 × the sum of upward movements over the sum of true ranges, both smoothed as Wilder does, −DI the same of
    downward ones, and ADX his average of DX = 100 · |+DI − −DI| / (+DI + −DI), which counts as 0 where neither moves.
    A bar whose rise is as large as its fall has neither, and that is decided on ticks (see ``ties``). ``period`` is at
    least 2. The count begins at the first bar with a true range, and anew at the first after ``period`` without
    one: there is nothing to divide by between, and the values are nan. The loop over bars takes about 0.5 µs a bar.

    Source: J. Welles Wilder, New Concepts in Technical Trading Systems (1978), as TA-Lib computes it.
    """

    def known(high: Floats, low: Floats, close: Floats) -> tuple[Floats, ...]:
        found = tuple(undefined(len(close)) for _ in range(3))
        for run in _moving(high, low, close, period):
            for whole, part in zip(found, _directional(high[run], low[run], close[run], period), strict=True):
                whole[run] = part
        return found

    return Directional(*all_on_known(known, high, low, close))


def _directional(high: Floats, low: Floats, close: Floats, period: int) -> tuple[Floats, Floats, Floats]:
    """The three without anything undefined but their warm-up; the first range is that of the second bar. The arithmetic
    is TA-Lib's in its order."""
    bars = len(close)
    adx, plus, minus = undefined(bars), undefined(bars), undefined(bars)
    rise, fall = high[1:] - high[:-1], low[:-1] - low[1:]
    tied = np.abs(rise - fall) <= dust(high[1:])
    ups = np.where((rise > 0) & (rise > fall) & ~tied, rise, 0.0).tolist()
    downs = np.where((fall > 0) & (fall > rise) & ~tied, fall, 0.0).tolist()
    spans = np.maximum(high[1:] - low[1:], np.maximum(np.abs(high[1:] - close[:-1]), np.abs(low[1:] - close[:-1])))
    up = down = span = mean = 0.0
    for bar, (moved_up, moved_down, ranged) in enumerate(zip(ups, downs, spans.tolist(), strict=True), 1):
        if bar >= period:
            up, down, span = up - up / period, down - down / period, span - span / period
        up, down, span = up + moved_up, down + moved_down, span + ranged
        if bar < period:
            continue
        rising, falling = 100.0 * (up / span), 100.0 * (down / span)
        plus[bar], minus[bar] = rising, falling
        both = rising + falling
        index = 100.0 * (abs(falling - rising) / both) if both else 0.0
        if bar < 2 * period:
            mean += index
        if bar == 2 * period - 1:
            adx[bar] = mean = mean / period
        elif bar >= 2 * period:
            adx[bar] = mean = (mean * (period - 1) + index) / period
    return adx, plus, minus


def _moving(high: Floats, low: Floats, close: Floats, period: int) -> list[slice]:
    """The runs of bars in which a market moves, each from the bar before its first true range above 0 to where none of
    the newest ``period`` bars has had one. What is smoothed begins anew with each: else it would remember for ever
    what was before a halt, and differ from the same smoothing begun within it."""
    still = bars_still(high, low, close)
    starts = np.flatnonzero((still[1:] == 0) & ((still[:-1] >= period) | (still[:-1] == np.arange(1, len(close)))))
    halts = np.flatnonzero(still == period)
    ends = [int(halts[halts > start].min(initial=len(close))) for start in starts]
    return [slice(int(start), end) for start, end in zip(starts, ends, strict=True)]


def aroon(high: Floats, low: Floats, period: int = AROON_PERIOD) -> Aroon:
    """How new the extremes are: 100 · (``period`` − bars since the highest high of ``period`` + 1 bars) / ``period``.

    ``down`` is the same of the lowest low. Of equal extremes the newest counts. From index ``period`` (at least 2) on.

    Source: Tushar S. Chande, A Time Price Oscillator, Stocks & Commodities (1995); computed by TA-Lib.
    """

    def known(high: Floats, low: Floats) -> tuple[Floats, ...]:
        down, up = (np.asarray(values, dtype=np.float64) for values in talib.AROON(high, low, period))
        return up, down, up - down

    return Aroon(*all_on_known(known, high, low))


def psar(high: Floats, low: Floats, step: float = PSAR_STEP, most: float = PSAR_MOST) -> Floats:
    """The parabolic stop and reverse, in the unit of the prices, from index 1 on: below the price in a rise, above it
    in a fall.

    The stop moves each bar by a factor times its distance to the extreme of the run; the factor grows by ``step`` with
    each new extreme, up to ``most``. The first run is up, unless the second bar's downward movement is the larger.

    Source: J. Welles Wilder, New Concepts in Technical Trading Systems (1978); computed by TA-Lib.
    """

    def known(high: Floats, low: Floats) -> Floats:
        ticks = in_ticks(high, low)  # whether a bar touches its stop is the same in every unit
        high, low = ticks.columns
        if len(high) > 1 and abs((high[1] - high[0]) - (low[0] - low[1])) <= dust(float(high[1])):
            high = np.concatenate(([0.0], high[1:]))  # a rise in any case: a tie is no larger fall
        return ticks.price(np.asarray(talib.SAR(high, low, step, most), dtype=np.float64))

    return on_known(known, high, low)


def supertrend(
    high: Floats,
    low: Floats,
    close: Floats,
    period: int = SUPERTREND_PERIOD,
    *,
    ranges: float = SUPERTREND_RANGES,
) -> Supertrend:
    """A stop that follows the price at ``ranges`` of Wilder's average true ranges, from index ``period`` on, counted
    from the first bar with a true range.

    The bands are (high + low) / 2 ± ranges · ATR. The lower one never falls and the upper one never rises, until the
    close before was beyond it. A close beyond the band that is followed turns the direction. The first direction is up
    where the close is not below (high + low) / 2. nan where none of the newest ``period`` bars had a true range:
    nothing is followed there.

    Each value depends on the one before and on which side the price is, so this is a loop over bars: about 0.2 µs each.

    Source: Olivier Seban's Supertrend (2008), in the form that TradingView's ``ta.supertrend`` computes.
    """

    def known(high: Floats, low: Floats, close: Floats) -> tuple[Floats, Floats]:
        found = undefined(len(close)), undefined(len(close))
        for run in _moving(high, low, close, period):
            top, bottom, last = high[run], low[run], close[run]
            middle, away = (top + bottom) / 2, ranges * atr(top, bottom, last, period)
            followed = _follow(middle - away, middle + away, last, middle - dust(middle), period)
            for whole, part in zip(found, followed, strict=True):
                whole[run] = part
        return found

    return Supertrend(*all_on_known(known, high, low, close))


def _follow(lower: Floats, upper: Floats, close: Floats, middle: Floats, first: int) -> tuple[Floats, Floats]:
    bars = len(close)
    value, direction = undefined(bars), undefined(bars)
    if bars <= first:
        return value, direction
    closes = close[first:].tolist()
    floor, ceiling = float(lower[first]), float(upper[first])
    up = began_up = closes[0] >= float(middle[first])
    stops, turns = [floor if up else ceiling], [0]
    rows = zip(lower[first + 1 :].tolist(), upper[first + 1 :].tolist(), closes, islice(closes, 1, None), strict=False)
    for low, high, before, now in rows:
        slack = dust(now)
        if low > floor or before < floor - slack:
            floor = low
        if high < ceiling or before > ceiling + slack:
            ceiling = high
        if now < floor - slack if up else now > ceiling + slack:
            up = not up
            turns.append(len(stops))
        stops.append(floor if up else ceiling)
    value[first:] = stops
    runs = np.resize([1.0, -1.0] if began_up else [-1.0, 1.0], len(turns))
    direction[first:] = np.repeat(runs, np.diff(turns, append=len(stops)))
    return value, direction


def ichimoku(high: Floats, low: Floats, close: Floats) -> Ichimoku:
    """Ichimoku Kinko Hyo with its usual 9, 26 and 52 bars. A middle of n bars is (highest high + lowest low) / 2.

    ``conversion`` is the middle of 9 bars (from index 8 on) and ``base`` of 26 (from 25). The cloud is drawn 26 bars
    ahead, so at bar t it is made of the bars up to t − 26: ``span_a`` = (conversion + base) / 2 (from index 51) and
    ``span_b`` the middle of 52 bars (from 77), both of bar t − 26. The lagging line is the close, drawn 26 bars back:
    at bar t ``lagging`` is the close of t, which is to be held against the bar t − 26 where it is drawn.

    Source: Goichi Hosoda, Ichimoku Kinko Hyo (1969).
    """

    def known(high: Floats, low: Floats, close: Floats) -> tuple[Floats, ...]:
        conversion, base, slow = (_middle(high, low, period) for period in (CONVERSION, BASE, SPAN_B))
        leading = conversion + base
        leading /= 2
        return conversion, base, delayed(leading, DISPLACEMENT), delayed(slow, DISPLACEMENT), close.copy()

    return Ichimoku(*all_on_known(known, high, low, close))


def _middle(high: Floats, low: Floats, period: int) -> Floats:
    middle = highest(high, period)
    middle += lowest(low, period)
    middle /= 2
    return middle
