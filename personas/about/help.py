"""How it is shown what the desk can be asked."""

from personas.card import Action
from personas.face import Face
from services.house.status import CommandFacts, HelpAnswer, Status
from services.house.voices import PersonaList


def closed_to_you(said: HelpAnswer) -> tuple[tuple[str, tuple[CommandFacts, ...]], ...]:
    """The commands that the asker may not give, by the role that each needs."""
    closed = [command for command in said.commands if not command.allowed]
    roles = dict.fromkeys(command.role or "none" for command in closed)
    return tuple((role, tuple(each for each in closed if (each.role or "none") == role)) for role in roles)


def _mood(said: HelpAnswer) -> str:
    if not said.roles_mapped:
        return "doors not mapped"
    return "all doors open" if all(command.allowed for command in said.commands) else "some doors closed"


FACE = Face(
    HelpAnswer,
    frame="list",
    mood=_mood,
    buttons=lambda _said, _request: (Action("Voices", PersonaList()), Action("Status", Status())),
    words=(closed_to_you,),
)
