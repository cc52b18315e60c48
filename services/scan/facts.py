"""What a scan is asked for, and what it answers."""

from datetime import datetime
from typing import Annotated, ClassVar, Final

from pydantic import Field

from analytics.indicators.catalog import Unit
from services.conditions.words import LONGEST_CONDITION
from services.core.options import Suggested
from services.core.request import Frozen, Read
from services.core.units import Atr, Figure, PercentChange, Price, Share
from services.market.candles import Candles, MarketsAnswer

ROWS: Final = 10
"""Matches on a page."""
LISTED: Final = "the exchange's own order"
"""How matches are sorted where the condition asks for no quantity, such as a pattern."""
FEW: Final = 3
"""So many that do not fit are named."""

WhereText = Annotated[
    str,
    Field(
        min_length=3,
        max_length=LONGEST_CONDITION,
        description="What must hold, such as rsi14 < 30 and near fib 0.618",
    ),
    Suggested("conditions"),
]
"""A condition as people write it, in a request. What it means is ``services/conditions/parse.py``'s to say."""


class ScanValue(Frozen):
    """What a column of the condition is at the newest closed bar, in its ``unit`` (percent: 2.5 is 2.5 %)."""

    name: str
    unit: Unit
    value: Figure
    value_pct: Share | None
    """Of a percentage, the same as a fraction."""


class ScanPlace(Frozen):
    """A price that the market is near, as the condition wants it; of a zone its nearer edge, and within it the close.

    Distances are from the close to it: above it positive.
    """

    name: str
    """Such as ``0.618 retracement``, ``golden pocket``, ``support`` or ``ema200``."""
    low: Price
    high: Price
    """The same as ``low`` unless it is a zone."""
    price: Price
    distance: PercentChange
    """As a fraction of the close."""
    distance_atr: Atr | None


class ScanRow(Frozen):
    """A market that fits the condition at the close of its newest closed bar."""

    name: str
    """Symbol and timeframe."""
    symbol: str
    timeframe: str
    price: Price
    """The market's newest close in any of the timeframes that were scanned: the same in each of its rows."""
    priced_at: datetime
    """When that bar closed."""
    close: Price
    """Of the newest closed bar of ``timeframe``, at which the condition was asked."""
    closed_at: datetime
    """When that bar closed."""
    sort_value: Figure | None
    """What the matches are sorted by, of this one: percentages as fractions, distances in average true ranges or as
    fractions of the close; ``None`` where it is not defined, or they are in the exchange's own order."""
    sort_gap: PercentChange | None = None
    """The same where it is a distance as a fraction of the close."""
    sort_share: Share | None = None
    """The same where it is a probability."""
    change_24h: PercentChange | None
    """From the close 24 hours before ``close`` to it; ``None`` where no bar closed then."""
    stale: bool
    """A newer bar should be there by now and is not."""
    values: tuple[ScanValue, ...]
    """The other columns that the condition reads; without those that are not defined."""
    places: tuple[ScanPlace, ...]
    candles: Candles = Field(exclude=True, repr=False)


class ScanFailure(Frozen):
    """``count`` candles could not be had, for the reason ``name``."""

    name: str
    count: int


class ScanAnswer(MarketsAnswer):
    """A page of the markets that fit, sorted by what the condition asks for.

    Each market in each timeframe counts once: it was ``scanned``, or ``failed`` where its candles could not be had. Of
    those scanned it ``matched``, did not, or is ``not_known`` (a value that decides has too few
    bars, or is not defined, such as a division by zero). ``symbols`` and
    the provenance are those of the page's rows; without rows, the provenance is that of all that was seen.
    """

    condition: str
    """As it was understood."""
    sorted_by: str
    """What decides the order of the matches, and which come first, such as ``rsi14, lowest first``."""
    timeframes: tuple[str, ...]
    markets: int
    """Markets that were looked at."""
    listed: int
    """Markets of that quote currency that there are; ``universe:all`` looks at more of them."""
    scanned: int
    matched: int
    missed: int
    """Scanned, known, and no match."""
    not_known: int
    rose: int
    """Matches that closed above their close of 24 hours before, and those that closed below it."""
    fell: int
    failed: int
    failures: tuple[ScanFailure, ...]
    page: int
    pages: int
    """At least 1."""
    rows: tuple[ScanRow, ...]
    misfits: tuple[str, ...] = ()
    """Those that are known not to fit, by symbol and timeframe, where they are no more than ``FEW``."""


class Scan(Read[ScanAnswer]):
    """The markets where the condition ``where`` holds."""

    name: ClassVar[str] = "scan"
    summary: ClassVar[str] = "Markets where a condition holds, such as rsi14 < 30 and near fib 0.618"
    means: ClassVar[str] = "The markets where the condition holds now, and those that could not be judged."
    also: ClassVar[tuple[str, ...]] = ("screener", "which coins", "find markets", "biggest gainers", "top gainers")
    example: ClassVar[str] = "where:rsi14 < 30 and near fib 0.618 timeframes:1h,4h"
    fresh_for: ClassVar[float] = 2.0
    gathers: ClassVar[str | None] = "where"
    unattended: ClassVar[bool] = False
    in_line: ClassVar[bool] = False

    where: WhereText
    timeframes: Annotated[str, Suggested("timeframe lists")] = Field(
        default="4h", min_length=1, max_length=60, description="One to three, such as 1h,4h"
    )
    universe: Annotated[str, Suggested("universes")] | None = Field(
        default=None,
        min_length=1,
        max_length=250,
        description="The markets to look at, such as btc,eth,sol, or all",
    )
    page: int = Field(default=1, ge=1, le=1000, description="Which ten of the matches to show")
