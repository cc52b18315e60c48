"""What a size is asked by, and what is told of it."""

from decimal import Decimal
from typing import ClassVar, Final, Literal

from pydantic import Field

from analytics.position import Side
from services.core.request import Audience, Frozen, Read
from services.core.units import Atr, ExactPrice, Figure, Money, Multiple, PercentChange, Price, Share, Size
from services.market.candles import Candles, MarketAnswer
from services.market.source import SymbolText, TimeframeText
from services.words.numbers import MOST_CASH, Cash, Percent, Quoted, Times

MOST_LEVERAGE: Final = 125


class StopFacts(Frozen):
    """Where the position is given up. Distances are from the entry to it: above it positive."""

    price: ExactPrice
    distance: PercentChange
    """As a fraction of the entry."""
    distance_atr: Atr | None
    by_atr: bool
    """No stop was given: it stands ``STOP_ATR`` average true ranges from the entry."""


class Target(Frozen):
    """A price some multiple of the risk away. ``name`` is such as ``2R``, where 1R is the way from entry to stop."""

    name: str
    multiple: int
    price: ExactPrice
    distance: PercentChange
    """From the entry, as a fraction of it."""
    gain: Money
    """What the position earns there, after slippage and fees; in quote currency."""


class Liquidation(Frozen):
    """Where the exchange closes the position, were the stop not there."""

    price: ExactPrice
    distance: PercentChange
    """From the entry, as a fraction of it."""
    before_stop: bool
    """It comes before the stop or with it: the stop would not be what ends the position."""


class VolatilitySize(Frozen):
    """The amount whose value would vary by ``target_pct`` of equity a year."""

    target_pct: Share
    realised_pct: Share
    """The market's own annual volatility, over the last ``bars`` returns."""
    bars: int
    weight: Share
    """Of equity, that the amount is worth."""
    amount: Size
    notional: Money
    limited: bool = False
    """The leverage does not allow more."""
    asked: bool = False
    """The target was asked for."""


class KellyFacts(Frozen):
    """What Kelly's criterion makes of a win rate and a payoff. ``full_share`` is 0 where the bet loses on average."""

    win_rate: Share
    payoff: Figure
    full_share: Share
    """Of equity to risk, by the criterion."""
    used_share: Share
    """A quarter of that, capped at 5 %."""
    amount: Size
    limited: bool = False
    """The leverage does not allow more, so less than ``used_share`` is at risk."""


class RiskSizeAnswer(MarketAnswer):
    """Cash is in quote currency, amounts in base currency, rounded down. ``risk_share`` is what was asked for,
    ``at_risk_share`` what the amount comes to."""

    timeframe: str
    price: Price
    side: Side
    entry: ExactPrice
    at_price: bool
    """No entry was given: it is the newest price."""
    stop: StopFacts
    equity: Money
    risk_share: Share
    amount: Size
    notional: Money
    """What the amount is worth at the entry."""
    cash_at_risk: Money
    """What is lost at the stop, slippage and fees included. A price that jumps over the stop loses more."""
    at_risk_share: Share
    loss: Money
    """What is lost where the position really ends: ``cash_at_risk``, or the margin where the liquidation price comes
    before the stop."""
    loss_share: Share
    """Of equity."""
    fees: Money | None
    """Of both fills, within ``cash_at_risk``; ``None`` where no fee was given."""
    costs_share: Share
    """The part of ``cash_at_risk`` that is slippage and fees."""
    limited: bool
    """The leverage allows for less than the risk does: the amount is what it allows for."""
    leverage_needed_ratio: Multiple
    """The amount's worth over equity."""
    leverage_ratio: Multiple
    """That the margin is reckoned with: the one given, else the least that carries the amount, at least 1."""
    margin: Money
    maintenance_rate: Share
    """Of the tier that the position's value ends in, at the entry."""
    maintenance_by: Literal["you", "venue", "nobody"]
    """Who said what margin must be kept: ``nobody``: ``USUAL_TIERS`` are assumed."""
    taker_rate: Share | None
    """The fee for closing at the market, which must be left at the liquidation too; ``None``: it is not known, and the
    liquidation is reckoned without it."""
    liquidation: Liquidation | None
    """``None``: there is no price above zero at which the margin is used up."""
    targets: tuple[Target, ...]
    atr: Price | None
    paying: Target | None
    """The first target that earns anything after slippage and fees; ``None``: none of them does."""
    volatility: VolatilitySize | None
    """``None`` where too few bars are known, or none moved."""
    kelly: KellyFacts | None
    """``None`` where no win rate and payoff were given."""
    candles: Candles = Field(exclude=True, repr=False)


class RiskSize(Read[RiskSizeAnswer]):
    """How much of ``symbol`` to hold so that a stop costs ``risk`` percent of ``equity``."""

    name: ClassVar[str] = "risk size"
    summary: ClassVar[str] = "How large a position may be so that its stop costs a set part of your equity"
    means: ClassVar[str] = (
        "The largest position whose loss at the stop is what you allowed. Fees and gaps can make a loss larger."
    )
    also: ClassVar[tuple[str, ...]] = ("position size", "how much to buy")
    example: ClassVar[str] = "symbol:BTC/USDT equity:10000 risk:1 stop:41000"
    audience: ClassVar[Audience] = Audience.CONFIDENTIAL
    fresh_for: ClassVar[float] = 2.0

    symbol: SymbolText
    equity: Cash = Field(
        gt=0, le=MOST_CASH, description="What the account is worth, in the quote currency; only you see the answer"
    )
    risk: Percent = Field(
        default=Decimal(1),
        ge=Decimal("0.01"),
        le=100,
        description="Percent of equity that the stop may cost (1 where nothing is said)",
    )
    stop: Quoted | None = Field(
        default=None,
        gt=0,
        le=MOST_CASH,
        description="Where you give up; two average true ranges from the entry where nothing is said",
    )
    side: Literal["long", "short"] | None = Field(
        default=None, description="Long or short; follows from the stop where one is given"
    )
    entry: Quoted | None = Field(
        default=None, gt=0, le=MOST_CASH, description="Where you get in; the newest price where nothing is said"
    )
    timeframe: TimeframeText = Field(
        default="4h", description="Whose candles the average true range is of, such as 1h, 4h or 1d"
    )
    leverage: Times | None = Field(
        default=None,
        ge=1,
        le=MOST_LEVERAGE,
        description="The most that you would use; as much as the size needs where nothing is said",
    )
    fee: Percent = Field(default=Decimal(0), ge=0, le=5, description="Percent of each fill's value")
    slippage: Percent = Field(
        default=Decimal(0), ge=0, le=10, description="Percent by which each fill may be worse than its price"
    )
    maintenance: Percent | None = Field(
        default=None,
        ge=0,
        le=20,
        description="Maintenance margin in percent, for the liquidation; the exchange's tiers where nothing is said",
    )
    target_volatility: Percent | None = Field(
        default=None, ge=1, le=200, description="Percent a year, for a size by volatility"
    )
    """Percent a year; ``None`` means ``USUAL_VOLATILITY``."""
    win_rate: Percent | None = Field(
        default=None, ge=1, le=100, description="Percent of your trades that win, such as 55, for Kelly's share"
    )
    payoff: Times | None = Field(
        default=None, gt=0, le=1000, description="Your mean win over your mean loss, for Kelly's share"
    )
