"""What ``/notifications list`` may answer: usual and odd."""

from services.notifications.subscriptions import SUBJECTS, TO, TOLD, NotificationsListAnswer, Subscription
from tests.answers._shared import NOW

SAMPLES: dict[str, NotificationsListAnswer] = {
    str(len(told)): NotificationsListAnswer(
        as_of=NOW,
        subscriptions=tuple(Subscription(subject="heartbeat", to=to) for to in told),
        subjects=SUBJECTS,
    )
    for told in ((), TO[:1], TO)
} | {
    f"trades, {to}": NotificationsListAnswer(
        as_of=NOW, subscriptions=(Subscription(subject="trades", to=to),), subjects=SUBJECTS
    )
    for to in TOLD
}
