"""What ``/notify set`` may answer: usual and odd."""

from services.house.subscriptions import TO, NotifySetAnswer
from tests.answers._shared import NOW

SAMPLES: dict[str, NotifySetAnswer] = {
    f"{to}, {'on' if on else 'off'}, {'again' if on == was_on else 'anew'}": NotifySetAnswer(
        as_of=NOW, subject="heartbeat", to=to, on=on, was_on=was_on
    )
    for to in TO
    for on in (True, False)
    for was_on in (True, False)
}
