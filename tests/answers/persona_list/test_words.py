"""Voices are a press away."""

from services.core.errors import DeskError
from services.core.request import Answer, AnyRequest
from services.house.voices import PersonaUse
from tests.answers.persona_list.sample import SAMPLES
from tests.answers.persona_show.sample import SAMPLES as SHOWN
from tests.faces import buttons


def labels(said: Answer | DeskError, request: AnyRequest | None = None) -> list[str]:
    return [action.label for action in buttons(said, request)]


def test_voices_are_a_press_away() -> None:
    shown = buttons(SAMPLES["own"])
    assert [(action.label, action.current) for action in shown] == [
        ("Use Biel", False),
        ("Use F", False),
        ("Use Z", True),
    ]
    assert shown[1].request == PersonaUse(voice="f")
    assert labels(SHOWN["other"]) == ["Use F", "All voices"]
    assert labels(SHOWN["current"]) == ["All voices"]
