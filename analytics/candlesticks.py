"""Candlestick patterns: TA-Lib's sixty-one, with what they are called and taken to mean.

TA-Lib judges the shape of the candles alone: what is long, short or near is measured against the mean of the ten
candles before (Near and Equal: five). Whether the trend that a pattern is to reverse or continue was there, it leaves
to others; ``needs_trend`` says of which patterns that is asked, and ``CandlestickMatch.in_trend`` whether it was so.

Sources: S. Nison, Japanese Candlestick Charting Techniques (1991); G. Morris, Candlestick Charting Explained (1992);
D. Chesler, Trading False Moves with the Hikkake Pattern (2004), from whom TA-Lib has its rules.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from analytics._talib import talib
from analytics.bars import Bars
from analytics.proportions import wilson
from analytics.ties import in_ticks, settled

Ints = NDArray[np.int32]
Direction = Literal["bullish", "bearish", "neutral"]
Meaning = Literal["reversal", "continuation", "indecision"]

TREND_BARS = 10
"""Closes in the mean that says which way prices went before a pattern."""
AFTER = 5
"""Bars after a pattern at which it is looked at whether the price went its way."""
CONFIRMS = 200
"""TA-Lib's figure where a bar confirms an earlier pattern."""
LEAST_CASES = 10
"""With fewer cases a rate says nothing, and is not given."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A candlestick pattern. ``code`` is TA-Lib's function, ``bars`` how many candles carry the name.

    ``way`` is the direction it is taken to point in: ``either`` where both forms exist, and the sign tells which;
    ``neutral`` where the sign tells only the colour of the candle, or nothing.
    """

    code: str
    name: str
    bars: int
    meaning: Meaning
    way: Literal["bullish", "bearish", "either", "neutral"]
    needs_trend: bool = True
    special_of: str | None = None
    """The pattern that this one is a stricter case of: of both at one bar, only the stricter is worth telling."""


