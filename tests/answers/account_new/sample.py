"""What ``/account new`` may answer."""

from services.accounts.new import AccountNewAnswer
from services.core.units import Money
from tests.answers._shared import HOSTILE, NOW


def opened(account: str, left: int) -> AccountNewAnswer:
    return AccountNewAnswer(
        as_of=NOW, simulated=False, account=account, currency="USDT", balance=Money("5000"), left=left
    )


SAMPLES: dict[str, AccountNewAnswer] = {
    "one of several": opened("swing", 3),
    "the last": opened("day-trades", 0),
    "hostile": opened(HOSTILE[:20], 2),
}
