"""What a user would lose: to hear that the agent asks them again, and why."""

from typing import Any

import pytest

from personas.render import Voices
from services.brain.events import AutonomyDropped
from tests.answers._shared import HOSTILE, NOW
from tests.cards import text_of


def dropped(**changes: Any) -> AutonomyDropped:
    usual: dict[str, Any] = {
        "key": "dropped",
        "at": NOW,
        "account": "main",
        "person": "discord:12",
        "server": None,
        "level": "copilot",
        "was": "autonomous",
        "reason": "3 losses of its trades in a row, and at most 3 are borne",
    }
    return AutonomyDropped.model_validate(usual | changes)


SAMPLES = {
    "own": dropped(),
    "of a server": dropped(account="server", person=None, server="discord:9", was="agent"),
    "hostile": dropped(reason=HOSTILE, account=HOSTILE),
}


@pytest.mark.parametrize("voice", ["biel", "f", "gemini", "xyko", "z"])
def test_what_happened_and_why(voices: Voices, voice: str) -> None:
    card = voices.render(SAMPLES["own"], voice)
    assert card.title == "PAPER main: autonomy fell from autonomous to copilot"
    assert "3 losses of its trades in a row" in text_of(card)
    assert "unless somebody approves" in text_of(card)
    assert "@everyone" not in text_of(voices.render(SAMPLES["hostile"], voice))
