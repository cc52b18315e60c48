"""A run of closed candles, and where it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from services.core.request import Answer, Frozen
from services.core.units import Duration
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

    def named(self, symbol: str) -> Self:
        """These as those of ``symbol``."""
        return replace(self, symbol=symbol)

    def last(self, bars: int) -> Self:
        """The newest ``bars`` of these (all of them where there are fewer)."""
        return self._cut(max(0, len(self) - bars), len(self))

    def up_to(self, past: int) -> Self:
        """The first of them, up to and without the one at ``past``."""
        return self._cut(0, max(0, past))

    def closed_by(self, instant: int) -> Self:
        """Those whose time was over at ``instant`` (UTC ms). This is when a bar is closed, wherever it comes from."""
        return self._cut(0, int(np.searchsorted(self.time, instant - self.bar_ms, side="right")))

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


class Dropped(Frozen):
    """``rows`` of the source, one after the other, were left out: ``reason`` is what is wrong with the first, which is
    in ``place`` (a file's name and line, or the venue). ``start`` and ``end`` are the times of the first and the last,
    where they have none those of the rows before."""

    start: datetime
    end: datetime
    rows: int
    place: str
    reason: str


class Reading(Frozen):
    """How candles were read, where that is not plain."""

    built_from: str | None = None
    """The finer timeframe that the candles were built from, where the source has none of their own."""
    gaps: tuple[Gap, ...] = ()
    """Holes in the candles, or in the finer ones that they were built from, whose bars count in that timeframe."""
    dropped: tuple[Dropped, ...] = ()
    sorted_at: str | None = None
    """The place of the first row that was earlier than the one before it, where rows had to be sorted."""
    offset: int = 0
    """Minutes by which bars open after the usual times; below zero where they open before."""
    summer_time: bool = False
    """In a part of the year the bars open an hour earlier, and are taken to open with the others."""

    def told(self) -> dict[str, Any]:
        """What any reading tells, as fields of another."""
        return {name: getattr(self, name) for name in Reading.model_fields}

    def told_from(self, first: datetime) -> Self:
        """Without what was missing or left out before ``first``."""
        return self.model_copy(
            update={
                "gaps": tuple(gap for gap in self.gaps if gap.end >= first),
                "dropped": tuple(rows for rows in self.dropped if rows.end >= first),
            }
        )


class Provenance(Reading):
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
    spot_instead: bool = False
    """The perpetual was asked for and none is listed, so that this is the spot market."""
    clock_ahead: Duration | None = None
    """Seconds by which the machine's clock goes before the venue's, where they are more than a few; below zero: after
    it."""

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
    is, with the gaps and the dropped rows of all."""
    oldest = min(several, key=lambda one: one.as_of)
    return oldest.model_copy(
        update={
            "stale": any(one.stale for one in several),
            "gaps": tuple(dict.fromkeys(gap for one in several for gap in one.gaps)),
            "spot_instead": any(one.spot_instead for one in several),
            "dropped": tuple(dict.fromkeys(rows for one in several for rows in one.dropped)),
            "sorted_at": next((one.sorted_at for one in several if one.sorted_at), None),
            "offset": next((one.offset for one in several if one.offset), 0),
            "summer_time": any(one.summer_time for one in several),
            "built_from": next((one.built_from for one in several if one.built_from), None),
        }
    )
