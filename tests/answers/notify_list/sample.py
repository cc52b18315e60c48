"""What ``/notify list`` may answer: usual and odd."""

from services.house.subscriptions import SUBJECTS, TO, TOLD, NotifyListAnswer, Subscription
from tests.answers._shared import NOW

SAMPLES: dict[str, NotifyListAnswer] = {
    str(len(told)): NotifyListAnswer(
        as_of=NOW,
        subscriptions=tuple(Subscription(subject="heartbeat", to=to) for to in told),
        subjects=SUBJECTS,
    )
    for told in ((), TO[:1], TO)
} | {
    f"trades, {to}": NotifyListAnswer(
        as_of=NOW, subscriptions=(Subscription(subject="trades", to=to),), subjects=SUBJECTS
    )
    for to in TOLD
}
