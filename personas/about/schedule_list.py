"""How schedules are listed."""

from markupsafe import Markup

from personas.about._schedules import schedule_line
from personas.buttons import row
from personas.face import Actions, Essential, Face
from personas.format import counted, time
from personas.phrasing import marked
from services.core.request import AnyRequest
from services.schedules.asking import ScheduleAdd
from services.schedules.editing import SchedulePause, ScheduleRun
from services.schedules.facts import ScheduleListAnswer

PRESSED = 2


def schedules_told(said: ScheduleListAnswer) -> Markup:
    """``3 schedules, the next 1 Dec 08:00``, ``No schedules``"""
    if not said.schedules:
        return Markup("No schedules")
    told = counted(len(said.schedules), "schedule")
    due = said.schedules[0].due
    return marked("{}, none due").format(told) if due is None else marked("{}, the next {}").format(told, time(due))


def _buttons(said: ScheduleListAnswer, _request: AnyRequest | None) -> Actions:
    if not said.schedules:
        return row(0, [(name, ScheduleAdd(what=name)) for name in ("morning digest", "market open", "daily sky")])
    first = [each for each in said.schedules if not each.paused][:PRESSED]
    runs = [(f"Run {each.number} now", ScheduleRun(which=str(each.number))) for each in first]
    pauses = [(f"Pause {each.number}", SchedulePause(which=str(each.number))) for each in first]
    return (*row(0, runs), *row(1, pauses))


FACE = Face(
    ScheduleListAnswer,
    frame="list",
    essentials=lambda said: [Essential("Schedules", schedules_told(said), first=True)],
    mood=lambda said: "schedules kept" if said.schedules else "no schedules",
    buttons=_buttons,
    words=(schedules_told, schedule_line),
)
