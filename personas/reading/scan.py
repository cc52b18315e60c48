"""What the facts of a scan mean in words, and its matches in columns."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Literal

from markupsafe import Markup

from personas.format import MINUS, amount, base, pct, price, ratio, share, signed_atrs
from services.conditions.parse import condition
from services.conditions.syntax import (
    Cross,
    Extreme,
    InPocket,
    InRegime,
    Near,
    Ratio,
    Shows,
    Test,
    Zone,
    columns_of,
    tests_of,
)
from services.scan.facts import ScanAnswer, ScanPlace, ScanRow, ScanValue

Harvest = Literal["none", "one", "few", "some", "most", "all"]

SUBJECTS = ("rsi", "fib", "zone", "regime", "pattern", "cross", "average", "extreme", "volume")
"""What a condition can be about; of several the first that it is."""
FAMILIES = {"rsi": "rsi", "ema": "average", "sma": "average", "volume": "volume", "volume_ratio": "volume"}
"""The subjects of columns, by their names without a period."""

CHANGES = ("change", "roc")
"""Percentages that have a direction; the others are parts of something, and never below zero."""

_USUAL_NAME = re.compile(r"[\w.-]+(/[\w.:-]+)?")


def harvest(answer: ScanAnswer) -> Harvest:
    """How many matched, of those that could be judged."""
    judged = answer.matched + answer.missed
    if answer.matched <= 1:
        return "one" if answer.matched else "none"
    if answer.matched == judged:
        return "all"
    part = answer.matched / judged
    return "few" if part < 0.1 else "some" if part <= 0.5 else "most"


def scan_subject(answer: ScanAnswer) -> str:
    """What the condition is about, to explain it: ``rsi``, ``fib``, ``zone`` …, or ``other``."""
    said = condition(answer.condition)
    told = {FAMILIES.get(read.name.rstrip("0123456789")) for read in columns_of(said)}
    told |= {_subject(test) for test in tests_of(said)}
    return next((subject for subject in SUBJECTS if subject in told), "other")


def _subject(test: Test) -> str | None:
    match test:
        case Near(place=Ratio()) | InPocket():
            return "fib"
        case Near(place=Zone()):
            return "zone"
        case InRegime():
            return "regime"
        case Shows():
            return "pattern"
        case Cross():
            return "cross"
        case Extreme():
            return "extreme"
        case _:
            return None


def scan_lean(answer: ScanAnswer) -> Literal["unknown", "rising", "falling", "even"]:
    """Where the matches went in the last 24 hours, most of them."""
    if not answer.rose and not answer.fell:
        return "unknown"
    return "even" if answer.rose == answer.fell else "rising" if answer.rose > answer.fell else "falling"


def scan_value(value: ScanValue) -> Markup:
    """``28.4``, ``+2.50%``, ``42,156.37``, by the column's unit."""
    match value.unit:
        case "percent":
            return pct(value.value_pct) if value.name.startswith(CHANGES) else share(value.value_pct)
        case "price" | "difference":
            return price(value.value)
        case "volume":
            return amount(value.value)
        case "0..100":
            return Markup(f"{value.value:.1f}".replace("-", MINUS))  # noqa: S704 (a number)
        case _:
            return ratio(value.value)


def scan_place(place: ScanPlace) -> Markup:
    """``0.618 −0.12 ATR``, ``support −1.20%`` where no average true range is known, ``in pocket`` within a zone."""
    short = place.name.removesuffix(" retracement").removesuffix(" extension").removeprefix("golden ")
    if not place.distance:
        return Markup(f"{'in' if place.low < place.high else 'at'} {short}")  # noqa: S704 (words from here)
    far = pct(place.distance) if place.distance_atr is None else signed_atrs(place.distance_atr)
    return Markup(f"{short} {far}")  # noqa: S704 (words from here, and a number)


def scan_by(row: ScanRow) -> Markup:
    """What a match is told by: the nearest of its places, else the first of its values, else its change."""
    if row.places:
        return scan_place(min(row.places, key=lambda place: abs(place.distance)))
    if row.values:
        return Markup(f"{row.values[0].name} {scan_value(row.values[0])}")  # noqa: S704 (a column's name and a number)
    return Markup("") if row.change_24h is None else pct(row.change_24h)


def scan_table(answer: ScanAnswer) -> list[Markup]:
    """A line a match, for code type: its name, its price, and what it is told by.

    The quote currency is left out where all have the same, the timeframe where one alone was scanned. A name that would
    be markup is ``…``, and ``old`` stands where a newer bar is overdue.
    """
    quotes = {row.symbol.partition("/")[2] for row in answer.rows}
    names = [_name(row, short=len(quotes) == 1, alone=len(answer.timeframes) == 1) for row in answer.rows]
    prices = [price(row.price) for row in answer.rows]
    widest, longest = max(map(len, names), default=0), max(map(len, prices), default=0)
    lines = (
        f"{name:<{widest}}  {cost:>{longest}}  {scan_by(row)}{'  old' if row.stale else ''}".rstrip()
        for name, cost, row in zip(names, prices, answer.rows, strict=True)
    )
    return [Markup(line) for line in lines]  # noqa: S704 (names are held to a pattern by _name)


def _name(row: ScanRow, *, short: bool, alone: bool) -> str:
    symbol = base(row.symbol) if short else row.symbol
    usual = symbol if _USUAL_NAME.fullmatch(symbol) else "…"
    return usual if alone else f"{usual} {row.timeframe}"


FILTERS: Mapping[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (harvest, scan_subject, scan_lean, scan_value, scan_place, scan_by, scan_table)
}
