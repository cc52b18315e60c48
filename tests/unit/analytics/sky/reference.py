"""Rows of reference tables: large ones, which are no part of the project, and the small one beside this file."""

import csv
from pathlib import Path

import numpy as np

from analytics.bars import Floats
from analytics.sky import Body, positions


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
