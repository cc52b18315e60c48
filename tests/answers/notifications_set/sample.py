"""What ``/notifications set`` may answer: usual and odd."""

from services.notifications.subscriptions import OF_SERVER, SUBJECTS, TO, NotificationsSetAnswer
from tests.answers._shared import NOW

SAMPLES: dict[str, NotificationsSetAnswer] = {
    f"{subject}, {to}, {'on' if on else 'off'}, {'again' if on == was_on else 'anew'}": NotificationsSetAnswer(
        as_of=NOW, subject=subject, to=to, on=on, was_on=was_on
    )
    for subject in SUBJECTS
    for to in TO
    if to == "channel" or subject not in OF_SERVER
    for on in (True, False)
    for was_on in (True, False)
}
