"""How it is shown that another voice speaks."""

from personas.card import Action
from personas.escaping import escape
from personas.face import Essential, Face
from services.house.help import Help
from services.house.voices import PersonaList, PersonaUseAnswer


def _mood(said: PersonaUseAnswer) -> str:
    if said.instead is not None:
        return "voice taken back"
    return "voice kept" if said.previous == said.voice else "voice set"


FACE = Face(
    PersonaUseAnswer,
    frame="receipt",
    essentials=lambda said: [Essential("Voice", escape(said.voice.title), first=True)],
    mood=_mood,
    buttons=lambda _said, _request: (Action("All voices", PersonaList()), Action("Help", Help())),
)
