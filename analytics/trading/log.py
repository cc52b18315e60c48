"""What happens in an account, written down and applied in one."""

from decimal import Decimal

from analytics.trading.account import Account
from analytics.trading.orders import Working
from analytics.trading.records import Cancelled, CancelReason, Record, Resized


class Log:
    """Records, each applied to the account as it is made."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.records: list[Record] = []

    def do(self, record: Record) -> None:
        self.account.apply(record)
        self.records.append(record)

    def cancel(self, order: str, at: int, reason: CancelReason, by: str = "") -> None:
        self.do(Cancelled(at, order, self.account.orders[order].order.symbol, reason, by))

    def cut(self, working: Working, at: int) -> None:
        """Let an order that only reduces be for no more than is held, and end where nothing is."""
        held = self.reducible(working)
        if not held:
            self.cancel(working.order.id, at, "nothing_held")
        elif working.left > held:
            self.do(Resized(at, working.order.id, working.order.symbol, working.filled + held))

    def reducible(self, working: Working) -> Decimal:
        """What is held on the other side than the order's."""
        held = self.account.held(working.order.symbol)
        return abs(held) if held * working.order.sign < 0 else Decimal(0)

    def expire(self, symbol: str, now: int) -> None:
        """Cancel the orders for a day whose day is over ``now``."""
        ends = self.account.resting(symbol).ends
        while ends and ends[0][0] <= now:
            at, order = ends[0]
            self.cancel(order, at, "expired")
