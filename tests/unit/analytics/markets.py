"""Bars to analyse: random, real and odd ones; and what must hold of every analysis of them."""

import csv
import gzip
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np
import pytest
from hypothesis import strategies as st
from numpy.typing import NDArray

from analytics.bars import Bars
from analytics.swings import Pivot

Floats = NDArray[np.float64]
HOUR = 3_600_000


@dataclass(frozen=True, eq=False)
class Rows:
    """Bars of an hour, for a test."""

    time: NDArray[np.int64]
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats

    @property
    def bar_ms(self) -> int:
        return HOUR

    def __len__(self) -> int:
        return len(self.time)

    def __getitem__(self, part: slice) -> "Rows":
        prices = (self.open, self.high, self.low, self.close, self.volume)
        return Rows(self.time[part].copy(), *(column[part].copy() for column in prices))

    def scaled(self, factor: float) -> "Rows":
        """The same market in another unit of price."""
        prices = {name: getattr(self, name) * factor for name in ("open", "high", "low", "close")}
        return replace(self, **prices)

    def later(self, ms: int) -> "Rows":
        """The same market at another time."""
        return replace(self, time=self.time + ms)


def random_rows(bars: int, seed: int = 1, *, step: float = 0.01, start: float = 100.0) -> Rows:
    """A random walk whose restlessness comes and goes."""
    random = np.random.default_rng(seed)
    restless = np.exp(np.cumsum(random.normal(0, 0.05, bars)).clip(-1.5, 1.5))
    close = start * np.exp(np.cumsum(random.normal(0, step, bars) * restless))
    open_ = np.concatenate(([start], close[:-1]))[:bars] * (1 + random.normal(0, step / 20, bars))
    high = np.maximum(open_, close) * (1 + np.abs(random.normal(0, step / 3, bars)))
    low = np.minimum(open_, close) * (1 - np.abs(random.normal(0, step / 3, bars)))
    volume = random.lognormal(3, 1, bars)
    return Rows(np.arange(bars, dtype=np.int64) * HOUR, open_, high, low, close, volume)


def real_rows(data: Path, base: str = "BTC", bars: int = 2000, skip: int = 20_000) -> Rows:
    """Hours of BASE/USDT as they were, holes and all; ``data`` is the fixture ``shared_data``."""
    with gzip.open(data / "candles" / f"{base}-USDT_1h.csv.gz", "rt") as file:
        rows = list(csv.reader(file))[1 + skip : 1 + skip + bars]
    table = np.array(rows, dtype=np.float64)
    return Rows(table[:, 0].astype(np.int64), *(table[:, column].copy() for column in range(1, 6)))


def flat_rows(bars: int, price: float = 5.0, volume: float = 0.0) -> Rows:
    column = np.full(bars, price)
    time = np.arange(bars, dtype=np.int64) * HOUR
    return Rows(time, column, column.copy(), column.copy(), column.copy(), np.full(bars, volume))


def _with_holes() -> Rows:
    rows = random_rows(400, 3)
    kept = np.ones(400, dtype=bool)
    kept[100:140] = kept[250] = False
    return Rows(*(getattr(rows, name)[kept] for name in ("time", "open", "high", "low", "close", "volume")))


def _with_nan() -> Rows:
    rows = random_rows(300, 4)
    for name in ("open", "high", "low", "close", "volume"):
        getattr(rows, name)[150] = np.nan
    return rows


ODD: dict[str, Rows] = {
    "none": random_rows(0),
    "one bar": random_rows(1),
    "three bars": random_rows(3),
    "twenty bars": random_rows(20),
    "flat, no volume": flat_rows(300),
    "flat, with volume": flat_rows(300, volume=7.0),
    "a step": replace(
        flat_rows(300, volume=1.0),
        **{name: np.where(np.arange(300) < 150, 5.0, 9.0) for name in ("open", "high", "low", "close")},
    ),
    "no volume": replace(random_rows(300, 2), volume=np.zeros(300)),
    "holes": _with_holes(),
    "missing prices": _with_nan(),
    "all missing": replace(
        flat_rows(60), **{name: np.full(60, np.nan) for name in ("open", "high", "low", "close", "volume")}
    ),
    "tiny prices": random_rows(300, 5).scaled(1e-9),
    "huge prices": random_rows(300, 6).scaled(1e9),
    "wild": random_rows(300, 7, step=0.2),
    "only up": random_rows(300, 8, step=1e-9).scaled(1.0),
}
"""Every analysis takes these without a warning (they are errors in tests) and without an exception of its own."""

CUTS = st.integers(1, 600)
SEEDS = st.integers(0, 10_000)


class Known(Protocol):
    """Something that an analysis found, known at the close of the bar at ``known``."""

    @property
    def known(self) -> int: ...


def series_unchanged(analysis: Callable[[Rows], Floats], rows: Rows, cut: int) -> None:
    """A value for each bar: later bars change none of it, not in the last digit."""
    cut = min(cut, len(rows))
    np.testing.assert_array_equal(analysis(rows)[:cut], analysis(rows[:cut]))


def findings_unchanged(analysis: Callable[[Rows], Sequence[Known]], rows: Rows, cut: int) -> None:
    """Things found: those known by a bar are all that the bars up to it show, and look the same."""
    cut = min(cut, len(rows))
    assert [found for found in analysis(rows) if found.known < cut] == list(analysis(rows[:cut]))


odd = pytest.mark.parametrize("rows", ODD.values(), ids=ODD.keys())
"""Calls the test with each of ``ODD``."""


def is_bars(rows: Rows) -> Bars:
    """For mypy: rows are bars."""
    return rows


def known_by(pivots: Sequence[Pivot], bar: int) -> list[Pivot]:
    """Those that were known at the close of the bar at ``bar``."""
    return [pivot for pivot in pivots if pivot.known <= bar]
