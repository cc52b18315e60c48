"""The definitions once more, each bar by itself and as plainly as they can be written."""

from collections.abc import Callable

import numpy as np

from analytics.bars import Floats

NAN = float("nan")


def windows(function: Callable[[Floats], float], period: int, *inputs: Floats) -> Floats:
    """``function`` of the newest ``period`` rows (one column an input)."""
    rows = np.column_stack(inputs)
    return np.array(
        [NAN if bar < period - 1 else function(rows[bar - period + 1 : bar + 1]) for bar in range(len(rows))]
    )


def ema(values: Floats, period: int) -> Floats:
    found = np.full(len(values), NAN)
    for bar in range(period - 1, len(values)):
        if bar == period - 1:
            found[bar] = values[:period].mean()
        else:
            found[bar] = found[bar - 1] + 2 / (period + 1) * (values[bar] - found[bar - 1])
    return found


def rsi(close: Floats, period: int) -> Floats:
    found = np.full(len(close), NAN)
    changes = np.diff(close)
    up = down = 0.0
    for bar in range(period, len(close)):
        if bar == period:
            up = np.clip(changes[:period], 0, None).mean()
            down = -np.clip(changes[:period], None, 0).mean()
        else:
            up = (up * (period - 1) + max(changes[bar - 1], 0)) / period
            down = (down * (period - 1) + max(-changes[bar - 1], 0)) / period
        if up + down > 0:
            found[bar] = 100 * up / (up + down)
    return found


def directional(high: Floats, low: Floats, close: Floats, period: int) -> tuple[Floats, Floats, Floats]:
    bars = len(close)
    adx, plus, minus = (np.full(bars, NAN) for _ in range(3))
    ranges, ups, downs = 0.0, 0.0, 0.0
    indices: list[float] = []
    for bar in range(1, bars):
        true_range = max(high[bar], close[bar - 1]) - min(low[bar], close[bar - 1])
        rise, fall = high[bar] - high[bar - 1], low[bar - 1] - low[bar]
        up, down = (rise if rise > fall and rise > 0 else 0.0), (fall if fall > rise and fall > 0 else 0.0)
        if bar < period:
            ranges, ups, downs = ranges + true_range, ups + up, downs + down
            continue
        ranges = ranges - ranges / period + true_range
        ups, downs = ups - ups / period + up, downs - downs / period + down
        plus[bar], minus[bar] = 100 * ups / ranges, 100 * downs / ranges
        both = ups + downs
        indices.append(100 * abs(ups - downs) / both if both else 0.0)
        if len(indices) == period:
            adx[bar] = float(np.mean(indices))
        elif len(indices) > period:
            adx[bar] = (adx[bar - 1] * (period - 1) + indices[-1]) / period
    return adx, plus, minus


def supertrend(
    high: Floats, low: Floats, close: Floats, ranges: Floats, first: int, multiple: float
) -> tuple[Floats, Floats]:
    """The steps of TradingView's ``ta.supertrend``, with its own names."""
    bars = len(close)
    value, direction = np.full(bars, NAN), np.full(bars, NAN)
    upper, lower = np.full(bars, NAN), np.full(bars, NAN)
    for bar in range(first, bars):
        source = (high[bar] + low[bar]) / 2
        upper[bar], lower[bar] = source + multiple * ranges[bar], source - multiple * ranges[bar]
        if bar == first:
            direction[bar] = 1 if close[bar] >= source else -1
        else:
            if not (lower[bar] > lower[bar - 1] or close[bar - 1] < lower[bar - 1]):
                lower[bar] = lower[bar - 1]
            if not (upper[bar] < upper[bar - 1] or close[bar - 1] > upper[bar - 1]):
                upper[bar] = upper[bar - 1]
            if value[bar - 1] == upper[bar - 1]:
                direction[bar] = 1 if close[bar] > upper[bar] else -1
            else:
                direction[bar] = -1 if close[bar] < lower[bar] else 1
        value[bar] = lower[bar] if direction[bar] == 1 else upper[bar]
    return value, direction


def obv(close: Floats, volume: Floats) -> Floats:
    found = [0.0]
    for bar in range(1, len(close)):
        sign = float(np.sign(close[bar] - close[bar - 1]))
        found.append(found[-1] + sign * volume[bar])
    return np.array(found)[: len(close)]


def mfi(high: Floats, low: Floats, close: Floats, volume: Floats, period: int) -> Floats:
    typical = (high + low + close) / 3
    found = np.full(len(close), NAN)
    for bar in range(period, len(close)):
        up = down = 0.0
        for at in range(bar - period + 1, bar + 1):
            if typical[at] > typical[at - 1]:
                up += typical[at] * volume[at]
            elif typical[at] < typical[at - 1]:
                down += typical[at] * volume[at]
        if up + down > 0:
            found[bar] = 100 * up / (up + down)
    return found


def vwap(time: Floats, high: Floats, low: Floats, close: Floats, volume: Floats) -> Floats:
    found = np.full(len(close), NAN)
    money = traded = 0.0
    for bar in range(len(close)):
        if bar == 0 or time[bar] // 86_400_000 != time[bar - 1] // 86_400_000:
            money = traded = 0.0
        money += (high[bar] + low[bar] + close[bar]) / 3 * volume[bar]
        traded += volume[bar]
        if traded > 0:
            found[bar] = money / traded
    return found


def psar(high: Floats, low: Floats, step: float, most: float) -> Floats:
    """Wilder's parabolic system: a stop for each bar, made at the bar before and kept out of the last two bars."""
    found = np.full(len(high), NAN)
    fall = low[0] - low[1]
    up = not (fall > 0 and fall > high[1] - high[0])
    stop, extreme, factor = (low[0], high[1], step) if up else (high[0], low[1], step)
    for bar in range(1, len(high)):
        before = max(bar - 1, 1)  # the first bar does not bound the first stop
        highs, lows = (high[before], high[bar]), (low[before], low[bar])
        if low[bar] <= stop if up else high[bar] >= stop:
            up = not up
            stop = min(extreme, *lows) if up else max(extreme, *highs)
            extreme, factor = (high[bar] if up else low[bar]), step
            found[bar] = stop
        else:
            found[bar] = stop
            if high[bar] > extreme if up else low[bar] < extreme:
                extreme, factor = (high[bar] if up else low[bar]), min(factor + step, most)
        stop += factor * (extreme - stop)
        stop = min(stop, *lows) if up else max(stop, *highs)
    return found
