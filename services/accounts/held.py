"""What is held in an account, as the process that writes it has it: kept beside the journal, to be compared with it."""

from decimal import Decimal

from analytics.trading.account import Account
from services.accounts.naming import AccountId
from services.core.request import Frozen


class Held(Frozen):
    """What the account of ``owner`` came to with its record number ``records``."""

    owner: str
    records: int
    cash: Decimal
    positions: dict[str, Decimal]
    """What is held of each symbol, negative where short."""
    orders: int

    @classmethod
    def of(cls, account: Account) -> "Held":
        return cls(
            owner=AccountId.read(account.id).owner,
            records=account.records,
            cash=account.cash,
            positions={each.symbol: each.amount for each in account.positions.values()},
            orders=len(account.orders),
        )
