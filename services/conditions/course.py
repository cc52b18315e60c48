"""Whether a condition held at each of many bars: each judged as it was when it was the newest."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from analytics.indicators.catalog import values_of
from analytics.regime import Regimes, regimes
from services.conditions.evaluate import bars_needed, cheapest_first, cost, holds
from services.conditions.newest_bar import NewestBar
from services.conditions.syntax import ColumnTerm, InRegime, RegimeChanges, Truth, columns_of, tests_of
from services.market.candles import Candles, Floats

OVERHEAD = 60.0
"""About how many microseconds a bar takes besides."""


def course(condition: Truth, candles: Candles, first: int) -> list[bool | None]:
    """What ``holds`` says of ``condition`` at each of ``candles`` from the one at ``first`` on."""
    asked, needed = cheapest_first(condition), bars_needed(condition)
    whole = _Whole(candles, dict.fromkeys(columns_of(condition)))
    return [holds(asked, _Bar(whole, at, needed)) for at in range(first, len(candles))]


def course_cost(condition: Truth) -> float:
    """About how many microseconds that takes for each bar."""
    alone = [test for test in tests_of(condition) if not isinstance(test, InRegime | RegimeChanges)]
    return OVERHEAD + sum(map(cost, alone))


class _Whole:
    """What is worked out once for all bars: it depends on none that come later."""

    def __init__(self, candles: Candles, reads: Iterable[ColumnTerm]) -> None:
        self.candles = candles
        self.reads = tuple(reads)

    @cached_property
    def columns(self) -> Mapping[str, Floats]:
        return values_of([read.column for read in self.reads], self.candles)

    @cached_property
    def regimes(self) -> Regimes:
        return regimes(self.candles)


class _Bar(NewestBar):
    """The bar at ``at``, as the newest of ``needed``."""

    def __init__(self, whole: _Whole, at: int, needed: int) -> None:
        super().__init__(whole.candles.up_to(at + 1).last(needed), whole.reads)
        self._whole = whole
        self._at = at

    @cached_property
    def columns(self) -> Mapping[str, Floats]:
        return {name: column[: self._at + 1] for name, column in self._whole.columns.items()}

    @cached_property
    def _regimes(self) -> Regimes:
        return Regimes(self._whole.regimes.probability[max(0, self._at - 1) : self._at + 1])
