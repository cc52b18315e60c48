"""What ``/notifications set`` may answer: usual and odd."""

from services.notifications.places import OF_SERVER, SUBJECTS
from services.notifications.settings import LEVELS, PEOPLE, TO, NotificationsSetAnswer
from tests.answers._shared import NOW

SAMPLES: dict[str, NotificationsSetAnswer] = {
    **{
        f"people's alerts, {to}, {level} after {was}": NotificationsSetAnswer(
            as_of=NOW, subject=PEOPLE, to=to, level=level, threads=False, was=was, had_threads=False
        )
        for to in ("channel", "server")
        for level in ("on", "off")
        for was in ("on", "off")
    },
    **{
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
    },
}
