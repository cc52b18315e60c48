"""How a voice is introduced."""

from personas.buttons import Actions
from personas.card import Action
from personas.escaping import escape
from personas.face import Essential, Face
from services.core.request import AnyRequest
from services.house.voices import PersonaList, PersonaShowAnswer, PersonaUse, VoiceFacts


def use(voice: VoiceFacts) -> Action:
    """The button that lets ``voice`` speak to whoever presses it."""
    return Action(f"Use {voice.title}", PersonaUse(voice=voice.name))


def _buttons(said: PersonaShowAnswer, _request: AnyRequest | None) -> Actions:
    every = Action("All voices", PersonaList())
    return (every,) if said.current else (use(said.voice), every)


FACE = Face(
    PersonaShowAnswer,
    frame="list",
    essentials=lambda said: [Essential("Voice", escape(said.voice.title), first=True)],
    mood=lambda said: "a voice speaking" if said.current else "a voice waiting",
    buttons=_buttons,
)
