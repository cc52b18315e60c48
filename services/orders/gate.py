"""The one gate: everything that can place an order passes it, in this order: role and account, kill switch, limits.

Behind it come the journal and then the exchange (services/orders/paper.py).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from analytics.trading.account import Account
from analytics.trading.instrument import Instrument
from analytics.trading.orders import Order
from services.accounts.naming import AccountId
from services.core.principal import Principal


@dataclass(frozen=True, slots=True)
class Finding:
    """What the gate found of one limit: what it allows (``value``) and what the order comes to, in words."""

    limit: str
    value: str
    figure: str
    passed: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """An order that somebody wants, with what the gate has to know of it. ``price`` is what a unit will cost or bring
    about now; ``price_of`` tells the price of what else the account holds."""

    account_id: AccountId
    account: Account
    order: Order
    instrument: Instrument
    price: Decimal
    price_of: Callable[[str], Decimal]
    principal: Principal
    now: datetime


class Gate:
    """Checks wishes."""

    async def findings(self, wish: Wish) -> tuple[Finding, ...]:
        """Every limit that applies to ``wish``, passed or not, the switches first.

        Raises:
            NotPermitted: their role, or whose account it is, does not allow it.
            StoreUnavailable: the switches cannot be read: nothing passes.
        """
        raise NotImplementedError

    async def admit(self, wish: Wish) -> None:
        """Let ``wish`` pass.

        Raises:
            LimitReached: the first finding that did not pass; the others too.
            NotPermitted, StoreUnavailable: as above.
        """
        raise NotImplementedError
