"""The names that conditions know beside those of columns."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from analytics.candlesticks import KINDS, Kind

ALIASES: Final[Mapping[str, str]] = MappingProxyType({"price": "close"})
"""Other names of columns."""


def _patterns() -> dict[str, tuple[Kind, int]]:
    """Each kind by its name, and with its direction before it where it has two; and the sign that is asked for, 0
    where either will do. Hyphens are spaces here, for in a condition a hyphen is a minus sign."""
    named: dict[str, tuple[Kind, int]] = {}
    for kind in KINDS:
        name = kind.name.replace("-", " ")
        named[name] = (kind, 0)
        if kind.way == "either":
            named[f"bullish {name}"], named[f"bearish {name}"] = (kind, 1), (kind, -1)
    return named


PATTERNS: Final[Mapping[str, tuple[Kind, int]]] = MappingProxyType(_patterns())
