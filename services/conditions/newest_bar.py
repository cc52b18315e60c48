"""What is seen of a market at its newest closed bar: the values, levels and zones that a condition may ask about."""

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import isfinite, nan
from typing import Final, Literal

from analytics.candlesticks import signs
from analytics.fibonacci import GOLDEN_POCKET, Level, Swing, dominant_swing, level_at, retracements
from analytics.indicators.catalog import values_of
from analytics.regime import LEAST_BARS as REGIME_LEAST
from analytics.regime import REGIMES, Regimes, regimes
from analytics.regime import SETTLED_BARS as REGIME_SETTLED
from analytics.swings import fractals, zigzag
from analytics.ties import away, difference
from analytics.volatility import last_atr
from analytics.volume_profile import volume_profile
from analytics.zones import Zone as PriceZone
from analytics.zones import find_zones, standing_out
from services.conditions.names import PATTERNS
from services.conditions.syntax import (
    Arithmetic,
    ColumnTerm,
    Minus,
    NearestZone,
    Number,
    PriceTerm,
    Ratio,
    Value,
    written,
)
from services.conditions.units import PERCENT
from services.market.candles import Candles, Floats
from services.studies.fib_levels import LEAST_BARS, FibLevels
from services.studies.levels import MOST_ZONES, Levels

SWING_BARS: Final[int] = FibLevels.model_fields["lookback"].default
"""Bars that the dominant swing is looked for in: as many as ``/fib levels`` looks at."""
ZONE_BARS: Final[int] = Levels.model_fields["lookback"].default
"""Bars that zones are made of: as many as ``/levels`` looks at."""
REGIME_BARS: Final = REGIME_LEAST + REGIME_SETTLED
PATTERN_BARS: Final = 60
"""Bars that any candlestick pattern and the means it is measured against fit into."""

