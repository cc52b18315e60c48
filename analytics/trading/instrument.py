"""What can be traded, and by which rules of its venue."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from typing import Final, Literal

from analytics.position import MarginTier

Kind = Literal["spot", "perpetual"]

USUAL_TIERS: Final = (MarginTier(Decimal("0.005")),)
"""Where a venue does not say what margin must be kept: half a per cent of the position's value."""


@dataclass(frozen=True, slots=True)
class Instrument:
    """A market with the terms that orders keep to. ``symbol`` is ``BTC/USDT``, a linear perpetual's ``BTC/USDT:USDT``.

    Prices are multiples of ``tick`` and amounts of ``lot`` (base currency); an order is of ``least_amount`` at least
    and worth ``least_notional`` (quote currency). Fees are fractions of a fill's value.
    """

    symbol: str
    base: str
    quote: str
    kind: Kind
    tick: Decimal
    lot: Decimal
    least_amount: Decimal
    least_notional: Decimal
    maker: Decimal
    taker: Decimal
    most_leverage: Decimal = Decimal(1)
    tiers: tuple[MarginTier, ...] = USUAL_TIERS
    funding_hours: int = 8

    def price(self, price: Decimal) -> Decimal:
        """``price`` on the nearest tick."""
        return _on(price, self.tick, ROUND_HALF_EVEN)

    def worse(self, price: Decimal, *, buying: bool) -> Decimal:
        """``price`` on the next tick that is worse for whoever trades there."""
        return _on(price, self.tick, ROUND_CEILING if buying else ROUND_FLOOR)

    def amount(self, amount: Decimal) -> Decimal:
        """``amount`` cut down to the lot."""
        return _on(amount, self.lot, ROUND_FLOOR)


def kind_of(symbol: str) -> Kind:
    """Whether ``symbol`` is a spot market's or a perpetual's."""
    return "perpetual" if ":" in symbol else "spot"


def spot_of(symbol: str) -> str:
    """The spot market of the pair that is traded in ``symbol``: ``BTC/USDT``, also of ``BTC/USDT:USDT``."""
    return symbol.partition(":")[0]


def _on(value: Decimal, step: Decimal, rounding: str) -> Decimal:
    return (value / step).to_integral_value(rounding) * step
