"""What tests of the sky share: events by year and by aspect, and rows of reference tables, of which the large ones are
no part of the project."""

import csv
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np

from analytics.bars import Floats
from analytics.sky.almanac import events
from analytics.sky.aspects import perfections
from analytics.sky.events import AspectName, Perfection, SkyEvent
from analytics.sky.names import Body
from analytics.sky.positions import positions
from analytics.sky.tracks import tracks


def rows(shared_data: Path, table: str) -> list[dict[str, str]]:
    return read_table(shared_data / "astro" / f"{table}.csv")


def read_table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def column(of: list[dict[str, str]], name: str) -> Floats:
    return np.array([float(row[name]) for row in of])


def place(tt: float, body: Body) -> float:
    """A body's longitude, in degrees."""
    return float(positions(np.array([tt]), [body]).longitude[0, 0])


@cache
def year_events(year: int) -> tuple[SkyEvent, ...]:
    """All events of a calendar year in UTC."""
    return events(datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC))


def aspect_times(bodies: Sequence[Body], aspect: AspectName, start: datetime, end: datetime) -> list[Perfection]:
    """When one aspect of two bodies is exact."""
    return perfections(tracks(start, end, bodies, nutate=False), aspects=(aspect,))
