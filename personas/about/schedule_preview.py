"""How a schedule is shown before it is set."""

from markupsafe import Markup

from personas.about._schedules import asks_told, on_weekday, told_to
from personas.card import Action
from personas.escaping import brief, escape
from personas.face import Actions, Essential, Face
from personas.phrasing import marked
from services.core.request import AnyRequest
from services.schedules.facts import SchedulePreview
from services.schedules.listing import ScheduleList

EDITED = ("what", "when", "missed", "title", "timezone")


def would_run(said: SchedulePreview) -> Markup:
    """``morning digest, every day at 08:00``"""
    return marked("{}, {}").format(brief(said.schedule.name), escape(said.schedule.said))


def _buttons(said: SchedulePreview, _request: AnyRequest | None) -> Actions:
    return (
        Action("Confirm", said.confirm),
        Action("Edit", said.again, edits=EDITED),
        Action("Schedules", ScheduleList()),
    )


def _essentials(said: SchedulePreview) -> list[Essential]:
    found = [Essential("Schedule", would_run(said), first=True)]
    if said.next:
        found.append(Essential("Next", on_weekday(said.next[0])))
    return found


FACE = Face(
    SchedulePreview,
    frame="list",
    essentials=_essentials,
    mood=lambda _: "schedule shown",
    buttons=_buttons,
    words=(would_run, asks_told, on_weekday, told_to),
)
