"""How large a position may be, what it loses at its stop, and where it is liquidated.

All in ``Decimal``, for this is money. Prices and cash are in quote currency, amounts in base currency, rates and shares
are fractions. A position is long where its stop lies below its entry, short where above.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Literal

Side = Literal["long", "short"]

ZERO, ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True)
class Trade:
    """A way in and a way out. ``fee`` is paid on each fill's value; ``slippage`` worsens each fill's price.

    Both are fractions of the price, from 0 to below 1.

    Raises:
        ValueError: entry and stop are one price, so there is no side and no risk.
    """

    entry: Decimal
    stop: Decimal
    fee: Decimal = ZERO
    slippage: Decimal = ZERO

    def __post_init__(self) -> None:
        if self.entry == self.stop:
            raise ValueError("without a distance to the stop no size follows from a risk")

    @property
    def side(self) -> Side:
        return "long" if self.stop < self.entry else "short"

    @property
    def distance(self) -> Decimal:
        """From entry to stop, without sign: 1R."""
        return abs(self.entry - self.stop)

    def filled(self, price: Decimal, *, opening: bool) -> Decimal:
        """What one unit really costs or brings at ``price``: buying pays more, selling brings less."""
        buying = (self.side == "long") == opening
        return price * (ONE + self.slippage if buying else ONE - self.slippage)

    def earned(self, price: Decimal) -> Decimal:
        """What one unit earns when it is closed at ``price``, after slippage and fees of both fills."""
        bought, sold = self.filled(self.entry, opening=True), self.filled(price, opening=False)
        fees = self.fee * (bought + sold)
        return (sold - bought if self.side == "long" else bought - sold) - fees

    @property
    def risk(self) -> Decimal:
        """What one unit loses at the stop, after slippage and fees: above zero."""
        return -self.earned(self.stop)

    def fees(self, price: Decimal) -> Decimal:
        """The fees of one unit, opened at the entry and closed at ``price``."""
        return self.fee * (self.filled(self.entry, opening=True) + self.filled(price, opening=False))

    def target(self, multiple: int) -> Decimal | None:
        """The price ``multiple`` R away from the entry, on the side of gain; ``None`` where that is not above zero."""
        ahead = multiple * self.distance
        price = self.entry + ahead if self.side == "long" else self.entry - ahead
        return price if price > 0 else None


def position_size(equity: Decimal, share: Decimal, trade: Trade) -> Decimal:
    """The amount that loses ``share`` of ``equity`` at the stop, not rounded: equity · share / risk of one unit."""
    return equity * share / trade.risk


def volatility_size(equity: Decimal, target: Decimal, realised: Decimal, entry: Decimal) -> Decimal:
    """The amount whose value varies by ``target`` a year, as a fraction of ``equity``, at a ``realised`` volatility.

    equity · target / realised / entry: unleveraged, it is more than equity buys where the market is calmer than wanted.

    Raises:
        ValueError: the market does not move.

    Source: the usual rule of constant-volatility portfolios, as in A. Moreira and T. Muir, Volatility-Managed
    Portfolios, Journal of Finance 72 (2017).
    """
    if realised <= 0:
        raise ValueError("no size follows from a market that does not move")
    return equity * target / realised / entry


def kelly(win_rate: Decimal, payoff: Decimal) -> Decimal:
    """The share of equity to risk that makes a repeated bet grow fastest: p − (1 − p) / b, and 0 where that is not
    above zero, for a bet that loses on average is best left alone.

    ``win_rate`` is p, ``payoff`` (above zero) the mean win over the mean loss, b. It holds if both are known exactly;
    they are estimates, so practice takes a fraction of it, and caps that.

    Source: J. L. Kelly, A New Interpretation of Information Rate, Bell System Technical Journal 35 (1956).
    """
    return max(ZERO, win_rate - (ONE - win_rate) / payoff)


def capped_kelly(full: Decimal, fraction: Decimal, cap: Decimal) -> Decimal:
    """``fraction`` of ``full``, and no more than ``cap``."""
    return min(cap, fraction * full)


@dataclass(frozen=True, slots=True)
class MarginTier:
    """Of the part of a position's value up to ``upper`` (in quote currency), beyond the tier before, ``rate`` must be
    kept as margin. A position whose value ends here may have ``leverage`` at most, where that is known."""

    rate: Decimal
    upper: Decimal = Decimal("Infinity")
    leverage: Decimal | None = None


def tier_of(value: Decimal, tiers: Sequence[MarginTier]) -> MarginTier:
    """The tier that a position worth ``value`` ends in; beyond the last one, the last."""
    return next((tier for tier in tiers if value <= tier.upper), tiers[-1])


def maintenance_margin(value: Decimal, tiers: Sequence[MarginTier], taker: Decimal) -> Decimal:
    """The margin that a position worth ``value`` must keep: of each tier's part of it that tier's rate, and ``taker``,
    the fee for closing it at the market, of all. ``tiers`` are at least one, the smallest values first.

    Source: Bitget, tiered maintenance margin for positions opened since 10 November 2025 (help centre, USDT-M futures).
    """
    below, margin = ZERO, value * taker
    for tier in tiers:
        upper = value if tier is tiers[-1] else min(value, tier.upper)
        margin += max(ZERO, upper - below) * tier.rate
        below = tier.upper
    return margin


def liquidation_price(
    entry: Decimal, amount: Decimal, leverage: Decimal, side: Side, tiers: Sequence[MarginTier], taker: Decimal
) -> Decimal | None:
    """Where a linear (quote-margined) position with isolated margin is liquidated; ``None``: at no price above zero.

    It is where margin and gain together are down to what ``maintenance_margin`` asks for. In the tier of rate m in
    which the position then ends, with d = 1 for a long and −1 for a short, margin = amount · entry / leverage, and
    offset what the tiers below ask for less than m would:

    price = (margin + offset − amount · entry · d) / (amount · (m + taker − d))

    The fee of opening and funding, which the margin may be reduced by, are left out.

    Raises:
        ValueError: the margin at the entry is no more than the maintenance margin: it would be liquidated at once.

    Source: Bitget, liquidation price of isolated positions (help centre, USDT-M futures).
    """
    worth = amount * entry
    margin = worth / leverage
    if margin <= maintenance_margin(worth, tiers, taker):
        raise ValueError("the margin does not reach the maintenance margin")
    return liquidated_at(margin, worth, amount, side, tiers, taker)


def liquidated_at(
    margin: Decimal, cost: Decimal, amount: Decimal, side: Side, tiers: Sequence[MarginTier], taker: Decimal
) -> Decimal | None:
    """Where a linear position of ``amount`` that cost ``cost`` and has ``margin`` left is liquidated, as
    ``liquidation_price`` has it of a position as it is opened; ``None``: at no price above zero."""
    d = 1 if side == "long" else -1
    lower, offset, rate = ZERO, ZERO, ZERO
    for tier in tiers:
        offset += lower * (tier.rate - rate)
        price = (margin + offset - cost * d) / (amount * (tier.rate + taker - d))
        if tier is tiers[-1] or amount * price <= tier.upper:
            break
        lower, rate = tier.upper, tier.rate
    return price if price > 0 else None


def rounded_down(amount: Decimal, digits: int, decimals: int) -> Decimal:
    """``amount`` (not below zero) cut to ``digits`` significant digits, and to ``decimals`` decimals."""
    if amount <= 0:
        return ZERO
    exponent = max(amount.adjusted() - digits + 1, -decimals)
    cut = amount.quantize(ONE.scaleb(exponent), rounding=ROUND_DOWN)
    return cut.quantize(ONE) if exponent > 0 else cut
