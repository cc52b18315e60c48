"""What ``/notifications again`` may answer."""

from services.notifications.failed import NotificationsAgainAnswer
from tests.answers._shared import NOW

SAMPLES: dict[str, NotificationsAgainAnswer] = {
    f"{again} of {again + left}": NotificationsAgainAnswer(as_of=NOW, again=again, left=left)
    for again, left in ((1, 0), (1, 1), (999, 0), (2, 12))
}
