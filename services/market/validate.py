"""Rows of numbers made into candles. A row that is none is left out and told; all else is read as it was meant."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from services.core.errors import BrokenCandles
from services.market.candles import Candles, Dropped, Floats
from services.market.timeframes import DAY, HOUR, MINUTE, Timeframe, from_ms

COLUMNS: Final = 6
"""Time (UTC open), open, high, low, close, volume."""
SECONDS_BELOW: Final = 5e9
"""Times below it count seconds (until 2128), those below a thousand times as much ms, then µs, then ns."""
EARLIEST: Final = -2_208_988_800_000
LATEST: Final = 4_102_444_800_000
"""1900 and 2100, in ms: what lies beyond is no time of a bar."""
OFFSET_STEP: Final = 15 * MINUTE
"""Days begin by clocks that are whole quarters of an hour from UTC."""
MOST_OFF_GRID: Final = 0.1
LEAST_SEASON: Final = 100 * DAY
"""Clocks that are put forward are put back no sooner."""
MANY: Final = 3
"""So many rows that open at other times than the rest, and such a share of all, and all are refused."""
MOST_RUNS: Final = 1_000
"""Runs of rows left out that are told one by one; where there are more, neighbours are told as one."""

NOT_NUMBERS: Final = f"the row is not {COLUMNS} numbers"
OFF_GRID: Final = "the time is not one at which a {} bar opens"
CONTRADICTED: Final = "a later row of the same time says otherwise"


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """``candles`` made of rows, of bars of ``timeframe``, which opens when they do; and what is to be told of it."""

    candles: Candles
    timeframe: Timeframe
    dropped: tuple[Dropped, ...] = ()
    sorted_at: str | None = None
    summer_time: bool = False


def to_candles(symbol: str, timeframe: Timeframe, rows: Floats, place_of: Callable[[int], str]) -> Read:
    """Candles from ``rows`` of shape (n, 6), with nan for what is no number. ``place_of`` names the place of a row.

    Times may count seconds, ms, µs or ns, each row by itself. Bars may open at any quarter of an hour, all at the same;
    where they go by a clock with summer time, an hour earlier in a part of the year: they are then taken to open with
    the later ones, so that none is called closed before it is.
    Rows are sorted by time; of those of one time the last counts.

    Raises:
        BrokenCandles: none of the rows is a candle, or they are not those of one timeframe; a row is named.
    """

    def broken(row: int, reason: str) -> BrokenCandles:
        return BrokenCandles(symbol=symbol, timeframe=timeframe.name, place=place_of(row), reason=reason)

    if not len(rows):
        return Read(Candles.none(symbol, timeframe.name), timeframe)
    time = in_ms(rows[:, 0])
    wrong, reasons = _problems(rows, time, timeframe)
    if wrong.all():
        raise broken(0, reasons[wrong[0]])
    good = np.flatnonzero(wrong == 0)
    timeframe = timeframe.shifted(_offset(time[good], timeframe))
    later, season = _summer_time(time[good], timeframe)
    time[good[season]] += HOUR
    if later:
        timeframe = timeframe.shifted(HOUR)
    off_grid = good[(time[good] - timeframe.origin) % timeframe.ms != 0]
    if len(off_grid) >= min(len(good), max(MANY, MOST_OFF_GRID * len(good))):
        raise broken(int(off_grid[0]), f"{OFF_GRID.format(timeframe.name)}, as of many rows")
    wrong[off_grid] = reasons.index(OFF_GRID.format(timeframe.name))
    good = np.flatnonzero(wrong == 0)
    late = np.flatnonzero(np.diff(time[good]) < 0)
    if len(late):
        good = good[np.argsort(time[good], kind="stable")]
    twice = np.flatnonzero(np.diff(time[good]) == 0)
    if len(twice):
        differ = (rows[good[twice], 1:] != rows[good[twice + 1], 1:]).any(axis=1)
        wrong[good[twice[differ]]] = reasons.index(CONTRADICTED)
        good = np.delete(good, twice)
    columns = (np.ascontiguousarray(rows[good, column]) for column in range(1, COLUMNS))
    return Read(
        Candles(symbol, timeframe.name, time[good].astype(np.int64), *columns),
        timeframe,
        _dropped(wrong, time, reasons, place_of),
        place_of(int(np.flatnonzero(wrong == 0)[late[0] + 1])) if len(late) else None,
        bool(season.any()),
    )


def in_ms(time: Floats) -> Floats:
    """Times in whole ms, whatever unit each is in; nan for what is no time."""
    size = np.abs(time)
    scale = np.select([size < SECONDS_BELOW * 1000**power for power in range(4)], [1e3, 1.0, 1e-3, 1e-6], np.nan)
    with np.errstate(invalid="ignore", over="ignore"):
        found: Floats = np.rint(time * scale)
        found[~((found > EARLIEST) & (found < LATEST) & (found != 0))] = np.nan
    return found


def _problems(rows: Floats, time: Floats, timeframe: Timeframe) -> tuple[NDArray[np.int8], list[str]]:
    """What is wrong with each row, as an index into the reasons; 0 is nothing, and the last two are found later."""
    open_, high, low, close, volume = (rows[:, column] for column in range(1, COLUMNS))
    with np.errstate(invalid="ignore"):
        problems = (
            (np.isnan(rows).all(axis=1), NOT_NUMBERS),
            (~np.isfinite(rows).all(axis=1), "a value is missing, or is not a finite number"),
            (np.isnan(time), "the time is none"),
            ((rows[:, 1:5] <= 0).any(axis=1), "a price is not above zero"),
            (high < low, "the high is below the low"),
            (
                (high < np.maximum(open_, close)) | (low > np.minimum(open_, close)),
                "open or close lies outside low–high",
            ),
            (volume < 0, "the volume is below zero"),
        )
    wrong = np.zeros(len(rows), dtype=np.int8)
    for index, (where, _) in enumerate(problems, 1):
        wrong[where & (wrong == 0)] = index
    return wrong, ["", *(reason for _, reason in problems), OFF_GRID.format(timeframe.name), CONTRADICTED]


def _offset(time: Floats, timeframe: Timeframe) -> int:
    """By how many ms most bars that opened at ``time`` (at least one) open after the usual times, at most half a bar
    or half a day before or after."""
    beside, count = np.unique((time - timeframe.origin) % timeframe.ms, return_counts=True)
    offset = int(beside[np.argmax(count)])
    if offset % OFFSET_STEP or timeframe.ms < OFFSET_STEP:
        return 0
    return offset if offset < min(timeframe.ms, DAY) / 2 else offset - timeframe.ms


def _summer_time(time: Floats, timeframe: Timeframe) -> tuple[bool, NDArray[np.bool_]]:
    """Which of the bars that opened at ``time`` (n,) opened an hour earlier than the others, for a whole season; and
    whether those others open an hour later than ``timeframe`` says. None, where that is not how they differ."""
    beside = (time - timeframe.origin) % timeframe.ms
    none = np.zeros(len(time), dtype=np.bool_)
    early, late = beside == timeframe.ms - HOUR, beside == HOUR
    later = int(late.sum()) > int(early.sum())
    other, usual = late if later else early, beside == 0
    order = np.argsort(time, kind="stable")
    order = order[(other | usual)[order]]
    turns = np.flatnonzero(np.diff(other[order]))
    if timeframe.ms <= 2 * HOUR or other.sum() < MANY or (np.diff(time[order[turns]]) < LEAST_SEASON).any():
        return False, none
    return later, usual if later else other


def _dropped(
    wrong: NDArray[np.int8], time: Floats, reasons: list[str], place_of: Callable[[int], str]
) -> tuple[Dropped, ...]:
    """The rows with something ``wrong``, those one after the other with the same told together, by time."""
    bad = np.flatnonzero(wrong)
    if not len(bad):
        return ()
    known = np.flatnonzero(~np.isnan(time))
    times = time[known[np.maximum(np.searchsorted(known, bad, side="right") - 1, 0)]]
    first = np.flatnonzero((np.diff(bad, prepend=-2) > 1) | (np.diff(wrong[bad], prepend=0) != 0))
    first = first[:: -(-len(first) // MOST_RUNS)]
    runs = (
        Dropped(
            start=from_ms(int(times[start:past].min())),
            end=from_ms(int(times[start:past].max())),
            rows=int(past - start),
            place=place_of(int(bad[start])),
            reason=reasons[wrong[bad[start]]],
        )
        for start, past in zip(first, np.append(first[1:], len(bad)), strict=True)
    )
    return tuple(sorted(runs, key=lambda run: run.start))