KINDS: tuple[Kind, ...] = (
    Kind("CDLCONCEALBABYSWALL", "concealing baby swallow", 4, "reversal", "bullish"),
    Kind("CDLABANDONEDBABY", "abandoned baby", 3, "reversal", "either"),
    Kind("CDLBREAKAWAY", "breakaway", 5, "reversal", "either"),
    Kind("CDLLADDERBOTTOM", "ladder bottom", 5, "reversal", "bullish"),
    Kind("CDLMATHOLD", "mat hold", 5, "continuation", "bullish"),
    Kind("CDLRISEFALL3METHODS", "three methods", 5, "continuation", "either"),
    Kind("CDL3LINESTRIKE", "three-line strike", 4, "continuation", "either"),
    Kind("CDLHIKKAKEMOD", "modified hikkake", 4, "reversal", "either", special_of="hikkake"),
    Kind("CDLMORNINGDOJISTAR", "morning doji star", 3, "reversal", "bullish", special_of="morning star"),
    Kind("CDLMORNINGSTAR", "morning star", 3, "reversal", "bullish"),
    Kind("CDLEVENINGDOJISTAR", "evening doji star", 3, "reversal", "bearish", special_of="evening star"),
    Kind("CDLEVENINGSTAR", "evening star", 3, "reversal", "bearish"),
    Kind("CDL3WHITESOLDIERS", "three white soldiers", 3, "reversal", "bullish"),
    Kind("CDLIDENTICAL3CROWS", "identical three crows", 3, "reversal", "bearish", special_of="three black crows"),
    Kind("CDL3BLACKCROWS", "three black crows", 3, "reversal", "bearish"),
    Kind("CDL3INSIDE", "three inside", 3, "reversal", "either"),
    Kind("CDL3OUTSIDE", "three outside", 3, "reversal", "either"),
    Kind("CDL3STARSINSOUTH", "three stars in the south", 3, "reversal", "bullish"),
    Kind("CDLUNIQUE3RIVER", "unique three river", 3, "reversal", "bullish"),
    Kind("CDLSTICKSANDWICH", "stick sandwich", 3, "reversal", "bullish"),
    Kind("CDL2CROWS", "two crows", 3, "reversal", "bearish"),
    Kind("CDLUPSIDEGAP2CROWS", "upside gap two crows", 3, "reversal", "bearish"),
    Kind("CDLADVANCEBLOCK", "advance block", 3, "reversal", "bearish"),
    Kind("CDLSTALLEDPATTERN", "stalled pattern", 3, "reversal", "bearish"),
    Kind("CDLTRISTAR", "tristar", 3, "reversal", "either"),
    Kind("CDLTASUKIGAP", "tasuki gap", 3, "continuation", "either"),
    Kind("CDLXSIDEGAP3METHODS", "gap three methods", 3, "continuation", "either"),
    Kind("CDLGAPSIDESIDEWHITE", "side-by-side white lines", 3, "continuation", "either"),
    Kind("CDLHIKKAKE", "hikkake", 3, "reversal", "either", needs_trend=False),
    Kind("CDLKICKINGBYLENGTH", "kicking by length", 2, "reversal", "either", needs_trend=False, special_of="kicking"),
    Kind("CDLKICKING", "kicking", 2, "reversal", "either", needs_trend=False),
    Kind("CDLENGULFING", "engulfing", 2, "reversal", "either"),
    Kind("CDLDARKCLOUDCOVER", "dark cloud cover", 2, "reversal", "bearish"),
    Kind("CDLPIERCING", "piercing line", 2, "reversal", "bullish"),
    Kind("CDLCOUNTERATTACK", "counterattack", 2, "reversal", "either"),
    Kind("CDLHARAMICROSS", "harami cross", 2, "reversal", "either", special_of="harami"),
    Kind("CDLHARAMI", "harami", 2, "reversal", "either"),
    Kind("CDLDOJISTAR", "doji star", 2, "reversal", "either"),
    Kind("CDLHOMINGPIGEON", "homing pigeon", 2, "reversal", "bullish"),
    Kind("CDLMATCHINGLOW", "matching low", 2, "reversal", "bullish"),
    Kind("CDLSEPARATINGLINES", "separating lines", 2, "continuation", "either"),
    Kind("CDLINNECK", "in-neck", 2, "continuation", "bearish"),
    Kind("CDLONNECK", "on-neck", 2, "continuation", "bearish"),
    Kind("CDLTHRUSTING", "thrusting", 2, "continuation", "bearish"),
    Kind("CDLHAMMER", "hammer", 1, "reversal", "bullish"),
    Kind("CDLINVERTEDHAMMER", "inverted hammer", 1, "reversal", "bullish"),
    Kind("CDLHANGINGMAN", "hanging man", 1, "reversal", "bearish"),
    Kind("CDLSHOOTINGSTAR", "shooting star", 1, "reversal", "bearish"),
    Kind("CDLTAKURI", "takuri line", 1, "reversal", "neutral", special_of="dragonfly doji"),
    Kind("CDLDRAGONFLYDOJI", "dragonfly doji", 1, "reversal", "neutral", special_of="doji"),
    Kind("CDLGRAVESTONEDOJI", "gravestone doji", 1, "reversal", "neutral", special_of="doji"),
    Kind("CDLMARUBOZU", "marubozu", 1, "continuation", "either", needs_trend=False, special_of="closing marubozu"),
    Kind("CDLBELTHOLD", "belt hold", 1, "reversal", "either"),
    Kind("CDLCLOSINGMARUBOZU", "closing marubozu", 1, "continuation", "either", needs_trend=False),
    Kind("CDLRICKSHAWMAN", "rickshaw man", 1, "indecision", "neutral", False, special_of="long-legged doji"),
    Kind("CDLLONGLEGGEDDOJI", "long-legged doji", 1, "indecision", "neutral", False, special_of="doji"),
    Kind("CDLDOJI", "doji", 1, "indecision", "neutral", needs_trend=False),
    Kind("CDLHIGHWAVE", "high-wave candle", 1, "indecision", "neutral", False, special_of="spinning top"),
    Kind("CDLSPINNINGTOP", "spinning top", 1, "indecision", "neutral", needs_trend=False),
    Kind("CDLLONGLINE", "long line", 1, "continuation", "either", needs_trend=False),
    Kind("CDLSHORTLINE", "short line", 1, "indecision", "neutral", needs_trend=False),
)
"""All kinds, those that say more first: more candles before fewer, the stricter before the more general."""

