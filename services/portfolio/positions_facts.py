"""What positions are asked by, and what is told of them."""

from datetime import datetime
from typing import ClassVar, Final, Literal

from pydantic import Field

from analytics.position import Side
from analytics.regime import RegimeName
from analytics.trading.instrument import Kind
from analytics.trading.orders import OrderType
from services.accounts.answer import AccountAnswer
from services.accounts.choice import AccountText
from services.core.request import Frozen, Personal
from services.core.units import Atr, ExactPrice, Figure, Money, Multiple, PercentChange, Share, Size
from services.market.source import SymbolText, TimeframeText
from services.studies.fib_levels import FibLevelsAnswer
from services.studies.regime import TrendFacts

NEAR: Final = 0.05
NEAR_ATR: Final = 3.0
"""A liquidation price is near within this part of the price, or so many average true ranges."""


class Protection(Frozen):
    """An open order that would close ``amount`` of a position at ``price``. ``short`` names the order, ``pnl`` is what
    that part would have gained, before fees; ``distance`` is from the price, above it positive."""

    short: str
    type: OrderType
    price: ExactPrice
    amount: Size
    distance: PercentChange | None
    distance_atr: Atr | None
    pnl: Money


class StopPlace(Frozen):
    """Where a stop for all of a position would stand: beyond the end of the ``swing``, at ``level``, or a few ordinary
    ranges from the price. ``pnl`` is what the position would have gained there, before fees."""

    by: Literal["swing", "range"]
    price: ExactPrice
    level: ExactPrice | None
    distance: PercentChange
    distance_atr: Atr | None
    pnl: Money


class LiquidationPlace(Frozen):
    """The mark price at which the venue closes a position, and how far it is from the price."""

    price: ExactPrice
    distance: PercentChange
    distance_atr: Atr | None


class NextFunding(Frozen):
    """The settlement to come, at the rate of the last one. ``payment`` is paid by the position; below zero: received.
    ``assumed``: the venue does not say a rate, and this is the usual one, at which nobody receives any."""

    time: datetime
    rate: PercentChange
    payment: Money
    assumed: bool


class MarketReading(Frozen):
    """What the market of a position does: its levels, and its trend and regime where they can be told."""

    fib: FibLevelsAnswer
    trend: TrendFacts | None
    regime: RegimeName | None
    regime_probability: Share | None


class PositionFacts(Frozen):
    """What is held of a market. Figures that need the newest price are ``None`` without it.

    ``unrealised`` is what it gained of its margin, before the fee of closing; ``gained_pct`` that as a fraction of
    ``cost``, ``margin_pct`` of the margin. ``r_multiple`` is of the whole trade so far, after fees and funding, beside
    what its first stop would have lost.
    """

    symbol: str
    kind: Kind
    side: Side
    amount: Size
    entry: ExactPrice
    opened_at: datetime
    cost: Money
    """What it was worth at its entry."""
    price: ExactPrice | None
    notional: Money | None
    """What it is worth at the price."""
    unrealised: Money | None
    gained_pct: PercentChange | None
    margin_pct: PercentChange | None
    r_multiple: Figure | None
    realised: Money
    """Of what was closed of it already."""
    fees: Money
    funding: Money
    """Paid so far; below zero: received."""
    next_funding: NextFunding | None
    margin: Money
    leverage_ratio: Multiple
    liquidation: LiquidationPlace | None
    """``None``: at no price, or its terms could not be had."""
    stops: tuple[Protection, ...]
    """The nearest first."""
    targets: tuple[Protection, ...]
    stopped: Size
    """How much of it the stops close."""
    places: tuple[StopPlace, ...]
    """Where a stop would stand."""
    reading: MarketReading | None
    """``None``: too few candles, or it was not looked at."""

    @property
    def near_liquidation(self) -> bool:
        """Whether a few ordinary bars reach the liquidation price."""
        end = self.liquidation
        if end is None:
            return False
        return abs(end.distance) < NEAR or (end.distance_atr is not None and abs(end.distance_atr) < NEAR_ATR)

    @property
    def liquidated_first(self) -> bool:
        """Whether the liquidation price comes before the nearest stop, or with it."""
        if self.liquidation is None or not self.stops:
            return False
        stop, end = self.stops[0].price, self.liquidation.price
        return stop <= end if self.side == "long" else stop >= end


class PositionsAnswer(AccountAnswer):
    """What is held: the position asked for first, then the largest. Of the first few the market was looked at."""

    timeframe: str
    symbol: str | None
    """The market that was asked for."""
    positions: tuple[PositionFacts, ...]
    unrealised: Money
    """Of all whose price is known."""
    unpriced: tuple[str, ...]
    orders: int

    @property
    def first(self) -> PositionFacts | None:
        """The one that is shown in full."""
        found = self.positions and self.symbol in (None, self.positions[0].symbol)
        return self.positions[0] if found else None


class Positions(Personal[PositionsAnswer]):
    """What ``account`` holds."""

    name: ClassVar[str] = "positions"
    summary: ClassVar[str] = "Your open positions: gain, risk, liquidation, levels, and where a stop would stand"
    means: ClassVar[str] = (
        "Each position beside its market: what it gains, what closes it, how far liquidation is, the levels around it."
    )
    also: ClassVar[tuple[str, ...]] = (
        "what do i have",
        *("my positions", "open positions", "my holdings", "position analyser"),
        *("what do i hold", "what am i holding", "what do i own"),
    )
    example: ClassVar[str] = "symbol:BTC/USDT timeframe:4h"

    symbol: SymbolText | None = Field(default=None, description="Which one to look at in full; the largest without it")
    timeframe: TimeframeText = Field(default="4h", description="Whose candles the levels and the range are of")
    account: AccountText | None = None
