"""How several markets did over the same bars."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import ClassVar, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from analytics.bars import DAY_MS
from analytics.performance import cagr, max_drawdown, sharpe, sortino, volatility
from analytics.realised_volatility import DAYS_A_YEAR
from analytics.returns import whole_returns
from services.core.errors import TooLittleOverlap
from services.core.figures import known
from services.core.handlers import answers
from services.core.request import Frozen, Read
from services.core.units import Figure, PercentChange, Price, Share
from services.market.candles import Candles, Floats, MarketsAnswer, Provenance, together
from services.market.several import best_known, candles_of, least_shared
from services.market.source import TimeframeText
from services.market.symbol_list import MOST_SYMBOLS, SymbolsText, split_symbols
from services.market.timeframes import from_ms
from services.market.view import MarketView
from services.studies.year import bars_a_year

LEAST_RETURNS: Final = 20
LEAST_MARKETS: Final = 2
UNNAMED: Final = 5
"""Markets compared where nobody says which."""


class CompareRow(Frozen):
    """How one market did. Changes are fractions of closes; ``name`` is its symbol."""

    name: str
    price: Price
    """The newest close."""
    change: PercentChange
    """Over the whole window."""
    cagr_pct: PercentChange | None
    """The same a year; ``None`` where the window is shorter than one: less is not blown up to a year."""
    volatility_pct: Share
    """Annualised."""
    sharpe: Figure | None
    """Annualised, without a risk-free rate; ``None`` where the price never moved."""
    sortino: Figure | None
    drawdown_pct: PercentChange
    """The deepest fall between two closes, at most 0."""
    drawdown_bars: int
    """From its peak to its recovery, or to the newest bar."""
    change_best: PercentChange
    """The best single bar."""
    change_worst: PercentChange
    left_out: int
    """Its bars that another market does not have."""


@dataclass(frozen=True, slots=True, eq=False)
class Courses:
    """Closes side by side: ``time`` (n,) in ms and ``index`` (n, k), where each market's first close is 100."""

    time: NDArray[np.int64]
    index: Floats


class CompareAnswer(MarketsAnswer):
    """``rows`` from the best change to the worst. All are measured over the bars that all markets have. A return
    across a hole in them counts for none, but for the change and the fall, which are of closes."""

    timeframe: str
    bars: int
    """Returns that each market is judged by."""
    start: datetime
    """When the bar opened from whose close on is measured."""
    end: datetime
    """When the newest bar opened."""
    rows: tuple[CompareRow, ...]
    best: str
    worst: str
    calmest: str
    """The one of the least volatility."""
    steadiest: str | None
    """The one of the highest Sharpe ratio; ``None`` where none has one."""
    shallowest: str
    """The one whose deepest fall was the least."""
    courses: Courses = Field(exclude=True, repr=False)
    """In the order of ``rows``."""


class Compare(Read[CompareAnswer]):
    """How ``symbols`` did over the newest ``bars`` bars."""

    name: ClassVar[str] = "compare"
    summary: ClassVar[str] = "Several markets over the same time: change, volatility, Sharpe, drawdown"
    means: ClassVar[str] = (
        "What each market did over the same candles; a better past return says nothing sure of the next."
    )
    also: ClassVar[tuple[str, ...]] = ("versus", "vs", "comparison")
    example: ClassVar[str] = "symbols:btc, eth, sol timeframe:1d bars:90"
    fresh_for: ClassVar[float] = 2.0

    symbols: SymbolsText | None = None
    timeframe: TimeframeText = "1d"
    bars: int = Field(default=90, ge=LEAST_RETURNS, le=1000, description="Over how many candles")


@answers(Compare)
async def answer_compare(request: Compare, market: MarketView) -> CompareAnswer:
    """How the markets did over the bars that all of them have.

    Raises:
        InvalidRequest: fewer than two different markets, or more than ``MOST_SYMBOLS``.
        TooFewBars: one of them has fewer than ``LEAST_RETURNS`` returns.
        TooLittleOverlap: they share fewer of one bar.
    """
    if request.symbols is None:
        symbols = best_known(await market.markets(), UNNAMED)
    else:
        symbols = split_symbols(request.symbols, least=LEAST_MARKETS, most=MOST_SYMBOLS)
    found = await candles_of(
        market, symbols, request.timeframe, request.bars + 1, need=LEAST_RETURNS + 1, least=LEAST_MARKETS
    )
    return await asyncio.to_thread(compare, found)


def compare(found: Sequence[tuple[Candles, Provenance]]) -> CompareAnswer:
    """How the markets of ``found`` (at least one, of one timeframe) did.

    Raises:
        TooLittleOverlap: they share fewer than ``LEAST_RETURNS`` returns of one bar.
    """
    markets = [candles for candles, _ in found]
    time = reduce(np.intersect1d, (candles.time for candles in markets))
    closes = [candles.close[np.searchsorted(candles.time, time)] for candles in markets]
    returns = [whole_returns(time, close, markets[0].bar_ms).values for close in closes]
    count = len(returns[0])
    if count < LEAST_RETURNS:
        loosest = least_shared(markets)
        raise TooLittleOverlap(symbol=loosest, timeframe=markets[0].timeframe, have=count, need=LEAST_RETURNS)
    years = int(time[-1] - time[0]) / (DAYS_A_YEAR * DAY_MS)
    rows = [_row(*market, years) for market in zip(markets, closes, returns, strict=True)]
    order = sorted(range(len(rows)), key=lambda at: -rows[at].change)
    ranked = tuple(rows[at] for at in order)
    sharpes = {row.name: row.sharpe for row in ranked if row.sharpe is not None}
    provenance = together([origin for _, origin in found])
    return CompareAnswer(
        as_of=provenance.as_of,
        symbols=tuple(candles.symbol for candles in markets),
        provenance=provenance,
        timeframe=markets[0].timeframe,
        bars=count,
        start=from_ms(int(time[0])),
        end=from_ms(int(time[-1])),
        rows=ranked,
        best=ranked[0].name,
        worst=ranked[-1].name,
        calmest=min(ranked, key=lambda row: row.volatility_pct).name,
        steadiest=max(sharpes, key=sharpes.__getitem__, default=None),
        shallowest=max(ranked, key=lambda row: row.drawdown_pct).name,
        courses=Courses(time, np.column_stack([100 * closes[at] / closes[at][0] for at in order])),
    )


def _row(candles: Candles, close: Floats, returns: Floats, years: float) -> CompareRow:
    a_year = bars_a_year(candles.timeframe)
    change = float(close[-1] / close[0] - 1)
    fall = max_drawdown(close)
    return CompareRow(
        name=candles.symbol,
        price=float(close[-1]),
        change=change,
        cagr_pct=known(cagr(change, years)) if years >= 1 else None,
        volatility_pct=volatility(returns, a_year),
        sharpe=known(sharpe(returns, a_year)),
        sortino=known(sortino(returns, a_year)),
        drawdown_pct=fall.depth if fall else 0.0,
        drawdown_bars=fall.bars if fall else 0,
        change_best=float(returns.max()),
        change_worst=float(returns.min()),
        left_out=len(candles) - len(close),
    )
