"""How it is shown that somebody is forgotten."""

from personas.buttons import Actions, row
from personas.face import Face
from services.core.request import AnyRequest
from services.house.privacy import ForgetMeAnswer, Privacy


def buttons(said: ForgetMeAnswer, request: AnyRequest | None = None) -> Actions:
    del said, request
    return row(0, [("What is kept", Privacy())])


FACE = Face(ForgetMeAnswer, frame="receipt", mood=lambda _: "person forgotten", buttons=buttons)
