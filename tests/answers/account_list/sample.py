"""What ``/account list`` may answer."""

from typing import Any

from services.core.units import Money, PercentChange
from services.portfolio.account_list import AccountFacts, AccountListAnswer
from tests.answers._shared import HOSTILE, NOW


def facts(account: str = "main", equity: str = "10234.56", change: float = 0.023456, **changes: Any) -> AccountFacts:
    usual = {
        "account": account,
        "in_use": account == "main",
        "equity": Money(equity),
        "change": PercentChange(change),
        "positions": 1,
        "orders": 2,
        "unpriced": False,
    }
    return AccountFacts.model_validate(usual | changes)


def listed(*accounts: AccountFacts, left: int = 3) -> AccountListAnswer:
    return AccountListAnswer(as_of=NOW, accounts=accounts, currency="USDT", simulated=False, left=left)


SAMPLES: dict[str, AccountListAnswer] = {
    "main alone": listed(facts(equity="10000", change=0.0, positions=0, orders=0), left=4),
    "several": listed(facts(), facts("swing", "4801.2", -0.03976), facts("server", "10000", 0.0), left=3),
    "as many as may be": listed(facts(), *(facts(f"account-{n}", unpriced=True) for n in range(4)), left=0),
    "hostile": listed(facts(HOSTILE[:20], in_use=True)).model_copy(update={"currency": HOSTILE}),
}
