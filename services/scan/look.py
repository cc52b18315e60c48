"""A look at one market: whether the condition holds there, and what to tell of it."""

from dataclasses import dataclass
from functools import cached_property
from math import isfinite, nan
from typing import Literal

import numpy as np

from services.conditions.evaluate import bars_needed, cheapest_first, holds
from services.conditions.newest_bar import NewestBar
from services.conditions.ranking import Ranking, ranking
from services.conditions.syntax import ColumnTerm, InPocket, Near, Truth, columns_of, tests_of
from services.conditions.units import PERCENT
from services.market.candles import Candles, Provenance
from services.market.timeframes import DAY, parse_timeframe
from services.scan.facts import ScanPlace, ScanRow, ScanValue

SHOWN_BARS = 60
"""Candles kept of a match, for its picture."""

Judged = ScanRow | Literal[False] | None
"""A row of a match, ``False`` of none, ``None`` where that is not known."""


@dataclass(frozen=True)
class Question:
    """A condition made ready to be asked of many markets."""

    condition: Truth

    @cached_property
    def _asked(self) -> Truth:
        return cheapest_first(self.condition)

    @cached_property
    def reads(self) -> tuple[ColumnTerm, ...]:
        """The columns it reads, each once, as they are first written."""
        return tuple(dict.fromkeys(columns_of(self.condition)))

    @cached_property
    def _told(self) -> tuple[ColumnTerm, ...]:
        """Those that a row tells beside its price, which is the close."""
        return tuple(read for read in self.reads if read.name != "close")

    @cached_property
    def ranking(self) -> Ranking | None:
        """By what the matches are sorted."""
        return ranking(self.condition)

    @cached_property
    def bars(self) -> int:
        """Bars to look at of each market."""
        return bars_needed(self.condition)

    def ask(self, candles: Candles, provenance: Provenance) -> Judged:
        """Whether the condition holds at the newest of ``candles``."""
        newest = NewestBar(candles, self.reads)
        truth = holds(self._asked, newest)
        return self._row(newest, provenance) if truth else None if truth is None else False

    def _row(self, newest: NewestBar, provenance: Provenance) -> ScanRow:
        candles, sorted_as = newest.candles, self._sort_value(newest)
        kind = self.ranking and self.ranking.kind
        return ScanRow(
            name=f"{candles.symbol} {candles.timeframe}",
            symbol=candles.symbol,
            timeframe=candles.timeframe,
            price=newest.close,
            priced_at=provenance.as_of,
            close=newest.close,
            closed_at=provenance.as_of,
            sort_value=sorted_as,
            sort_gap=sorted_as if kind == "gap" else None,
            sort_share=sorted_as if kind == "share" else None,
            change_24h=change_24h(candles),
            stale=provenance.stale,
            values=tuple(value for read in self._told if (value := _value(read, newest)) is not None),
            places=self._places(newest),
            candles=_copied(candles.last(SHOWN_BARS)),
        )

    def _sort_value(self, newest: NewestBar) -> float | None:
        value = self.ranking.value(newest) if self.ranking else nan
        return value if isfinite(value) else None

    def _places(self, newest: NewestBar) -> tuple[ScanPlace, ...]:
        """The prices that the market is near, as the condition wants it."""
        places: dict[str, ScanPlace] = {}
        for test in tests_of(self.condition):
            match test:
                case Near():
                    spot = newest.spot(test.place)
                case InPocket():
                    spot = newest.pocket
                case _:
                    spot = None
            if spot is not None and holds(test, newest):
                away = spot.away(newest.close)
                places[spot.name] = ScanPlace(
                    name=spot.name,
                    low=spot.low,
                    high=spot.high,
                    price=min(max(newest.close, spot.low), spot.high),
                    distance=away / newest.close,
                    distance_atr=None if newest.atr is None else away / newest.atr,
                )
        return tuple(places.values())


def _value(read: ColumnTerm, newest: NewestBar) -> ScanValue | None:
    """``None`` where it is not defined: the condition holds whatever it may be."""
    column = newest.columns[read.name]
    value = float(column[-1]) if len(column) else float("nan")
    if not isfinite(value):
        return None
    percent = value / 100 if read.column.unit == PERCENT else None
    return ScanValue(name=read.name, unit=read.column.unit, value=value, value_pct=percent)


def change_24h(candles: Candles) -> float | None:
    """The newest close beside the one 24 hours before it, as a fraction; ``None`` where no bar closed then."""
    if parse_timeframe(candles.timeframe).ms > DAY or not len(candles):
        return None
    wanted = candles.time[-1] - DAY
    at = int(np.searchsorted(candles.time, wanted))
    return float(candles.close[-1] / candles.close[at] - 1) if candles.time[at] == wanted else None


def _copied(candles: Candles) -> Candles:
    """Arrays of their own, so that a match does not keep all the bars that it was found in."""
    columns = (candles.open, candles.high, candles.low, candles.close, candles.volume)
    return Candles(candles.symbol, candles.timeframe, candles.time.copy(), *(column.copy() for column in columns))
