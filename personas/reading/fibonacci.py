"""What Fibonacci targets, times and clusters mean in words, and their tables: filters, as in ``reading``."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Literal

from markupsafe import Markup

from personas.format import count, price, ratio, signed_atrs, when
from personas.tables import NOW
from services.studies.fib_confluence import FibCluster, FibConfluenceAnswer
from services.studies.fib_extensions import ExtensionLevel, FibExtensionsAnswer
from services.studies.fib_time import FibTimeAnswer, TimeMark

RARE, UNCOMMON = 0.05, 0.2
"""Shares of chance up to which agreement is called so."""
REACHED = "reached"


def odds(chance_share: float) -> Literal["rare", "uncommon", "common"]:
    """How often chance alone agrees as strongly."""
    return "rare" if chance_share <= RARE else "uncommon" if chance_share <= UNCOMMON else "common"


def targets(answer: FibExtensionsAnswer, ahead: int = 4) -> tuple[ExtensionLevel | None, ...]:
    """The last level reached and the next ``ahead``, highest first, and ``None`` where the price stands."""
    sign = 1.0 if answer.direction == "up" else -1.0
    coming = sorted((level for level in answer.levels if not level.reached), key=lambda level: sign * level.price)
    shown = [*coming[:ahead], *([answer.last_reached] if answer.last_reached else [])]
    return _around(shown, answer.price)


def projection_table(levels: Iterable[ExtensionLevel | None], current: float) -> list[Markup]:
    """A line a level: ratio (``AB`` of an extension), price, and how far it is or that it was reached."""
    return _columns(
        (NOW, price(current), "")
        if level is None
        else (
            ratio(level.ratio) if level.kind == "projection" else f"AB {ratio(level.ratio)}",
            price(level.price, current),
            REACHED if level.reached else "" if level.distance_atr is None else signed_atrs(level.distance_atr),
        )
        for level in levels
    )


def clusters_near(answer: FibConfluenceAnswer, each_side: int = 3) -> tuple[FibCluster | None, ...]:
    """The nearest clusters above and below, highest first, and ``None`` where the price stands; one that it stands in
    takes that place.
    """
    above = [one for one in answer.clusters if one.low > answer.price]
    below = [one for one in answer.clusters if one.high < answer.price]
    return (*above[-each_side:], answer.at_price, *below[:each_side])


def cluster_table(clusters: Iterable[FibCluster | None], current: float) -> list[Markup]:
    """A line a cluster: how many moves agree, its middle, its score, and how far it is."""
    return _columns(
        (NOW, price(current), "", "")
        if one is None
        else (
            f"{count(one.moves)} moves",
            price(one.middle, current),
            ratio(one.score),
            "here" if one.inside else signed_atrs(one.distance_atr),
        )
        for one in clusters
    )


def coming(answer: FibTimeAnswer, most: int = 4) -> tuple[TimeMark, ...]:
    """The next ``most`` marks, soonest first."""
    return tuple(mark for mark in answer.marks if not mark.past)[:most]


def mark_table(marks: Iterable[TimeMark], as_of: datetime) -> list[Markup]:
    """A line a mark: in how many bars, when, and what it is."""
    return _columns((count(mark.bars_away), when(mark.time, as_of), mark.name) for mark in marks)


def _around(levels: Iterable[ExtensionLevel], current: float) -> tuple[ExtensionLevel | None, ...]:
    ordered = sorted(levels, key=lambda level: -level.price)
    above = [level for level in ordered if level.price > current]
    return (*above, None, *ordered[len(above) :])


def _columns(rows: Iterable[tuple[str, ...]]) -> list[Markup]:
    """The cells of each row under one another, all but the last column to the right."""
    table = [tuple(str(cell) for cell in row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = (
        "  ".join((*(f"{cell:>{width}}" for cell, width in zip(row[:-1], widths, strict=False)), row[-1])).rstrip()
        for row in table
    )
    return [Markup(line) for line in lines]  # noqa: S704 (made of numbers and of words from here)


FILTERS: Mapping[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (odds, targets, projection_table, clusters_near, cluster_table, coming, mark_table)
}