COUNTED: Final[Mapping[str, Callable[[float, float], float]]] = {
    "+": lambda one, other: difference(one, -other),
    "-": difference,
    "*": operator.mul,
    "/": lambda one, other: one / other if other else nan,
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A price that a condition wants the market to be near; from ``low`` to ``high`` where it is a zone."""

    name: str
    low: float
    high: float

    def away(self, price: float) -> float:
        """From ``price`` to the nearer edge: above positive, 0 inside."""
        return away(price, self.low, self.high)


class NewestBar:
    """What can be seen of ``candles`` at the newest of them. Each thing is worked out when it is first asked for."""

    def __init__(self, candles: Candles, reads: Iterable[ColumnTerm] = ()) -> None:
        self.candles = candles
        self._reads = {read.name: read for read in reads}

    @property
    def close(self) -> float:
        return float(self.candles.close[-1]) if len(self.candles) else nan

    @cached_property
    def columns(self) -> Mapping[str, Floats]:
        """The columns of the condition, computed together so that they share what they have in common."""
        return values_of([read.column for read in self._reads.values()], self.candles)

    @cached_property
    def atr(self) -> float | None:
        atr = last_atr(self.candles.high, self.candles.low, self.candles.close)
        return atr if atr and isfinite(atr) else None

    @cached_property
    def swing(self) -> Swing | None:
        """As ``/fib levels`` finds it; ``None`` where there are too few bars, or one of their prices is missing."""
        return _swing(self.candles)

    @cached_property
    def _swing_before(self) -> Swing | None:
        """The same as of a bar ago."""
        return _swing(self.candles.up_to(len(self.candles) - 1))

    def value(self, node: Value, back: int = 0, *, drawn: Literal[0, 1] = 0) -> float:
        """``node`` ``back`` bars before the newest, percentages as fractions; nan where it is not defined. Fibonacci
        levels are those of the swing as of ``drawn`` bars ago."""
        match node:
            case Number():
                return node.value / 100 if node.percent else node.value
            case ColumnTerm():
                column = self.columns[node.name]
                value = float(column[-1 - back]) if len(column) > back else nan
                return value / 100 if node.column.unit == PERCENT else value
            case Ratio():
                level = self._level(node.ratio, self._swing_before if drawn else self.swing)
                return nan if level is None else level.price
            case Minus():
                return -self.value(node.of, back, drawn=drawn)
            case Arithmetic():
                left, right = self.value(node.left, back, drawn=drawn), self.value(node.right, back, drawn=drawn)
                return COUNTED[node.sign](left, right)

    def spot(self, place: PriceTerm) -> Spot | None:
        """Where ``place`` is now; ``None`` where that is not known, or nowhere."""
        match place:
            case Ratio():
                level = self._level(place.ratio, self.swing)
                return None if level is None else Spot(f"{level.ratio:g} {level.kind}", level.price, level.price)
            case NearestZone():
                return self._zone(place.kind)
            case _:
                price = self.value(place)
                return Spot(written(place), price, price) if isfinite(price) else None

    @staticmethod
    def _level(ratio: float, swing: Swing | None) -> Level | None:
        return None if swing is None else level_at(swing, ratio)

    @cached_property
    def pocket(self) -> Spot | None:
        if self.swing is None:
            return None
        low, high = sorted(level.price for level in retracements(self.swing, GOLDEN_POCKET))
        return Spot("golden pocket", low, high)

    @cached_property
    def _zones(self) -> list[PriceZone]:
        """As ``/levels`` finds them."""
        every, window = self.candles, self.candles.last(ZONE_BARS)
        first = len(every) - len(window)
        turns = [*zigzag(every.high, every.low, every.close), *fractals(every.high, every.low)]
        profile = volume_profile(window.high, window.low, window.volume)
        zones = find_zones(window, [turn for turn in turns if turn.bar >= first], self.atr, profile)
        return standing_out(zones, self.close, self.atr or 0.0, MOST_ZONES)

    def _zone(self, kind: str) -> Spot | None:
        """The nearest zone of ``kind``; one that holds the price is both."""
        price = self.close
        spots = [Spot(kind, z.low, z.high) for z in self._zones if z.side(price) in (kind, "straddling")]
        return min(spots, key=lambda spot: abs(spot.away(price)), default=None)

    @cached_property
    def _regimes(self) -> Regimes:
        return regimes(self.candles.last(REGIME_BARS))

    @property
    def regime(self) -> str | None:
        """The most probable regime; ``None`` where there are too few bars for one, or the newest is missing."""
        return self._regimes.last if isfinite(self.close) else None

    @property
    def regime_changes(self) -> bool | None:
        """Whether it is another one than a bar ago; ``None`` where one of the two is not known."""
        named = self._regimes.named[-2:]
        if len(named) < 2 or min(named) < 0 or not isfinite(self.close):
            return None
        return bool(named[0] != named[1])

    def probability(self, regime: str) -> float:
        """Of ``regime``; nan where there are too few bars for one."""
        course = self._regimes.probability
        return float(course[-1, [str(name) for name in REGIMES].index(regime)]) if len(course) else nan

    def extreme(self, side: str, bars: int) -> bool | None:
        """Whether the newest bar's high is above (its low below) those of the ``bars`` before it."""
        beyond = self.beyond(side, bars)
        return beyond > 0 if isfinite(beyond) else None

    def beyond(self, side: str, bars: int) -> float:
        """How far the newest bar's high is above (its low below) those of the ``bars`` before it, nan where there are
        fewer."""
        if len(self.candles) <= bars:
            return nan
        edge = self.candles.high if side == "high" else -self.candles.low
        return float(edge[-1] - edge[-1 - bars : -1].max())

    def shows(self, pattern: str) -> bool | None:
        """Whether the newest bar completes the candlestick pattern."""
        kind, sign = PATTERNS[pattern]
        candles = self.candles.last(PATTERN_BARS)
        if len(candles) < LEAST_BARS or not isfinite(candles.close[-1]):
            return None
        found = int(signs(candles, kind)[-1])
        return found * sign > 0 if sign else found != 0


def _swing(candles: Candles) -> Swing | None:
    high, low = candles.high[-SWING_BARS:], candles.low[-SWING_BARS:]
    if len(high) < LEAST_BARS or not isfinite(float(high.sum() + low.sum() + candles.close[-1])):
        return None
    return dominant_swing(high, low)
