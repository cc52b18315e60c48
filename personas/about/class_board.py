"""How it is shown who of a server learns."""

from markupsafe import Markup

from personas.about.leaderboard import person_called
from personas.buttons import Actions
from personas.card import Action
from personas.face import Essential, Face
from personas.format import counted
from services.core.request import AnyRequest
from services.education.classes import ClassBoard, ClassBoardAnswer, ClassJoin, ClassLeave
from services.education.learning import Learn


def class_told(said: ClassBoardAnswer) -> Markup:
    """``4 learn here, the first with 31 points``, ``nobody is listed``"""
    if not said.listed:
        return Markup("nobody is listed")
    listed = counted(said.listed, "is listed", "are listed")
    if not said.ranks or not said.ranks[0].points:
        return Markup("{}, nobody has a point yet").format(listed)
    return Markup("{}, the first with {}").format(listed, counted(said.ranks[0].points, "point"))


def buttons(_said: ClassBoardAnswer, _request: AnyRequest | None = None) -> Actions:
    """To be listed or no more: everybody who reads it may press either."""
    return (
        Action("List me", ClassJoin()),
        Action("List me no more", ClassLeave()),
        Action("School", Learn()),
        Action("Refresh", ClassBoard()),
    )


FACE = Face(
    ClassBoardAnswer,
    frame="list",
    essentials=lambda said: [Essential("Ranks", class_told(said), first=True)],
    mood=lambda said: "class learns" if said.listed else "class empty",
    buttons=buttons,
    words=(class_told, person_called),
)
