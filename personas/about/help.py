"""How it is shown what the desk can be asked."""

from personas.card import Action
from personas.face import Face
from services.house.status import HelpAnswer, Status
from services.house.voices import PersonaList


def _mood(said: HelpAnswer) -> str:
    if not said.roles_mapped:
        return "doors not mapped"
    return "all doors open" if all(command.allowed for command in said.commands) else "some doors closed"


FACE = Face(
    HelpAnswer,
    frame="list",
    mood=_mood,
    buttons=lambda _said, _request: (Action("Voices", PersonaList()), Action("Status", Status())),
)
