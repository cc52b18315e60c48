"""Levels in columns, for code type: what lines up is read at a glance, on a phone too."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from markupsafe import Markup

from personas.format import pct, price, ratio, signed_atrs
from services.studies.fib_levels import FibLevel

NOW = "now"
KINDS = {"retracement": "", "extension": "ext ", "counter": "ctr "}


def level_table(levels: Iterable[FibLevel | None], current: float) -> list[Markup]:
    """A line a level: ratio, price, and how far it is (in average true ranges where known); ``None`` is the price now.

    ``ext`` marks extensions beyond the swing's end, ``ctr`` counter levels beyond its start. The widest line has about
    35 characters, which a phone shows without wrapping.
    """
    rows = [(NOW, price(current), "") if level is None else _row(level, current) for level in levels]
    names = max((len(name) for name, _, _ in rows), default=0)
    prices = max((len(text) for _, text, _ in rows), default=0)
    distances = max((len(distance) for _, _, distance in rows), default=0)
    lines = (f"{name:>{names}}  {text:>{prices}}  {distance:>{distances}}".rstrip() for name, text, distance in rows)
    return [Markup(line) for line in lines]  # noqa: S704 (made of numbers and of words from here)


def _row(level: FibLevel, current: float) -> tuple[str, str, str]:
    distance = pct(level.distance) if level.distance_atr is None else signed_atrs(level.distance_atr)
    return f"{KINDS[level.kind]}{ratio(level.ratio)}", price(level.price, current), distance


def away(level: FibLevel) -> Markup:
    """How far ``level`` is: ``+0.95%, +0.72 ATR``; without the second where it is not known."""
    percent = pct(level.distance)
    told = percent if level.distance_atr is None else f"{percent}, {signed_atrs(level.distance_atr)}"
    return Markup(told)  # noqa: S704 (made of numbers)


FILTERS: Mapping[str, Callable[..., Any]] = {"level_table": level_table, "away": away}
