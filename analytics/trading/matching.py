"""The paper exchange: what a bar or a tick does to an account. Pure: the same account and market give the same records.

Backtests, paper accounts and tests run this code. Its conventions flatter nobody; docs/paper.md has them case by case.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from analytics.trading.account import Account
from analytics.trading.instrument import Instrument
from analytics.trading.orders import Order
from analytics.trading.records import CancelReason, Record


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of a market: a closed bar, or a tick, whose times and prices are all one.

    Times are UTC ms; ``volume`` is in base currency, ``None`` where it is not known, as of a tick.
    """

    opened: int
    closed: int
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal | None

    @classmethod
    def tick(cls, at: int, price: Decimal) -> "Seen":
        return cls(at, at, price, price, price, price, None)

    @property
    def is_tick(self) -> bool:
        return self.opened == self.closed


@dataclass(frozen=True, slots=True)
class Friction:
    """What trading costs besides fees. ``spread``: of bid and ask, as a fraction of the price; ``impact`` · volatility
    of a day · √(amount ÷ volume of a day) is the slippage; of a bar's volume an account gets ``participation`` at most.
    """

    spread: Decimal
    impact: Decimal
    participation: Decimal


@dataclass(frozen=True, slots=True)
class Liquidity:
    """How much was traded of late: ``volume`` of a day in base currency, ``volatility`` of a day as a fraction."""

    volume: Decimal | None
    volatility: Decimal | None


@dataclass(frozen=True, slots=True)
class Settlement:
    """A funding settlement of a perpetual; ``rate`` as a fraction, longs pay where it is positive."""

    at: int
    rate: Decimal
    mark: Decimal
    assumed: bool = False


NO_LIQUIDITY: Final = Liquidity(None, None)


def place(account: Account, order: Order, now: int, latency: int = 0) -> list[Record]:
    """Accept ``order`` into ``account``, to which the records are applied; it may be filled from ``now + latency`` on."""
    raise NotImplementedError


def cancel(account: Account, order: str, now: int, reason: CancelReason = "asked", by: str = "") -> list[Record]:
    """Cancel the open ``order``, and what only stands because of it; nothing where it is not open."""
    raise NotImplementedError


def match(
    account: Account,
    instrument: Instrument,
    seen: Seen,
    friction: Friction,
    liquidity: Liquidity = NO_LIQUIDITY,
    settlements: Sequence[Settlement] = (),
) -> list[Record]:
    """What ``seen``, and the funding ``settlements`` up to its close, do to the orders and the position of
    ``instrument`` in ``account``. The records come back in their order and are applied to ``account``.

    A bar does nothing to an order that was accepted, or changed by something else, after it opened.
    """
    raise NotImplementedError


def liquidation_of(account: Account, instrument: Instrument) -> Decimal | None:
    """At what mark price the position in ``instrument`` is liquidated; ``None`` where there is none such."""
    raise NotImplementedError


def expected_fill(
    instrument: Instrument, price: Decimal, amount: Decimal, *, buying: bool, friction: Friction, liquidity: Liquidity
) -> Decimal:
    """The price that a market order of ``amount`` is expected to get where the market is at ``price``: half the spread
    and the slippage worse, on the next worse tick."""
    raise NotImplementedError


def wake_prices(account: Account, symbol: str, liquidation: Decimal | None) -> tuple[Decimal | None, Decimal | None]:
    """Between these two prices (the lower, the higher; ``None``: none on that side) nothing happens in ``symbol``.

    So of thousands of accounts a tick asks only those that it can move.
    """
    raise NotImplementedError