BY_NAME: Mapping[str, Kind] = {kind.name: kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class CandlestickMatch:
    """A pattern whose last candle is the one at ``bar``, known at its close.

    ``strength`` is TA-Lib's figure without its sign: 100; 80 for an engulfing or a harami one of whose edges is level
    with the other candle's; 200 at the bar that confirms a hikkake of at most three bars before.
    ``in_trend``: prices came from where the pattern wants them to come from; ``None`` where it wants nothing, points
    nowhere, or too few bars stand before it.
    """

    kind: Kind
    bar: int
    direction: Direction
    strength: int
    in_trend: bool | None

    @property
    def known(self) -> int:
        return self.bar

    @property
    def start(self) -> int:
        """The bar of its first candle."""
        return max(0, self.bar - self.kind.bars + 1)


def signs(bars: Bars, kind: Kind) -> Ints:
    """TA-Lib's figure for each bar, shape (n,): 0 where the pattern does not end there.

    A bar without a price parts the bars before it from those after: patterns are looked for on each side alone, since
    TA-Lib's running means would not get over it. A hole in time parts nothing. TA-Lib is given whole ticks, whose means
    are exact: a body that is as long as the mean is so in every unit of price.
    """
    return next(iter(_all_signs(bars, (kind,))))[1]


def _all_signs(bars: Bars, kinds: Sequence[Kind]) -> Iterator[tuple[Kind, Ints]]:
    prices = in_ticks(bars.open, bars.high, bars.low, bars.close).columns
    missing = np.flatnonzero(np.isnan(prices[0] + prices[1] + prices[2] + prices[3]))
    edges = [-1, *missing.tolist(), len(bars)]
    runs = [slice(before + 1, after) for before, after in pairwise(edges) if after > before + 1]
    for kind in kinds:
        function = getattr(talib, kind.code)
        if len(missing) == 0 and runs:
            yield kind, function(*prices)
            continue
        found = np.zeros(len(bars), dtype=np.int32)
        for run in runs:
            found[run] = function(*(np.ascontiguousarray(price[run]) for price in prices))
        yield kind, found


def candlesticks(bars: Bars, *, newest: int | None = None) -> list[CandlestickMatch]:
    """All patterns that end at one of the ``newest`` bars (of all, by default), in order of bars; at one bar in the
    order of ``KINDS``. All sixty-one on 500 bars take about a millisecond, and more where every bar is told.
    """
    first = 0 if newest is None else max(0, len(bars) - newest)
    rising = _rising(bars)
    found = [
        CandlestickMatch(kind, bar, direction, abs(sign), _in_trend(kind, direction, bar, rising))
        for kind, values in _all_signs(bars, KINDS)
        for bar, sign, direction in _hits(kind, values, first)
    ]
    return sorted(found, key=lambda one: one.bar)


def _hits(kind: Kind, values: Ints, first: int) -> Iterator[tuple[int, int, Direction]]:
    where = np.flatnonzero(values[first:]) + first
    for bar, sign in zip(where.tolist(), values[where].tolist(), strict=True):
        yield bar, sign, _direction(kind, sign)


def _direction(kind: Kind, sign: int) -> Direction:
    if kind.way == "neutral":
        return "neutral"
    return "bullish" if sign > 0 else "bearish"


def _rising(bars: Bars) -> NDArray[np.float64]:
    """Whether each bar closed above (1) or below (−1) the mean of the ``TREND_BARS`` closes up to it, shape (n,); nan
    before there are so many.

    Source: G. Morris (1992), who takes an exponential mean of ten; a simple one depends on nothing before.
    """
    close = bars.close
    side = np.full(len(bars), np.nan)
    if len(bars) >= TREND_BARS:
        mean = np.lib.stride_tricks.sliding_window_view(close, TREND_BARS).mean(axis=1)
        side[TREND_BARS - 1 :] = np.sign(settled(close[TREND_BARS - 1 :] - mean, mean))
    return side


def _in_trend(kind: Kind, direction: Direction, bar: int, rising: NDArray[np.float64]) -> bool | None:
    before = bar - kind.bars
    if not kind.needs_trend or direction == "neutral" or before < 0 or np.isnan(rising[before]):
        return None
    came_up = bool(rising[before] > 0)
    came_down = bool(rising[before] < 0)
    return came_up if (direction == "bullish") == (kind.meaning == "continuation") else came_down


def telling(found: Sequence[CandlestickMatch]) -> list[CandlestickMatch]:
    """``found`` without those that another one at the same bar is a stricter case of."""
    at_bar: dict[int, set[str]] = {}
    for one in found:
        at_bar.setdefault(one.bar, set()).update(_general(one.kind))
    return [one for one in found if one.kind.name not in at_bar[one.bar]]


def _general(kind: Kind) -> Iterator[str]:
    name = kind.special_of
    while name is not None:
        yield name
        name = BY_NAME[name].special_of


@dataclass(frozen=True, slots=True)
class Record:
    """How often the price went a pattern's way: the close ``AFTER`` bars later lay beyond the pattern's own.

    ``base`` is the same of all bars. ``rate`` with its 95 % interval (Wilson's) is ``None`` under ``LEAST_CASES``
    cases. Cases near each other share bars, so the interval is if anything too narrow; and of sixty-one kinds three
    stand outside of theirs by chance alone.
    """

    cases: int
    base: float | None
    rate: float | None
    low: float | None
    high: float | None


def record(close: NDArray[np.float64], values: Ints, direction: Direction, *, after: int = AFTER) -> Record:
    """What followed the patterns of one kind and ``direction``, given their ``signs`` (``values``), both shape (n,).

    Only cases count after which ``after`` bars have closed, so that the newest pattern is never a case of itself.
    A ``neutral`` pattern points nowhere: it has cases, and no rate.
    """
    ahead = close[after:] - close[:-after]
    there = values[: len(ahead)]
    if direction == "neutral":
        return Record(int(np.count_nonzero(there)), None, None, None, None)
    way = 1 if direction == "bullish" else -1
    known = ~np.isnan(ahead)
    went = way * ahead > 0
    case = known & (way * there > 0)
    all_bars, cases = int(np.count_nonzero(known)), int(np.count_nonzero(case))
    base = int(np.count_nonzero(went)) / all_bars if all_bars >= LEAST_CASES else None
    if cases < LEAST_CASES:
        return Record(cases, base, None, None, None)
    right = int(np.count_nonzero(went & case))
    low, high = wilson(right, cases) or (None, None)
    return Record(cases, base, right / cases, low, high)


def alike(values: Ints, strength: int) -> Ints:
    """``signs`` of those that are as strong: what confirms a hikkake is counted apart from the hikkakes themselves."""
    confirms = np.abs(values) >= CONFIRMS
    return np.where(confirms == (strength >= CONFIRMS), values, 0).astype(np.int32)
