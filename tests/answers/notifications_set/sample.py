"""What ``/notifications set`` may answer: usual and odd."""

from services.notifications.places import OF_SERVER, SUBJECTS
from services.notifications.settings import LEVELS, TO, NotificationsSetAnswer
from tests.answers._shared import NOW

SAMPLES: dict[str, NotificationsSetAnswer] = {
    f"{subject}, {to}, {level} after {was}": NotificationsSetAnswer(
        as_of=NOW,
        subject=subject,
        to=to,
        level=level,
        threads=to == "channel" and level == "silent",
        was=was,
        had_threads=was == "silent",
    )
    for subject in SUBJECTS
    for to in TO
    if to == "channel" or subject not in OF_SERVER
    for level in LEVELS
    for was in ("on", "off")
}
