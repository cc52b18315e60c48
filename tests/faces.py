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
    draw = FACES.of(type(answer)).picture
    assert draw is not None
    return draw(answer, marks)
