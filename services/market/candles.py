"""A run of closed candles, and where it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

from services.core.request import Answer, Frozen
from services.market.timeframes import TIMEFRAMES

Floats = NDArray[np.float64]
SourceName = Literal["live", "replay", "sim"]


@dataclass(frozen=True, slots=True, eq=False)
class Candles:
    """``n`` closed candles, oldest first. Arrays have shape (n,) and are read-only.

    ``time`` is the bar's UTC open in ms (int64), strictly increasing; a hole in the data is a missing bar, never an
    invented one. Prices are in quote currency and above zero, ``low ≤ open, close ≤ high``; ``volume`` is in base
    currency and not below zero. No value is missing (nan) or infinite: sources refuse such rows (``to_candles``).
    """

    symbol: str
    timeframe: str
    time: NDArray[np.int64]
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats

    def __post_init__(self) -> None:
        for array in (self.time, self.open, self.high, self.low, self.close, self.volume):
            array.setflags(write=False)

    @classmethod
    def none(cls, symbol: str, timeframe: str) -> Self:
        """No candles."""
        return cls(symbol, timeframe, np.empty(0, np.int64), *(np.empty(0) for _ in range(5)))

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """``parts`` of one market and timeframe, at least one, in their order in time."""
        columns = ("time", "open", "high", "low", "close", "volume")
        arrays = (np.concatenate([getattr(part, column) for part in parts]) for column in columns)
        return cls(parts[0].symbol, parts[0].timeframe, *arrays)

    def __len__(self) -> int:
        return len(self.time)

    @property
    def bar_ms(self) -> int:
        """How long each of them lasts, in ms."""
        return TIMEFRAMES[self.timeframe].ms

    @property
    def nbytes(self) -> int:
        """The bytes that the arrays take; one that is part of a larger array keeps that too."""
        return sum(array.nbytes for array in (self.time, self.open, self.high, self.low, self.close, self.volume))

    def last(self, bars: int) -> Self:
        """The newest ``bars`` of these (all of them where there are fewer)."""
        return self._cut(max(0, len(self) - bars), len(self))

    def between(self, start: int, end: int) -> Self:
        """Those that opened at or after ``start`` and before ``end`` (UTC ms)."""
        first, past = np.searchsorted(self.time, (start, end))
        return self._cut(int(first), int(past))

    def _cut(self, first: int, past: int) -> Self:
        part = slice(first, past)
        return type(self)(
            self.symbol,
            self.timeframe,
            self.time[part],
            self.open[part],
            self.high[part],
            self.low[part],
            self.close[part],
            self.volume[part],
        )

    def opened(self, index: int) -> datetime:
        """When the bar at ``index`` opened (UTC)."""
        return datetime.fromtimestamp(int(self.time[index]) / 1000, tz=UTC)


class Gap(Frozen):
    """``bars`` candles are missing: the first would have opened at ``start``, the last at ``end``."""

    start: datetime
    end: datetime
    bars: int


class Provenance(Frozen):
    """Where market facts come from, and how old they are."""

    source: SourceName
    venue: str
    """The exchange's id, the replay folder's name, or ``simulated``."""
    as_of: datetime
    """The close of the newest candle, or the time of the newest price."""
    asked_at: datetime
    """When the desk looked, by its own clock."""
    stale: bool
    """A newer candle should be there by now and is not."""
    gaps: tuple[Gap, ...] = ()
    built_from: str | None = None
    """The finer timeframe that the candles were built from, where the venue has none of their own."""

    @property
    def simulated(self) -> bool:
        return self.source == "sim"

    @property
    def age(self) -> float:
        """Seconds between the facts and the look at them."""
        return (self.asked_at - self.as_of).total_seconds()


class MarketAnswer(Answer):
    """Facts about one market."""

    symbol: str
    provenance: Provenance


class MarketsAnswer(Answer):
    """Facts about several markets. The provenance is that of all of them together."""

    symbols: tuple[str, ...]
    provenance: Provenance


def together(several: Sequence[Provenance]) -> Provenance:
    """One provenance for facts made of ``several`` (at least one, all of one source): as of the oldest, stale where any
    is, with the gaps of all."""
    oldest = min(several, key=lambda one: one.as_of)
    return oldest.model_copy(
        update={
            "stale": any(one.stale for one in several),
            "gaps": tuple(dict.fromkeys(gap for one in several for gap in one.gaps)),
            "built_from": next((one.built_from for one in several if one.built_from), None),
        }
    )
