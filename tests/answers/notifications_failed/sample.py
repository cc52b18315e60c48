"""What ``/notifications failed`` may answer: usual and odd."""

from datetime import timedelta
from typing import get_args

from services.notifications.failed import FailedFacts, NotificationsFailedAnswer
from services.notifications.mailbox import Reason
from tests.answers._shared import NOW

REASONS: tuple[Reason, ...] = get_args(Reason)


def failed(number: int, reason: Reason) -> FailedFacts:
    return FailedFacts(
        number=number,
        subject=("alerts", "heartbeat")[number % 2],
        market=("BTC/USDT", None)[number % 2],
        happened_at=NOW - timedelta(hours=number),
        at=NOW,
        channel=(None if reason == "closed" else ("discord:1000000000000000201", "elsewhere:<@1>")[number % 2]),
        reason=reason,
        detail="403 Forbidden (error code: 50013): Missing Permissions <@1>",
    )


ALL = tuple(failed(number, reason) for number, reason in enumerate(REASONS * 2, 1))
SAMPLES: dict[str, NotificationsFailedAnswer] = {
    "none": NotificationsFailedAnswer(as_of=NOW, failed=(), total=0),
    **{
        reason: NotificationsFailedAnswer(as_of=NOW, failed=(failed(4 + at, reason),), total=1)
        for at, reason in enumerate(REASONS)
    },
    "of many": NotificationsFailedAnswer(as_of=NOW, failed=ALL[:10], total=1_000),
}
