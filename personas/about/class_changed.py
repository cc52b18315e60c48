"""How it is told that somebody is listed among those who learn, or no more."""

from markupsafe import Markup

from personas.buttons import Actions
from personas.card import Action
from personas.face import Essential, Face
from services.core.request import AnyRequest
from services.education.classes import ClassBoard, ClassChangedAnswer, ClassJoin, ClassLeave


def listing_told(said: ClassChangedAnswer) -> Markup:
    """``listed here from now on``, ``listed here already``, ``listed here no more``"""
    if said.on:
        return Markup("listed here already") if said.was_on else Markup("listed here from now on")
    return Markup("listed here no more") if said.was_on else Markup("not listed here")


def buttons(said: ClassChangedAnswer, request: AnyRequest | None = None) -> Actions:
    """The ranks, and the way back."""
    del request
    back = Action("List me no more", ClassLeave()) if said.on else Action("List me", ClassJoin())
    return (Action("Those who learn here", ClassBoard()), back)


FACE = Face(
    ClassChangedAnswer,
    frame="receipt",
    essentials=lambda said: [Essential("Ranks", listing_told(said), first=True)],
    mood=lambda said: "class joined" if said.on else "class left",
    buttons=buttons,
    words=(listing_told,),
)
