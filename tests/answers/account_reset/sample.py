"""What ``/account reset`` may answer."""

from services.accounts.reset import AccountResetAnswer
from services.core.units import Money
from tests.answers._shared import HOSTILE, NOW


def anew(account: str = "main", orders: int = 0, positions: int = 0, trades: int = 0) -> AccountResetAnswer:
    return AccountResetAnswer(
        as_of=NOW,
        simulated=False,
        account=account,
        currency="USDT",
        balance=Money("10000"),
        orders=orders,
        positions=positions,
        trades=trades,
        resets=2,
    )


SAMPLES: dict[str, AccountResetAnswer] = {
    "nothing open": anew(),
    "much open": anew(orders=2, positions=1, trades=14),
    "one trade": anew(positions=2, trades=1),
    "hostile": anew(HOSTILE[:20]),
}
