"""How the voices are listed."""

from personas.about.persona_show import use
from personas.buttons import Actions, in_rows
from personas.face import Essential, Face
from personas.format import counted
from services.core.request import AnyRequest
from services.house.voices import PersonaListAnswer


def _buttons(said: PersonaListAnswer, _request: AnyRequest | None) -> Actions:
    return in_rows([(use(voice), voice.name == said.current) for voice in said.voices])


FACE = Face(
    PersonaListAnswer,
    frame="list",
    essentials=lambda said: [Essential("Voices", counted(len(said.voices), "voice"), first=True)],
    mood=lambda _: "voices",
    buttons=_buttons,
)
