"""Under what the desk says of itself: voices, status, help."""

from personas.buttons import Actions, Under, in_rows
from personas.card import Action
from services.core.request import Answer, AnyRequest
from services.house.status import Help, HelpAnswer, Status, StatusAnswer
from services.house.subscriptions import NotifySet
from services.house.voices import (
    PersonaList,
    PersonaListAnswer,
    PersonaShowAnswer,
    PersonaUse,
    PersonaUseAnswer,
    VoiceFacts,
)


def under_voices(said: PersonaListAnswer, request: AnyRequest | None = None) -> Actions:
    del request
    return in_rows([(_use(voice), voice.name == said.current) for voice in said.voices])


def under_voice(said: PersonaShowAnswer, request: AnyRequest | None = None) -> Actions:
    del request
    every = Action("All voices", PersonaList())
    return (every,) if said.current else (_use(said.voice), every)


def under_choice(said: Answer, request: AnyRequest | None = None) -> Actions:
    del said, request
    return (Action("All voices", PersonaList()), Action("Help", Help()))


def under_status(said: Answer, request: AnyRequest | None = None) -> Actions:
    del said, request
    return (Action("Refresh", Status()), Action("Help", Help()), Action("Tell this channel", NotifySet()))


def under_help(said: Answer, request: AnyRequest | None = None) -> Actions:
    del said, request
    return (Action("Voices", PersonaList()), Action("Status", Status()))


def _use(voice: VoiceFacts) -> Action:
    return Action(f"Use {voice.title}", PersonaUse(voice=voice.name))


UNDER: Under = {
    PersonaListAnswer: under_voices,
    PersonaShowAnswer: under_voice,
    PersonaUseAnswer: under_choice,
    StatusAnswer: under_status,
    HelpAnswer: under_help,
}
