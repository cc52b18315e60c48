"""The paper exchange: what a bar or a tick does to an account. Pure: the same account and market give the same records.

Backtests, paper accounts and tests run this code. Its conventions flatter nobody; docs/paper.md has them case by case.
"""

from collections.abc import Sequence
from decimal import Decimal, localcontext
from typing import Final

from analytics.trading.account import EXACT, Account
from analytics.trading.costs import NO_LIQUIDITY, Friction, Liquidity, expected_fill
from analytics.trading.instrument import Instrument
from analytics.trading.log import Log
from analytics.trading.margin import Settlement, liquidation_of
from analytics.trading.orders import Order
from analytics.trading.records import Accepted, CancelReason, Ordered, Record
from analytics.trading.seen import Seen
from analytics.trading.sighting import Sighting

__all__ = [
    "NO_LIQUIDITY",
    "Friction",
    "Liquidity",
    "Seen",
    "Settlement",
    "cancel",
    "expected_fill",
    "expire",
    "liquidation_of",
    "match",
    "place",
    "wake_prices",
]

ANY: Final = Decimal("Infinity")


def place(account: Account, order: Order, now: int, latency: int = 0, price: Decimal | None = None) -> list[Record]:
    """Accept ``order`` into ``account``, to which the records are applied; it may be filled from ``now + latency`` on.

    ``price`` is the market's now: a limit order that it is beyond takes, at the next open or tick, what it can get
    there; one that is post-only is cancelled. Without it every limit order rests. What only reduces is cut to what is
    held. An order that is open already is not placed again.
    """
    if order.id in account.orders:
        return []
    with localcontext(EXACT):
        log = Log(account)
        log.do(Ordered(now, order))
        log.do(Accepted(now, order.id, order.id, now + latency, price))
        working = account.orders[order.id]
        if order.post_only and working.takes:
            log.cancel(order.id, now, "post_only")
        elif order.reduces:
            log.cut(working, now)
        return log.records


def cancel(account: Account, order: str, now: int, reason: CancelReason = "asked", by: str = "") -> list[Record]:
    """Cancel the open ``order``; nothing where it is not open. The legs of what it filled stay, for they protect it."""
    log = Log(account)
    if order in account.orders:
        log.cancel(order, now, reason, by)
    return log.records


def expire(account: Account, symbol: str, now: int) -> list[Record]:
    """Cancel the orders for a day in ``symbol`` whose day is over ``now``: in a market that shows nothing."""
    log = Log(account)
    log.expire(symbol, now)
    return log.records


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

    What is seen has to come in the order of its close, a bar before a tick. A bar does nothing to an order that was
    accepted, or changed by something else, after it opened.
    """
    with localcontext(EXACT):
        sighting = Sighting(account, instrument, seen, friction, liquidity)
        sighting.run(settlements)
        return sighting.records


def wake_prices(account: Account, symbol: str, liquidation: Decimal | None) -> tuple[Decimal | None, Decimal | None]:
    """Between these two prices (the lower, the higher; ``None``: none on that side) no tick does anything in
    ``symbol``. At one of them it may: where an order waits for no price, at any up to infinity.

    So of thousands of accounts a tick asks only those that it can move.
    """
    resting = account.resting(symbol)
    if resting.now:
        return ANY, None
    lower = resting.below[-1][0] if resting.below else None
    upper = resting.above[0][0] if resting.above else None
    if liquidation is not None:
        if account.held(symbol) > 0:
            lower = liquidation if lower is None else max(lower, liquidation)
        else:
            upper = liquidation if upper is None else min(upper, liquidation)
    return lower, upper
