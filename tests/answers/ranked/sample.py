"""What ``/ranked`` may answer."""

from services.portfolio.leaderboard import RankedAnswer
from tests.answers._shared import NOW

SAMPLES: dict[str, RankedAnswer] = {
    f"{'on' if on else 'off'}, {'again' if on == was_on else 'anew'}": RankedAnswer(as_of=NOW, on=on, was_on=was_on)
    for on in (True, False)
    for was_on in (True, False)
}
