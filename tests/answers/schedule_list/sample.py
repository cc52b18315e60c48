"""What ``/schedule list`` may answer."""

from services.schedules.facts import ScheduleListAnswer
from tests.answers._schedules import SCHEDULES, facts
from tests.answers._shared import NOW

SAMPLES: dict[str, ScheduleListAnswer] = {
    "usual": ScheduleListAnswer(as_of=NOW, schedules=tuple(SCHEDULES.values()), used=5, quota=20),
    "none": ScheduleListAnswer(as_of=NOW, schedules=(), used=0, quota=20),
    "paused": ScheduleListAnswer(as_of=NOW, schedules=(SCHEDULES["paused"],), used=1, quota=20),
    "full": ScheduleListAnswer(
        as_of=NOW, schedules=tuple(facts(number=number) for number in range(100, 170)), used=20, quota=20
    ),
}
