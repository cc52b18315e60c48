"""What a performance is asked by, and what is told of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, ClassVar, Final, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from analytics.position import Side
from services.accounts.answer import AccountAnswer
from services.accounts.choice import AccountText
from services.core.options import Called
from services.core.request import Frozen, Personal
from services.core.units import Duration, Figure, Money, PercentChange, Share
from services.market.candles import Floats, Provenance

Period = Literal["day", "week", "month", "all"]
PERIODS: Final[dict[Period, timedelta | None]] = {
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=30),
    "all": None,
}
_SPANS: Final[dict[str, tuple[str, ...]]] = {
    "day": ("day", "24h", "24hours"),
    "week": ("week", "7d", "7days"),
    "month": ("month", "30d", "30days"),
}
_SAID: Final = (
    *((f"{last}{span}", period) for period in _SPANS for span in _SPANS[period] for last in ("", "last ", "past ")),
    *(("today", "day"), ("daily", "day"), ("weekly", "week"), ("monthly", "month")),
    *((word, "all") for word in ("all time", "overall", "ever", "everything")),
)
PeriodText = Annotated[
    Period, Field(description="The last day, week or month (30 days), or all there is"), Called(_SAID)
]
LEAST_DAYS: Final = 20
LEAST_FOR_YEAR: Final = 365
DAYS_A_YEAR: Final = 365
R_LEAST, R_MOST = -2, 3
"""Multiples of risk beyond these count with them."""


class FallFacts(Frozen):
    """The deepest fall of equity, from its peak to its trough, and when it was made good (``None``: not yet)."""

    change: PercentChange
    peak: datetime
    trough: datetime
    recovery: datetime | None
    lasted: Duration
    """From the peak to the recovery, or until now."""


class ClosedFacts(Frozen):
    """A closed trade. ``r`` is its result in multiples of what its stop would have lost, where it had one."""

    symbol: str
    side: Side
    pnl: Money
    r: Figure | None
    closed: datetime


class RBucket(Frozen):
    """``count`` trades came to about ``name``: their result rounded to a whole multiple of their risk."""

    name: str
    count: int


class TradesFacts(Frozen):
    """The trades that were closed. Results are after fees and funding."""

    count: int
    won: int
    lost: int
    pnl: Money
    """Of all together."""
    win_share: Share | None = None
    win_low: Share | None = None
    """The win rate is likely between this and ``win_high``: Wilson's interval at 95 %."""
    win_high: Share | None = None
    coin_share: Share | None = None
    """How often a fair coin would win at least as many of those that were won or lost."""
    profit_factor: Figure | None = None
    payoff: Figure | None = None
    """The mean winner over the mean loser."""
    expectancy: Money | None = None
    """What a trade came to on average."""
    expectancy_low: Money | None = None
    """The true mean is likely between this and ``expectancy_high``: Student's interval at 95 %; ``None`` of too few."""
    expectancy_high: Money | None = None
    expectancy_r: Figure | None = None
    """The same in multiples of the risk, of the ``with_risk`` trades that had a stop."""
    r_low: Figure | None = None
    """The same interval, in multiples of the risk."""
    r_high: Figure | None = None
    with_risk: int = 0
    r_buckets: tuple[RBucket, ...] = ()
    losing_streak: int = 0
    """The most in a row that lost."""
    holding: Duration | None = None
    """On average."""
    best: ClosedFacts | None = None
    worst: ClosedFacts | None = None


class BenchmarkFacts(Frozen):
    """What holding ``symbol`` would have done, bought at the start and without costs."""

    symbol: str
    change: PercentChange
    drawdown_pct: PercentChange
    """The deepest fall on the way, at most 0."""


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """``time`` (n,) in UTC ms; ``index`` and ``benchmark`` (n,) are what 1 at the first came to, nan where not known.
    ``closed`` (k,) is when each trade ended (UTC ms), ``gained`` (k,) whether with a gain."""

    time: NDArray[np.int64]
    index: Floats
    benchmark: Floats
    closed: NDArray[np.int64]
    gained: NDArray[np.bool_]


class PerformanceAnswer(AccountAnswer):
    """From ``start`` to ``as_of``: the ``period`` that was asked for, or since the account was opened or reset. The
    whole history goes across resets: what these gave or took is no result, and returns before and after are chained.
    Whatever is ``None`` is not defined, or of too few values to be told."""

    provenance: Provenance
    period: Period
    start: datetime
    span: Duration
    resets: int
    """Within that time."""
    net: Money
    """What the account made: of closed trades and of what is still held."""
    change: PercentChange
    """The same as a return."""
    equity_start: Money
    equity: Money
    open_positions: int
    fees: Money
    funding: Money
    """Paid; below zero: received."""
    exposure_share: Share | None
    """For how much of the time anything was held."""
    fall: FallFacts | None
    """``None``: equity never fell between two points of the curve."""
    days: int
    """Whole UTC days whose returns are known."""
    least_days: int = LEAST_DAYS
    """Of fewer neither volatility nor a ratio is told."""
    least_for_year: int = LEAST_FOR_YEAR
    """In fewer days nothing is told a year: less is not blown up to one."""
    cagr_pct: PercentChange | None
    volatility_pct: Share | None
    """Annualised, of daily returns, as are the ratios; none is with a risk-free rate."""
    sharpe: Figure | None
    sortino: Figure | None
    omega: Figure | None
    calmar: Figure | None
    """Growth a year over the deepest fall."""
    trades: TradesFacts
    benchmark: BenchmarkFacts | None
    """``None``: no time has passed, or its price at the start is not known."""
    curves: Curves = Field(exclude=True, repr=False)


class Performance(Personal[PerformanceAnswer]):
    """How ``account`` did over ``period``."""

    name: ClassVar[str] = "performance"
    summary: ClassVar[str] = "How your account did: result, drawdown, Sharpe, win rate and R, beside buy and hold"
    means: ClassVar[str] = "What the account made, at what risk, and how much of that luck alone would do as well."
    also: ClassVar[tuple[str, ...]] = (
        *("my performance", "my results", "equity curve", "pnl", "my pnl", "my profit", "my returns"),
        *("how did i do", "how am i doing", "what did i earn", "am i in profit", "did i make money"),
    )
    example: ClassVar[str] = "period:week"

    period: PeriodText = "month"
    account: AccountText | None = None
