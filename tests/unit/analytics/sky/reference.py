"""Rows of the reference tables, which are no part of the project."""

import csv
from pathlib import Path

import numpy as np

from analytics.bars import Floats
from analytics.sky import Body, positions


def rows(shared_data: Path, table: str) -> list[dict[str, str]]:
    with (shared_data / "astro" / f"{table}.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def column(of: list[dict[str, str]], name: str) -> Floats:
    return np.array([float(row[name]) for row in of])


def place(tt: float, body: Body) -> float:
    """A body's longitude, in degrees."""
    return float(positions(np.array([tt]), [body]).longitude[0, 0])
