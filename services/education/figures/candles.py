"""Figures of the track on candles and structure: what the desk reads from the candles of a lesson."""

import numpy as np

from analytics.candlesticks import candlesticks
from analytics.chart_patterns import Formation, Point, formations
from analytics.chart_patterns.formation import level as level_line
from analytics.indicators.volume import RATIO_PERIOD, volume_ratio
from analytics.structure import Label, breaks, market_structure
from analytics.swings import Pivot
from analytics.volatility import ATR_PERIOD, atr
from analytics.volume_profile import volume_profile
from analytics.zones import visits_of
from services.education.figures import BadFigure, figure
from services.education.figures._alike import usual_range
from services.market.aggregate import aggregate
from services.market.candles import Candles
from services.market.timeframes import HOUR, TIMEFRAMES

TICK = 0.01
"""Of the prices that are drawn: a stop beyond a price is at least so far from it."""


def _hours(told: str) -> Candles:
    """The hourly candles that ``told`` writes down, from midnight on: ``100 104 99 103, 103 105 101 102``, each its
    open, high, low and close."""
    rows = np.array([[float(price) for price in candle.split()] for candle in told.split(",")]).T.copy()
    time = np.arange(rows.shape[1], dtype=np.int64) * HOUR
    opened, high, low, closed = rows
    return Candles("DRAWN", "1h", time, opened, high, low, closed, np.ones(rows.shape[1]))


def _four_hours(hours: str) -> Candles:
    candles = aggregate(_hours(hours), TIMEFRAMES["4h"])
    if len(candles) != 1:
        raise BadFigure("four hours make one candle of four hours")
    return candles


# one candle


@figure
def body_share(opened: float, high: float, low: float, closed: float) -> float:
    """The body of a candle as a part of its range, in per cent."""
    return 100 * abs(closed - opened) / (high - low)


@figure
def longest_lower_wick(bars: Candles) -> int:
    """The bar whose low lies farthest below its body."""
    return int(np.argmax(np.minimum(bars.open, bars.close) - bars.low))


@figure
def largest_fall(bars: Candles) -> int:
    """The bar that closed farthest below its open."""
    return int(np.argmin(bars.close - bars.open))


# timeframes


@figure
def range_of_hours(hours: str) -> float:
    """The range of the four-hour candle that these hours make (``services.market.aggregate``)."""
    candles = _four_hours(hours)
    return float(candles.high[0] - candles.low[0])


@figure
def change_of_hours(hours: str) -> float:
    """By how much that candle closed above its open; below zero: under it."""
    candles = _four_hours(hours)
    return float(candles.close[0] - candles.open[0])


@figure
def candles_in(small: str, large: str) -> int:
    """How many candles of the timeframe ``small`` make one of ``large``."""
    return TIMEFRAMES[large].ms // TIMEFRAMES[small].ms


# ranges


@figure
def true_range(before: float, high: float, low: float) -> float:
    """The true range of a bar after one that closed at ``before`` (Wilder, 1978)."""
    highs, lows = np.array([before, high], dtype=float), np.array([before, low], dtype=float)
    return float(atr(highs, lows, lows, 1)[-1])


@figure
def next_average_range(average: float, newest: float) -> float:
    """What Wilder's average over 14 bars becomes of ``average`` by a bar whose true range is ``newest``."""
    ranges = np.array([average] * (ATR_PERIOD + 1) + [newest], dtype=float)
    middle = np.full(len(ranges), 10 * ranges.max())
    return float(atr(middle + ranges / 2, middle - ranges / 2, middle)[-1])


@figure
def largest_true_range(bars: Candles) -> int:
    """The bar with the largest true range: an average over one is the true range itself."""
    return int(np.nanargmax(atr(bars.high, bars.low, bars.close, 1)))


@figure
def ranges_below(bars: Candles, nearest: float, farthest: float) -> tuple[float, float]:
    """From ``nearest`` to ``farthest`` average true ranges below the last close, as the desk measures them."""
    average, close = usual_range(bars), float(bars.close[-1])
    return round(close - farthest * average, 2), round(close - nearest * average, 2)


# structure


def _turns(bars: Candles, kind: str) -> list[Pivot]:
    return [each.pivot for each in market_structure(bars).swings if each.pivot.kind == kind]


