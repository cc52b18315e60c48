"""Subscriptions, to put into words."""

from datetime import UTC, datetime

from services.core.request import Answer
from services.house.subscriptions import SUBJECTS, NotifyListAnswer, NotifySetAnswer, Subscription

NOW = datetime(2023, 12, 30, 19, tzinfo=UTC)

ANSWERS: dict[str, Answer] = {
    "notify set: channel": NotifySetAnswer(as_of=NOW, subject="heartbeat", to="channel", on=True, was_on=False),
    "notify set: me, again": NotifySetAnswer(as_of=NOW, subject="heartbeat", to="me", on=True, was_on=True),
    "notify set: off": NotifySetAnswer(as_of=NOW, subject="heartbeat", to="channel", on=False, was_on=True),
    "notify list: nothing": NotifyListAnswer(as_of=NOW, subscriptions=(), subjects=SUBJECTS),
    "notify list: both": NotifyListAnswer(
        as_of=NOW,
        subscriptions=(Subscription(subject="heartbeat", to="channel"), Subscription(subject="heartbeat", to="me")),
        subjects=SUBJECTS,
    ),
}
