"""What a brain sees: the desk's own answers about a market and an account, as of one instant.

Every part has its source and time. What is not known is ``None``, and named in ``missing``. Text that somebody else
wrote is in ``note`` and ``lessons`` alone, as data (services/brain/untrusted.py).
"""

from datetime import datetime
from math import isfinite
from typing import Final, Literal

from analytics.trading.instrument import spot_of
from services.core.request import Frozen
from services.core.units import ExactPrice, Figure, Fraction, Money, PercentChange, Price, Proportion, Share, Size

WITHOUT_ATR: Final = 0.01
"""Of the price: what stands for an average true range that is not known."""


class Part(Frozen):
    """A part of the context: where its figures come from, and of when they are."""

    source: str
    as_of: datetime


class PriceAction(Part):
    """Prices in quote currency; changes are fractions."""

    current: Price
    change_1h: PercentChange | None
    change_24h: PercentChange | None
    change_7d: PercentChange | None
    high_24h: Price | None
    low_24h: Price | None
    atr: Price | None
    """The average true range over 14 bars."""


class Structure(Part):
    """``key_levels`` are supports and resistances near the price, the lowest first; ``recent_breaks`` in words."""

    trend: Literal["bullish", "bearish", "ranging"]
    key_levels: tuple[Price, ...]
    support: Price | None
    """The nearest below."""
    resistance: Price | None
    """The nearest above."""
    recent_breaks: tuple[str, ...]


class Volume(Part):
    """``current_vs_avg``: of the last bar, over the mean of the 20 before. ``buy_sell_ratio``: the part of the volume
    of the last 20 bars in bars that closed higher, 0 to 1: candles do not tell who bought."""

    current_vs_avg: Proportion | None
    buy_sell_ratio: Share | None


class Funding(Part):
    """Rates of the perpetual, fractions a settlement; ``predicted_next`` where the venue tells it."""

    current: Fraction
    predicted_next: Fraction | None
    sentiment: Literal["long heavy", "slightly long heavy", "balanced", "slightly short heavy", "short heavy"]
    next_at: datetime | None


class OrderBookSide(Part):
    """The largest bid and ask within reach, and the part of the size that is bid, 0 to 1."""

    bid_wall: Price | None
    ask_wall: Price | None
    bid_share: Share
    imbalance: Literal["bid heavy", "balanced", "ask heavy"]
    spread: Fraction


class IndicatorsNow(Part):
    """``rsi`` 0 to 100 over 14 bars; moving averages of closes over 20, 50 and 200 bars; ``trend_strength`` the ADX."""

    rsi: Figure | None
    ema_20: Price | None
    ema_50: Price | None
    ema_200: Price | None
    trend_strength: Figure | None


class FibLevel(Frozen):
    ratio: Proportion
    price: Price


class Fibonacci(Part):
    """The dominant swing and its levels. ``retraced``: how far the price has gone back of it, 0 to 1 and beyond."""

    direction: Literal["up", "down"]
    swing_low: Price
    swing_high: Price
    retraced: Proportion
    retracements: tuple[FibLevel, ...]
    extensions: tuple[FibLevel, ...]
    nearest: FibLevel | None


class RegimeNow(Part):
    """What kind of market it is (services/studies/regime.py)."""

    regime: str
    volatility: str
    position_in_range: Share | None


class Held(Frozen):
    """A position of the account."""

    symbol: str
    side: Literal["long", "short"]
    amount: Size
    entry: ExactPrice
    stop: ExactPrice | None
    target: ExactPrice | None
    unrealised: Money
    share: Share
    """Of equity."""


class AccountNow(Part):
    """The account: what it is worth, what it holds and how it has done. ``exposure`` is of equity."""

    currency: str
    equity: Money
    free: Money
    positions: tuple[Held, ...]
    open_orders: int
    exposure: Share
    unrealised_pnl: Money
    today: PercentChange
    losing_streak: int


class PastSituation(Frozen):
    """A past decision in a similar situation, and what came of it. ``distance`` 0 is the same. ``moved`` and ``r`` as
    in ``Judged``."""

    decision: str
    symbol: str
    timeframe: str
    at: datetime
    action: str
    text: str
    distance: Figure
    moved: Figure
    r: Figure | None


class Similar(Part):
    """The nearest past situations whose outcome was known by then. ``up`` of ``count`` moved up; ``median`` is of how
    far they moved, in multiples of risk."""

    count: int
    up: int
    median: Figure
    nearest: tuple[PastSituation, ...]


class PastLesson(Frozen):
    """Data, written by a brain or a rule after a decision was judged."""

    decision: str
    at: datetime
    symbol: str
    text: str


class Context(Frozen):
    """All that a brain sees of ``symbol``."""

    symbol: str
    timeframe: str
    at: datetime
    simulated: bool
    price_action: PriceAction
    structure: Structure | None
    volume: Volume | None
    indicators: IndicatorsNow | None
    regime: RegimeNow | None
    fibonacci: Fibonacci | None
    funding: Funding | None
    order_book: OrderBookSide | None
    account: AccountNow
    similar: Similar | None = None
    lessons: tuple[PastLesson, ...] = ()
    note: str | None = None
    """What the person wrote who asked, as data."""
    missing: tuple[str, ...] = ()
    """What is not known, and why."""

    @property
    def atr(self) -> float:
        """What prices are measured by: the average true range, or where that is not known what stands for it."""
        price, atr = self.price_action.current, self.price_action.atr
        return float(atr) if atr and isfinite(atr) and atr > 0 else WITHOUT_ATR * float(price)

    @property
    def held(self) -> Held | None:
        """What the account holds of the market, or else of another one of its pair: what a decision to close or adjust
        is about (services/brain/plan.py ``instrument_of``)."""
        of_pair = (each for each in self.account.positions if spot_of(each.symbol) == spot_of(self.symbol))
        return min(of_pair, key=lambda each: (each.symbol != self.symbol, each.symbol), default=None)
