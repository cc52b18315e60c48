"""An account and a market as an order is looked at in them, and what the order would come to there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from analytics.trading.account import Account
from analytics.trading.instrument import Instrument
from analytics.trading.matching import Friction, Liquidity, expected_fill
from analytics.trading.orders import Order, Way
from services.accounts.naming import AccountId
from services.core.principal import Principal
from services.market.candles import Provenance
from services.orders.entry import Rounded


@dataclass(frozen=True, slots=True)
class Scene:
    """The account, and the market of ``instrument`` at ``price``, which is as of ``priced_at``, as they are ``now``."""

    account: Account
    instrument: Instrument
    price: Decimal
    priced_at: datetime
    provenance: Provenance
    prices: Mapping[str, Decimal]
    """Of each market that the account holds or has orders in, and of this one."""
    liquidity: Liquidity
    friction: Friction
    principal: Principal
    now: datetime

    @property
    def account_id(self) -> AccountId:
        return AccountId.read(self.account.id)

    @property
    def perpetual(self) -> bool:
        return self.instrument.kind == "perpetual"

    @property
    def equity(self) -> Decimal:
        return self.account.equity(self.prices.__getitem__)

    def fill(self, price: Decimal, amount: Decimal, way: Way) -> Decimal:
        """What a unit of ``amount`` is expected to cost or bring, taken where the market is at ``price``."""
        return expected_fill(
            self.instrument,
            price,
            max(amount, self.instrument.lot),
            buying=way == "buy",
            friction=self.friction,
            liquidity=self.liquidity,
        )


@dataclass(frozen=True, slots=True)
class Planned:
    """An order, and what it comes to where its fills go as expected."""

    order: Order
    reference: Decimal
    """Where the market, the limit or the trigger is."""
    expected: Decimal
    maker: bool
    fee_rate: Decimal
    opening: Decimal
    """The part of the amount that opens or adds to a position."""
    cost: Decimal
    fee: Decimal
    liquidation: Decimal | None
    rounded: tuple[Rounded, ...] = ()
    cut: Decimal | None = None

    @property
    def notional(self) -> Decimal:
        return self.order.amount * self.expected


def stopped(scene: Scene, way: Way, entry: Decimal, fee_rate: Decimal, stop: Decimal, amount: Decimal) -> Decimal:
    """What one unit of ``amount`` earns that goes in at ``entry`` and out by its ``stop``, at the market there."""
    out = scene.fill(stop, amount, "sell" if way == "buy" else "buy")
    return _earned(way, entry, fee_rate, out, scene.instrument.taker)


def reached(scene: Scene, way: Way, entry: Decimal, fee_rate: Decimal, target: Decimal) -> Decimal:
    """What one unit earns that goes in at ``entry`` and out at its ``target``, a limit order."""
    return _earned(way, entry, fee_rate, target, scene.instrument.maker)


def _earned(way: Way, entry: Decimal, fee_rate: Decimal, out: Decimal, out_rate: Decimal) -> Decimal:
    return (out - entry if way == "buy" else entry - out) - entry * fee_rate - out * out_rate
