"""What ``/account use`` may answer."""

from services.accounts.use import AccountUseAnswer
from tests.answers._shared import HOSTILE, NOW


def used(account: str, previous: str) -> AccountUseAnswer:
    return AccountUseAnswer(as_of=NOW, simulated=False, account=account, previous=previous)


SAMPLES: dict[str, AccountUseAnswer] = {
    "another": used("swing", "main"),
    "the server's": used("server", "main"),
    "the same": used("main", "main"),
    "hostile": used(HOSTILE[:20], HOSTILE[:20]),
}
