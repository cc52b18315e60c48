"""Indicators by name: ``rsi14``, ``ema200``, ``macd_signal``, ``close`` … for whatever lists, scans or draws them.

A *family* (``rsi``) with a period makes a *column* (``rsi14``): one value a bar. Families that have no single period
(``macd``, ``bb_upper``) make one column, called as they are.
"""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from rapidfuzz import fuzz, process

from analytics.bars import Bars, Floats
from analytics.indicators._families import families
from analytics.indicators.column import MOST_PERIOD, Column, Computation, Family, Group, Unit, UnknownColumn

__all__ = [
    "FAMILIES",
    "MOST_PERIOD",
    "NAMES",
    "Column",
    "Family",
    "Group",
    "Unit",
    "UnknownColumn",
    "column",
    "values_of",
]

FAMILIES: Final[Mapping[str, Family]] = MappingProxyType({family.name: family for family in families()})
"""All families by name."""
NAMES: Final = tuple(family.column().name for family in FAMILIES.values())
"""A column of each family, with its usual period."""


def column(text: str) -> Column:
    """The column that ``text`` names, in capitals or not: ``rsi``, ``RSI14``, ``macd_signal``.

    Raises:
        UnknownColumn: there is none, or its period is out of bounds.
    """
    wanted = text.strip().lower()
    match = re.fullmatch(r"([a-z_]+)(\d{1,9})?", wanted)
    family = FAMILIES.get(match[1]) if match else None
    if match is None or family is None:
        raise UnknownColumn(text, _like(wanted[:40]))
    try:
        return family.column(int(match[2]) if match[2] else None)
    except UnknownColumn as error:
        raise UnknownColumn(text, error.close_matches) from None


def _like(text: str) -> tuple[str, ...]:
    """Columns whose names are like ``text``, with the period that it has where they take that."""
    letters, digits = re.sub(r"\d", "", text), re.sub(r"\D", "", text)
    found = []
    for name, _, _ in process.extract(letters, list(FAMILIES), scorer=fuzz.ratio, limit=3, score_cutoff=60):
        family = FAMILIES[name]
        taken = bool(digits) and family.default is not None and family.least <= int(digits) <= MOST_PERIOD
        found.append(family.column(int(digits) if taken else None).name)
    return tuple(found)


def values_of(columns: Iterable[Column], bars: Bars) -> dict[str, Floats]:
    """The values of each column by its name. What several of them share is computed once."""
    found: dict[Computation, tuple[Floats, ...]] = {}
    values = {}
    for wanted in columns:
        if wanted.computation not in found:
            found[wanted.computation] = wanted.computation(bars)
        values[wanted.name] = found[wanted.computation][wanted.output]
    return values
