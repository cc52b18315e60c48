"""What ``/notify set`` may answer: usual and odd."""

from services.house.subscriptions import OF_SERVER, SUBJECTS, TO, NotifySetAnswer
from tests.answers._shared import NOW

SAMPLES: dict[str, NotifySetAnswer] = {
    f"{subject}, {to}, {'on' if on else 'off'}, {'again' if on == was_on else 'anew'}": NotifySetAnswer(
        as_of=NOW, subject=subject, to=to, on=on, was_on=was_on
    )
    for subject in SUBJECTS
    for to in TO
    if to == "channel" or subject not in OF_SERVER
    for on in (True, False)
    for was_on in (True, False)
}
