"""How a paper account begins: everyone has one at once, and the first thing written into it opens it."""

from datetime import datetime
from decimal import Decimal

from analytics.trading.account import Account, account_of
from analytics.trading.records import Opened, Record
from services.accounts.terms import PaperTerms
from services.market.timeframes import to_ms


def opened_records(account: Account, terms: PaperTerms, now: datetime, balance: Decimal | None = None) -> list[Record]:
    """What to write before anything else into ``account``: nothing where it is open. ``balance``: another than the
    configured one."""
    if account.is_open:
        return []
    return [Opened(to_ms(now), account.id, terms.currency, terms.balance if balance is None else balance)]


def as_opened(account: Account, terms: PaperTerms, now: datetime) -> Account:
    """``account``, or where it was never opened, what it would be if it were opened now. Nothing is written."""
    return account if account.is_open else account_of(account.id, opened_records(account, terms, now))
