"""Real candles read without any of our own code, to compare with what it says."""

import csv
import gzip
from datetime import datetime
from itertools import pairwise
from pathlib import Path

HOUR = 3_600_000
Bar = tuple[int, float, float, float, float, float]
"""Open time (UTC ms), open, high, low, close, volume."""


def closed_hours(data: Path, base: str, until: datetime) -> list[Bar]:
    """The hours of BASE/USDT that had closed by ``until``, oldest first."""
    with gzip.open(data / "candles" / f"{base}-USDT_1h.csv.gz", "rt") as file:
        lines = list(csv.reader(file))[1:]
    end = int(until.timestamp() * 1000)
    bars = [(int(line[0]), *(float(value) for value in line[1:])) for line in lines]
    return [bar for bar in bars if bar[0] + HOUR <= end]  # type: ignore[misc]  # six columns


def closed_bars(hours: list[Bar], length: int, until: datetime) -> list[Bar]:
    """``hours`` summed up into bars of ``length`` ms, those that had closed by ``until``."""
    end = int(until.timestamp() * 1000)
    built: dict[int, Bar] = {}
    for time, open_, high, low, close, volume in hours:
        at = time // length * length
        if at in built:
            _, first, top, bottom, _, total = built[at]
            built[at] = (at, first, max(top, high), min(bottom, low), close, total + volume)
        else:
            built[at] = (at, open_, high, low, close, volume)
    return [bar for at, bar in sorted(built.items()) if at + length <= end]


def wilder_atr(bars: list[Bar], period: int = 14) -> float:
    """The newest average true range, by Wilder's own steps."""
    ranges = [max(bar[2], before[4]) - min(bar[3], before[4]) for before, bar in pairwise(bars)]
    value = sum(ranges[:period]) / period
    for true_range in ranges[period:]:
        value = (value * (period - 1) + true_range) / period
    return value
