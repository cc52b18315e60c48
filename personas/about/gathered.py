"""How many things that happened are told in one message."""

from markupsafe import Markup

from personas.buttons import row
from personas.card import Action
from personas.face import Essential, Face
from personas.format import counted
from personas.phrasing import marked
from services.core.request import AnyRequest
from services.notifications.gathered import Gathered, Line
from services.notifications.settings import NotificationsList


def gathered_told(said: Gathered) -> Markup:
    """``12 things happened``"""
    return marked("{} happened").format(counted(len(said.lines), "thing"))


def gathered_line(line: Line) -> Markup:
    """The title of its own card, and whom it is for: finished text."""
    title = marked(line.title)
    door, _, number = (line.person or "").partition(":")
    return marked(f"<@{number}> {title}") if door == "discord" and number.isdecimal() else title


def _buttons(_said: Gathered, _request: AnyRequest | None) -> tuple[Action, ...]:
    return row(0, [("What is told", NotificationsList())])


FACE = Face(
    Gathered,
    frame="notice",
    essentials=lambda said: [Essential("Told", gathered_told(said), first=True)],
    mood=lambda _: "many at once",
    buttons=_buttons,
    words=(gathered_told, gathered_line),
)
