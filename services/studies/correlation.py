"""How several markets move together."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from itertools import combinations
from math import isfinite
from typing import ClassVar, Final

from pydantic import Field

from analytics.bars import Floats
from analytics.correlation import (
    CONFIDENCE,
    Together,
    average,
    beta,
    independent_bets,
    interval,
    pearson,
    rolling,
    spearman,
    together,
)
from services.core.errors import TooLittleOverlap
from services.core.figures import known
from services.core.handlers import answers
from services.core.request import Frozen, Read
from services.core.units import Figure, Share
from services.market.candles import Candles, MarketsAnswer, Provenance
from services.market.candles import together as provenance_of
from services.market.several import best_known, candles_of, least_shared
from services.market.source import TimeframeText
from services.market.symbol_list import SymbolsText, split_symbols
from services.market.timeframes import from_ms
from services.market.view import MarketView

LEAST_MARKETS: Final = 2
LEAST_RETURNS: Final = 10
USUAL_MARKETS: Final = 5
ROLLING_BARS: Final = 30


class CorrelatedMarket(Frozen):
    """A market beside the first: ``name`` is its symbol."""

    name: str
    beta: Figure | None
    """By how much it moves for a move of 1 of the first, in logarithmic returns; ``None`` where that stood still."""
    left_out: int
    """Its returns that have no counterpart in all the others."""


class Pair(Frozen):
    """Two markets, ``name`` such as ``BTC/USDT · ETH/USDT``. ``None`` where one of them stood still."""

    name: str
    first: str
    second: str
    correlation: Figure | None
    """Pearson's."""
    low: Figure | None
    """The true correlation lies between ``low`` and ``high`` with ``confidence_share``, if returns were independent and
    normal."""
    high: Figure | None
    rank_correlation: Figure | None
    """Spearman's: of the order of the moves, whatever their size."""
    count: int
    """Pairs of returns."""


class RollingCorrelation(Frozen):
    """The correlation of two markets over the last ``bars`` returns: now, and its bounds in the window."""

    bars: int
    now: Figure
    lowest: Figure
    highest: Figure


class CorrelationAnswer(MarketsAnswer):
    """Correlations of logarithmic returns, over the bars that all markets have."""

    timeframe: str
    bars: int
    """Closed bars looked at, at most."""
    count: int
    """Returns that all markets have: what every number here is of."""
    since: datetime
    """When the first of those bars opened, and ``until`` when the last did."""
    until: datetime
    beta_to: str
    markets: tuple[CorrelatedMarket, ...]
    pairs: tuple[Pair, ...]
    confidence_share: Share
    """Of the bounds of each pair."""
    closest: Pair | None
    """The highest correlation, and ``farthest`` the lowest."""
    farthest: Pair | None
    average: Figure | None
    """Of all pairs."""
    independent_bets: Figure | None
    """How many bets that have nothing to do with one another an equal risk in each comes to."""
    rolling: RollingCorrelation | None
    """For two markets, where there are enough bars."""
    shared: Together = Field(exclude=True, repr=False)


class Correlation(Read[CorrelationAnswer]):
    """Correlations of ``symbols``; of the best known that there are, where none are named."""

    name: ClassVar[str] = "correlation"
    summary: ClassVar[str] = "How markets move together: correlations, betas and independent bets"
    means: ClassVar[str] = (
        "How alike the markets moved: near 1 they rose and fell together, near 0 each went its own way. It can "
        "change at any time."
    )
    also: ClassVar[tuple[str, ...]] = ("correlations", "correlated")
    example: ClassVar[str] = "symbols:btc,eth,sol timeframe:1d"
    fresh_for: ClassVar[float] = 2.0

    symbols: SymbolsText | None = None
    timeframe: TimeframeText = "1d"
    bars: int = Field(default=90, ge=20, le=1000, description="Over how many candles")


@answers(Correlation)
async def answer_correlation(request: Correlation, market: MarketView) -> CorrelationAnswer:
    """Correlations of the newest ``bars`` returns.

    Raises:
        InvalidRequest: fewer than two different markets are named, or more than twelve.
        UnknownSymbol: one of them is not listed.
        TooFewBars: one of them has fewer than ``LEAST_RETURNS`` returns.
        TooLittleOverlap: all of them together have.
    """
    if request.symbols is None:
        symbols = best_known(await market.markets(), USUAL_MARKETS)
    else:
        symbols = split_symbols(request.symbols, least=LEAST_MARKETS)
    found = await candles_of(
        market, symbols, request.timeframe, request.bars + 1, need=LEAST_RETURNS + 1, least=LEAST_MARKETS
    )
    candles, provenances = [one for one, _ in found], [one for _, one in found]
    return await asyncio.to_thread(correlation_answer, candles, provenances, request.bars)


def correlation_answer(candles: Sequence[Candles], provenances: Sequence[Provenance], bars: int) -> CorrelationAnswer:
    """Correlations of what ``candles`` have in common.

    Raises:
        TooLittleOverlap: that are fewer than ``LEAST_RETURNS`` returns.
    """
    symbols, shared = tuple(one.symbol for one in candles), together(candles)
    count = len(shared.time)
    if count < LEAST_RETURNS:
        loosest = least_shared(candles)
        raise TooLittleOverlap(symbol=loosest, timeframe=candles[0].timeframe, have=count, need=LEAST_RETURNS)
    matrix, provenance = pearson(shared.returns), provenance_of(provenances)
    pairs = _pairs(symbols, matrix, spearman(shared.returns), count)
    told = [pair for pair in pairs if pair.correlation is not None]
    return CorrelationAnswer(
        as_of=provenance.as_of,
        symbols=symbols,
        provenance=provenance,
        timeframe=candles[0].timeframe,
        bars=bars,
        count=count,
        since=from_ms(int(shared.time[0])),
        until=from_ms(int(shared.time[-1])),
        beta_to=symbols[0],
        markets=tuple(
            CorrelatedMarket(name=symbol, beta=known(slope), left_out=left_out)
            for symbol, slope, left_out in zip(symbols, beta(shared.returns).tolist(), shared.left_out, strict=True)
        ),
        pairs=pairs,
        confidence_share=CONFIDENCE,
        closest=max(told, key=lambda pair: pair.correlation or 0.0, default=None),
        farthest=min(told, key=lambda pair: pair.correlation or 0.0, default=None),
        average=average(matrix),
        independent_bets=independent_bets(matrix),
        rolling=_rolling(shared.returns) if len(symbols) == LEAST_MARKETS else None,
        shared=shared,
    )


def _pairs(symbols: Sequence[str], matrix: Floats, ranks: Floats, count: int) -> tuple[Pair, ...]:
    found = []
    for (row, first), (column, second) in combinations(enumerate(symbols), 2):
        low, high = interval(float(matrix[row, column]), count)
        found.append(
            Pair(
                name=f"{first} · {second}",
                first=first,
                second=second,
                correlation=known(float(matrix[row, column])),
                low=known(low),
                high=known(high),
                rank_correlation=known(float(ranks[row, column])),
                count=count,
            )
        )
    return tuple(found)


def _rolling(returns: Floats) -> RollingCorrelation | None:
    course = rolling(returns[:, 0], returns[:, 1], ROLLING_BARS)
    told = [value for value in course.tolist() if isfinite(value)]
    if not told or not isfinite(course[-1]):
        return None
    return RollingCorrelation(bars=ROLLING_BARS, now=told[-1], lowest=min(told), highest=max(told))
