"""How it is shown that something is told by its schedule: below what it asked."""

from markupsafe import Markup

from personas.about._schedules import schedule_called
from personas.buttons import row
from personas.face import Actions, Essential, Face
from personas.format import duration, time
from personas.phrasing import marked
from services.core.request import AnyRequest
from services.schedules.editing import SchedulePause
from services.schedules.events import ScheduleDue
from services.schedules.listing import ScheduleList

LATE_SECONDS = 120.0
"""What is told so much later is told as late."""


def of_schedule(said: ScheduleDue) -> Markup:
    """``Schedule 3, morning digest``, with when it was due where that is not now."""
    called = marked("Schedule {}").format(schedule_called(said.schedule))
    if said.by_hand:
        return marked("{}, run by hand").format(called)
    if said.late_seconds < LATE_SECONDS:
        return called
    return marked("{}, due {}, {} late").format(called, time(said.due_at), duration(said.late_seconds))


def _buttons(said: ScheduleDue, _request: AnyRequest | None) -> Actions:
    which = str(said.schedule.number)
    return row(0, [("Pause this schedule", SchedulePause(which=which)), ("Schedules", ScheduleList())])


FACE = Face(
    ScheduleDue,
    frame="notice",
    essentials=lambda said: [Essential("Schedule", of_schedule(said), first=True)],
    mood=lambda said: "schedule late" if said.late_seconds >= LATE_SECONDS else "schedule due",
    buttons=_buttons,
    words=(of_schedule,),
)
