"""What ``/notifications list`` may answer: usual and odd."""

from services.notifications.places import SUBJECTS
from services.notifications.settings import TO, TOLD, NotificationsListAnswer, QuietFacts, Subscription
from tests.answers._shared import NOW

HOURS = (
    QuietFacts(to="me", start="22:00", end="07:00", zone="America/Argentina/Buenos_Aires"),
    QuietFacts(to="channel", start="00:00", end="00:30", zone="UTC+05:30"),
)
SAMPLES: dict[str, NotificationsListAnswer] = {
    **{
        str(len(told)): NotificationsListAnswer(
            as_of=NOW,
            subscriptions=tuple(Subscription(subject="heartbeat", to=to) for to in told),
            subjects=SUBJECTS,
        )
        for told in ((), TO[:1], TO)
    },
    **{
        f"{subject}, {to}": NotificationsListAnswer(
            as_of=NOW, subscriptions=(Subscription(subject=subject, to=to, silent=to == "me"),), subjects=SUBJECTS
        )
        for subject in ("trades", "alerts")
        for to in TOLD
    },
    "all, silently, in threads, with quiet hours": NotificationsListAnswer(
        as_of=NOW,
        subscriptions=tuple(
            Subscription(subject=subject, to="channel", silent=True, threads=True) for subject in SUBJECTS
        ),
        subjects=SUBJECTS,
        quiet=HOURS,
        closed=True,
    ),
}
