"""Where the time axis has a label, and what it says."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from personas.pictures.geometry import Label, Line, Rect
from personas.pictures.styles import FIGURE, TIME_ROW
from personas.pictures.typeface import Style, measure

HOUR = 3_600_000
DAY = 24 * HOUR
INTRADAY = tuple(m * 60_000 for m in (1, 5, 15, 30)) + tuple(h * HOUR for h in (1, 2, 3, 4, 6, 12))
DAYS = (1, 2, 7, 14)
MONTHS = (1, 2, 3, 6, 12, 24, 60)
EPOCH_TO_MONDAY = 3
"""1970-01-01 was a Thursday: three days after a Monday."""
MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
GAP = 28
"""Pixels between two labels, at least."""


@dataclass(frozen=True, slots=True)
class TimeTick:
    """A label under the bar at ``index``, from ``left`` on. ``major`` starts a day among hours, or a year."""

    index: int
    text: str
    left: int
    major: bool


def time_axis(time: NDArray[np.int64], x: NDArray[np.int64], plot: Rect) -> tuple[list[Label], list[Line]]:
    """Labels at the canvas's foot, and from each a faint line through ``plot``."""
    labels, lines = [], []
    for tick in time_ticks(time, x, plot.left - 6, plot.right, FIGURE):
        column = int(x[tick.index])
        labels.append(Label.at(tick.left, TIME_ROW, tick.text, FIGURE, "text" if tick.major else "muted"))
        lines.append(Line(Rect(column, plot.top, column + 1, plot.bottom), "grid"))
    return labels, lines


def time_ticks(time: NDArray[np.int64], x: NDArray[np.int64], left: int, right: int, style: Style) -> list[TimeTick]:
    """Labels for bars that open at ``time`` (UTC ms) and stand at ``x``, none beyond ``left`` and ``right``.

    A bar has a label where it is the first of a new hour, day, month …: the finest unit whose labels have room. Bars
    stand by their index, so a label stands where its bar is, hole or not.
    """
    days = time // DAY
    months = time.astype("datetime64[ms]").astype("datetime64[M]").astype(np.int64)
    years = months // 12
    chosen: list[TimeTick] = []
    for unit, (keys, sample) in enumerate(_units(time, days, months)):
        starts = np.flatnonzero(np.diff(keys)) + 1
        if len(starts) * (measure(sample, style) + GAP) > right - left:
            continue
        coarse = days if unit < len(INTRADAY) else years
        major = np.diff(coarse)[starts - 1] != 0
        chosen = _fitting(
            [(int(i), _text(int(time[i]), unit, bool(m)), bool(m)) for i, m in zip(starts, major, strict=True)],
            x,
            left,
            right,
            style,
        )
        break
    if not chosen and len(time):
        chosen = _fitting([(len(time) - 1, _text(int(time[-1]), len(INTRADAY), False), False)], x, left, right, style)
    return chosen


def _units(
    time: NDArray[np.int64], days: NDArray[np.int64], months: NDArray[np.int64]
) -> list[tuple[NDArray[np.int64], str]]:
    """For each unit the number of it that each bar is in, and its usual label."""
    return [
        *((time // ms, "00:00") for ms in INTRADAY),
        *(((days + EPOCH_TO_MONDAY) // d, "00 Mmm") for d in DAYS),
        *((months // m, "Mmm") for m in MONTHS),
    ]


def _text(time: int, unit: int, major: bool) -> str:
    moment = np.datetime64(time, "ms").item()
    month = MONTH_NAMES[moment.month - 1]
    if unit < len(INTRADAY):
        return f"{moment.day} {month}" if major else f"{moment:%H:%M}"
    if unit < len(INTRADAY) + len(DAYS):
        return f"{moment.day} {month} {moment.year}" if major else f"{moment.day} {month}"
    return str(moment.year) if major else month


def _fitting(
    wanted: list[tuple[int, str, bool]], x: NDArray[np.int64], left: int, right: int, style: Style
) -> list[TimeTick]:
    """Those of the labels that have room: the major ones first, else from the newest back."""
    kept: list[TimeTick] = []
    taken: list[tuple[int, int]] = []
    for index, text, major in sorted(wanted, key=lambda w: (not w[2], -w[0])):
        width = measure(text, style)
        start = int(x[index]) - width // 2
        if start < left or start + width > right:
            continue
        if all(start + width + GAP <= a or b + GAP <= start for a, b in taken):
            taken.append((start, start + width))
            kept.append(TimeTick(index, text, start, major))
    return sorted(kept, key=lambda t: t.index)
