"""What is done with words that stand: symbols in parts, short names, lines, columns, bars."""

from collections.abc import Iterable, Sequence
from math import isfinite

from markupsafe import Markup


def marked(text: str) -> Markup:
    """``text``, made by us or escaped before, as it may go out."""
    return Markup(text)  # noqa: S704 (called with text made here or escaped before)


def base(symbol: str) -> str:
    """``BTC`` of ``BTC/USDT``"""
    return symbol.partition("/")[0]


def quote(symbol: str) -> str:
    """``USDT`` of ``BTC/USDT``"""
    return symbol.partition("/")[2].partition(":")[0]


def short_names(symbols: Iterable[str]) -> list[str]:
    """The markets by what is traded alone (``BTC``), or in full where that would be the same of two."""
    full = list(symbols)
    short = [base(symbol) for symbol in full]
    return short if len(set(short)) == len(short) else full


def flow(text: Markup) -> Markup:
    """Finished text on one line, without space around it."""
    return marked(" ".join(text.split()))


def filled(text: Markup) -> Markup:
    """Finished text as it stands, or nothing where it is but space."""
    return text if text.strip() else Markup("")


def capital(text: Markup) -> Markup:
    """Finished text that begins with a capital."""
    return marked(text[:1].upper() + text[1:])


def then(headline: Markup, words: str, within: str = "") -> Markup:
    """A headline, and what it comes to in a voice's words, unless it says so by itself: ``BTC 42.0, in its range:
    low``, where ``within`` is of what these words speak."""
    if not words or words.lower() in headline.lower():
        return headline
    return marked(f"{headline}, {within}: {words}" if within else f"{headline}: {words}")


def sentence(text: Markup) -> Markup:
    """Finished text that begins with a capital and ends with a full stop."""
    line = flow(text)
    return marked(line[:1].upper() + line[1:] + ("" if line.endswith((".", "!", "?")) else "."))


def columns(rows: Sequence[Sequence[str]], sides: str) -> list[Markup]:
    """``rows`` in columns that line up, for code type: each to its side, ``<`` left or ``>`` right."""
    widths = [max((len(row[at]) for row in rows), default=0) for at in range(len(sides))]
    lines = (
        "  ".join(f"{cell!s:{side}{width}}" for cell, side, width in zip(row, sides, widths, strict=True)).rstrip()
        for row in rows
    )
    return [marked(line) for line in lines]


_BARS = "▁▂▃▄▅▆▇█"


def sparkline(values: Iterable[float]) -> Markup:
    """A line of small bars from the lowest value to the highest, in code type; empty where there are fewer than two."""
    known = [value for value in values if isfinite(value)]
    if len(known) < 2:
        return Markup("")
    low, high = min(known), max(known)
    step = (high - low) / (len(_BARS) - 1) or 1.0
    return marked(f"`{''.join(_BARS[round((value - low) / step)] for value in known)}`")
