"""What ``/schedule add`` may answer."""

from datetime import timedelta

from services.schedules.asking import ScheduleAdd
from services.schedules.facts import ScheduleFacts, SchedulePreview
from tests.answers._schedules import SCHEDULES
from tests.answers._shared import NOW


def preview(schedule: ScheduleFacts, *like: ScheduleFacts, times: int = 5, used: int = 2) -> SchedulePreview:
    again = ScheduleAdd(what="morning digest", when="weekdays at 8:30", to=schedule.to)
    first = NOW + timedelta(hours=36, minutes=30)
    return SchedulePreview(
        as_of=NOW,
        schedule=schedule.model_copy(update={"number": 0, "ran": 0, "ran_at": None, "skipped": 0}),
        next=tuple(first + timedelta(days=day) for day in range(times)),
        like=like,
        used=used,
        quota=20,
        confirm=again.confirmed("a1b2c3"),
        again=again,
    )


SAMPLES: dict[str, SchedulePreview] = {
    **{name: preview(schedule, times=1 if name == "once" else 5) for name, schedule in SCHEDULES.items()},
    "like another": preview(SCHEDULES["usual"], SCHEDULES["charts"], used=19),
}
