"""What a change of schedules may answer."""

from services.schedules.facts import Done, ScheduleChangedAnswer
from tests.answers._schedules import SCHEDULES
from tests.answers._shared import NOW

USUAL, CHARTS, PAUSED = SCHEDULES["usual"], SCHEDULES["charts"], SCHEDULES["paused"]
DONE: tuple[Done, ...] = ("set", "edited", "resumed", "deleted", "run")

SAMPLES: dict[str, ScheduleChangedAnswer] = {
    **{done: ScheduleChangedAnswer(as_of=NOW, done=done, schedules=(USUAL,), used=3, quota=20) for done in DONE},
    "paused": ScheduleChangedAnswer(as_of=NOW, done="paused", schedules=(PAUSED,), used=3, quota=20),
    "several": ScheduleChangedAnswer(as_of=NOW, done="paused", schedules=tuple(SCHEDULES.values()), used=5, quota=20),
    "hostile": ScheduleChangedAnswer(as_of=NOW, done="set", schedules=(SCHEDULES["hostile"],), used=1, quota=20),
    "of the server": ScheduleChangedAnswer(as_of=NOW, done="set", schedules=(CHARTS,), used=1, quota=50),
}
