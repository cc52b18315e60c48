"""The margin of a perpetual's position: at what price it is gone, and what funding may take of it."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_DOWN, Decimal

from analytics.position import liquidated_at, maintenance_margin
from analytics.trading.account import Account
from analytics.trading.costs import FEE_STEP
from analytics.trading.instrument import Instrument
from analytics.trading.orders import ZERO
from analytics.trading.positions import Position


@dataclass(frozen=True, slots=True)
class Settlement:
    """A funding settlement of a perpetual; ``rate`` as a fraction, longs pay where it is positive."""

    at: int
    rate: Decimal
    mark: Decimal
    assumed: bool = False


def liquidation_of(account: Account, instrument: Instrument) -> Decimal | None:
    """At what mark price the position in ``instrument`` is liquidated; ``None`` where there is none such."""
    position = account.positions.get(instrument.symbol)
    if position is None or instrument.kind == "spot":
        return None
    return liquidated_at(
        position.margin, position.cost, position.size, position.side, instrument.tiers, instrument.taker
    )


def funding(position: Position, instrument: Instrument, settlement: Settlement) -> Decimal:
    """What ``position`` pays at ``settlement``; below zero: receives. It pays out of its margin, and of that at most
    down to the maintenance margin; a rate that is only assumed brings nothing."""
    worth = position.size * settlement.mark
    paid = (position.sign * worth * settlement.rate).quantize(FEE_STEP, rounding=ROUND_CEILING)
    if paid < 0:
        return ZERO if settlement.assumed else paid
    above = position.value(settlement.mark) - maintenance_margin(worth, instrument.tiers, instrument.taker)
    return min(paid, max(ZERO, min(above, position.margin)).quantize(FEE_STEP, rounding=ROUND_DOWN))