@figure
def structure_order(bars: Candles) -> str:
    """What the newest high and low are beside those before: ``up``, ``down`` or ``none`` (``analytics.structure``)."""
    return market_structure(bars).order


@figure
def newest_labelled(bars: Candles, label: Label) -> int:
    """The bar of the newest turn of that ``label``: HH, HL, LH or LL."""
    return next(each.pivot.bar for each in reversed(market_structure(bars).swings) if each.label == label)


@figure
def first_close_above(bars: Candles, level: float) -> int:
    """The first bar that closed above ``level``, as the desk finds breaks: a high beyond it alone is none."""
    return breaks([Pivot("high", 0, level, 0)], bars.close)[0].bar


@figure
def closes_above(bars: Candles, level: float) -> int:
    """How many bars closed above ``level``."""
    return int(np.count_nonzero(bars.close > level))


@figure
def below_last_low(bars: Candles, room: float) -> tuple[float, float]:
    """Below the newest low that the market turned up from, by at most ``room``."""
    low = _turns(bars, "low")[-1].price
    return low - room, low - TICK


@figure
def above_last_high(bars: Candles, room: float) -> tuple[float, float]:
    """Above the newest high that the market turned down from, by at most ``room``."""
    high = _turns(bars, "high")[-1].price
    return high + TICK, high + room


@figure
def below_level(bars: Candles, level: float, room: float) -> tuple[float, float]:
    """Below ``level``, which the market is above, by at most ``room``."""
    if float(bars.close[-1]) <= level:
        raise BadFigure("the market is not above that level")
    return level - room, level - TICK


@figure
def visits(bars: Candles, low: float, high: float, away: float) -> int:
    """How often the market came to the prices from ``low`` to ``high``, and left in between by ``away``
    (``analytics.zones``)."""
    found = visits_of(bars, low, high, away)
    return 0 if found is None else found.touches


# patterns


@figure
def pattern_at(bars: Candles, pattern: str, direction: str) -> int:
    """The bar that completes the only ``pattern`` of that ``direction``, by TA-Lib's rules, in the trend that it asks
    for."""
    found = [
        each.bar
        for each in candlesticks(bars)
        if each.kind.name == pattern and each.direction == direction and each.in_trend is not False
    ]
    if len(found) != 1:
        raise BadFigure(f"there are {len(found)} of {pattern}, at {found}")
    return found[0]


@figure
def formation_name(bars: Candles) -> str:
    """What the only kind of chart pattern is called that is found (``analytics.chart_patterns``)."""
    names = {each.name for each in formations(bars)}
    if len(names) != 1:
        raise BadFigure(f"there are {sorted(names)}")
    return names.pop()


@figure
def formation_confirmed_at(bars: Candles, pattern: str) -> int:
    """The bar that confirms the only chart pattern called ``pattern``: the first to close beyond its trigger."""
    found = {each.confirmed for each in formations(bars) if each.name == pattern}
    if len(found) != 1 or None in found:
        raise BadFigure(f"{pattern} is confirmed at {found}")
    return next(bar for bar in found if bar is not None)


@figure
def measured_move(extreme: float, neckline: float) -> float:
    """The target of a double top or bottom whose turns lie at ``extreme``: its height beyond the neckline."""
    lid, neck = level_line("invalidation", extreme, 0, 1), level_line("neckline", neckline, 0, 1)
    top = extreme > neckline
    formation = Formation(
        name="double top" if top else "double bottom",
        direction="bearish" if top else "bullish",
        points=(Point("first", 0, extreme), Point("second", 1, extreme)),
        lines=(neck,),
        above=lid if top else neck,
        below=neck if top else lid,
        height=abs(extreme - neckline),
        atr=1.0,
        quality=1.0,
        known=1,
        expires=2,
    )
    return formation.target(1)


# volume


@figure
def beside_usual(mean: float, volume: float) -> float:
    """A candle's ``volume`` beside the ``mean`` of the 20 before it."""
    return float(volume_ratio(np.array([mean] * RATIO_PERIOD + [volume], dtype=float))[-1])


@figure
def busiest_price(bars: Candles) -> int:
    """The whole price nearest to the point of control (``analytics.volume_profile``)."""
    profile = volume_profile(bars.high, bars.low, bars.volume)
    if profile is None:
        raise BadFigure("nothing was traded")
    return round(profile.poc)
