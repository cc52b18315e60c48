"""How it is shown that somebody is forgotten."""

from personas.buttons import Actions, row
from personas.face import Essential, Face
from personas.phrasing import marked
from services.core.request import AnyRequest
from services.house.privacy import ForgetMeAnswer, Privacy


def buttons(said: ForgetMeAnswer, request: AnyRequest | None = None) -> Actions:
    del said, request
    return row(0, [("What is kept", Privacy())])


FACE = Face(
    ForgetMeAnswer,
    frame="receipt",
    essentials=lambda _: [Essential("Done", marked("You are forgotten"), first=True)],
    mood=lambda _: "person forgotten",
    buttons=buttons,
)
