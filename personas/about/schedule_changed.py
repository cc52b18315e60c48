"""How it is shown what was done to schedules."""

from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

from personas.about._schedules import asks_told, due_told, schedule_called, schedule_line, told_to
from personas.buttons import row
from personas.face import Actions, Essential, Face
from personas.format import counted
from personas.phrasing import marked
from services.core.request import AnyRequest
from services.schedules.editing import ScheduleDelete, SchedulePause, ScheduleResume, ScheduleRun
from services.schedules.facts import Done, ScheduleChangedAnswer
from services.schedules.listing import ScheduleList

DONE: Final[dict[Done, str]] = {
    "set": "set",
    "edited": "changed",
    "paused": "paused",
    "resumed": "resumed",
    "deleted": "deleted",
    "run": "run now",
}
MOODS: Final[Mapping[Done, str]] = {"set": "schedule set", "run": "schedule run"}


def schedule_done(said: ScheduleChangedAnswer) -> Markup:
    """``Schedule 3, morning digest: set``, ``3 schedules paused``"""
    if len(said.schedules) != 1:
        return marked("{} {}").format(counted(len(said.schedules), "schedule"), DONE[said.done])
    return marked("Schedule {}: {}").format(schedule_called(said.schedules[0]), DONE[said.done])


def _buttons(said: ScheduleChangedAnswer, _request: AnyRequest | None) -> Actions:
    which = ", ".join(str(each.number) for each in said.schedules)
    listing: tuple[str, AnyRequest] = ("Schedules", ScheduleList())
    if said.done == "deleted" or len(which) > 60:
        return row(0, [listing])
    paused = all(each.paused for each in said.schedules)
    turn: tuple[str, AnyRequest] = (
        ("Resume", ScheduleResume(which=which)) if paused else ("Pause", SchedulePause(which=which))
    )
    run: list[tuple[str, AnyRequest]] = [] if said.done == "run" else [("Run now", ScheduleRun(which=which))]
    return row(0, [*run, turn, ("Delete", ScheduleDelete(which=which)), listing])


FACE = Face(
    ScheduleChangedAnswer,
    frame="receipt",
    essentials=lambda said: [Essential("Schedule", schedule_done(said), first=True)],
    mood=lambda said: MOODS.get(said.done, "schedule changed"),
    buttons=_buttons,
    words=(schedule_done, schedule_line, asks_told, due_told, told_to),
)
