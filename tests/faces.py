"""What the face of an answer gives it."""

from collections.abc import Sequence

from personas.card import Tone
from personas.face import Actions, Faces
from personas.pictures.layout import Layout
from services.core.errors import DeskError
from services.core.request import Answer, AnyRequest

FACES = Faces()


def buttons(said: Answer | DeskError, request: AnyRequest | None = None) -> Actions:
    return FACES.of(type(said)).buttons(said, request)


def tone(said: Answer | DeskError) -> Tone:
    return FACES.of(type(said)).tone(said)


def picture(answer: Answer, marks: Sequence[str] = ()) -> Layout:
    """Its layout."""
    drawn = picture_if_any(answer, marks)
    assert drawn is not None
    return drawn


def picture_if_any(answer: Answer, marks: Sequence[str] = ()) -> Layout | None:
    """The same, where there is something to draw."""
    return FACES.draw(answer, marks)
