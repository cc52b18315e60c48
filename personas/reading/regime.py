"""What the facts about a market's regime, and about markets that move together, mean in words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal

from markupsafe import Markup

from personas.format import base, brief, figure, listed, seen, share
from services.studies.correlation import CorrelationAnswer, Pair
from services.studies.regime import RegimeAnswer, RegimeProbability

CLEAR = 0.5
"""A regime as probable as this outweighs the others together."""
QUIET, RESTLESS = 0.25, 0.75
YOUNG, OLD = 0.5, 2.0
"""A spell is young below this part of what is usual, and old above the other."""
TOLD_PAIRS = 6
NAMED_MARKETS = 5
BETWEEN_BASES = "–"


def certainty(answer: RegimeAnswer) -> Literal["sure", "clear", "open"]:
    """How far the named regime leads: for sure, more likely than not, or no more than first among others."""
    if answer.probability >= answer.sure_probability:
        return "sure"
    return "clear" if answer.probability >= CLEAR else "open"


def rival(answer: RegimeAnswer) -> RegimeProbability:
    """The second most probable regime."""
    return max((one for one in answer.probabilities if one.name != answer.regime), key=lambda one: one.probability)


def likely(answer: RegimeAnswer, name: str) -> float:
    """How probable the regime called ``name`` is."""
    return next(one.probability for one in answer.probabilities if one.name == name)


def spell_age(answer: RegimeAnswer) -> Literal["unknown", "young", "usual", "old"]:
    """The present spell beside the median of the past ones of its kind."""
    usual = answer.past.median_bars
    if usual is None:
        return "unknown"
    return "young" if answer.bars < YOUNG * usual else "usual" if answer.bars <= OLD * usual else "old"


def restlessness(answer: RegimeAnswer) -> Literal["unknown", "calm", "usual", "restless"]:
    """The volatility beside its own past."""
    quieter = answer.quieter_share
    if quieter is None:
        return "unknown"
    return "calm" if quieter < QUIET else "usual" if quieter <= RESTLESS else "restless"


def line_accord(answer: RegimeAnswer) -> Literal["agrees", "differs", "none"]:
    """Whether the straight line goes the way of a trend that is named; ``none`` where either has no way."""
    named = {"trending up": "up", "trending down": "down"}.get(answer.regime)
    if named is None or answer.trend.direction == "none":
        return "none"
    return "agrees" if answer.trend.direction == named else "differs"


def regime_table(answer: RegimeAnswer) -> list[Markup]:
    """A line a regime with its probability, the most probable first."""
    ranked = sorted(answer.probabilities, key=lambda one: -one.probability)
    return _columns([(one.name, share(one.probability)) for one in ranked])


def volatility_table(answer: RegimeAnswer) -> list[Markup]:
    """A line an estimate with its volatility a year."""
    return _columns([(one.name, share(one.annual_pct)) for one in answer.volatilities])


def pair_called(pair: Pair) -> Markup:
    """``BTC and ETH``, or their symbols where the bases are the same."""
    return listed(_names(pair))


def bond(correlation: float | None) -> Literal["unknown", "opposite", "none", "loose", "close", "tight"]:
    """How firmly two markets are tied."""
    if correlation is None:
        return "unknown"
    if correlation < -0.3:
        return "opposite"
    return "none" if correlation < 0.3 else "loose" if correlation < 0.6 else "close" if correlation < 0.85 else "tight"


def told_pairs(answer: CorrelationAnswer, most: int = TOLD_PAIRS) -> tuple[Pair | None, ...]:
    """The pairs from the highest correlation down; of more than ``most`` those of either end, ``None`` between them."""
    ranked = sorted(
        (pair for pair in answer.pairs if pair.correlation is not None), key=lambda pair: -(pair.correlation or 0.0)
    )
    half = most // 2
    return tuple(ranked if len(ranked) <= most else [*ranked[:half], None, *ranked[-half:]])


def pair_table(pairs: Iterable[Pair | None]) -> list[Markup]:
    """A line a pair: its bases, the correlation, and the bounds that it is known within; ``…`` for those left out."""
    return _columns([("…", "", "") if pair is None else _row(pair) for pair in pairs])


def market_title(answer: CorrelationAnswer) -> Markup:
    """``BTC, ETH and SOL``, or ``12 markets`` where they are many."""
    few = len(answer.symbols) <= NAMED_MARKETS
    return listed(brief(base(symbol)) for symbol in answer.symbols) if few else Markup(f"{len(answer.symbols)} markets")  # noqa: S704 (a number)


def _row(pair: Pair) -> tuple[str, str, str]:
    return (
        BETWEEN_BASES.join(map(_bare, _names(pair))),
        figure(pair.correlation),
        f"{figure(pair.low)} to {figure(pair.high)}",
    )


def _names(pair: Pair) -> tuple[str, str]:
    first, second = base(pair.first), base(pair.second)
    return (first, second) if first != second else (pair.first, pair.second)


def _bare(name: str) -> str:
    """A name for code type, where it could do no more than end that: letters, digits and what stands between."""
    return "".join(letter for letter in seen(name) if letter.isalnum() or letter in "/:-._ ")


def _columns(rows: Sequence[tuple[str, ...]]) -> list[Markup]:
    """``rows`` in columns, for code type: the first to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(
            cell.rjust(width) if at else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )
    return [Markup(line.rstrip()) for line in lines]  # noqa: S704 (for code type, whose mark it does not have)


FILTERS: Mapping[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (
        *(certainty, rival, likely, spell_age, restlessness, line_accord, regime_table, volatility_table),
        *(pair_called, bond, told_pairs, pair_table, market_title),
    )
}
