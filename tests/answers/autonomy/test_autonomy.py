"""What a user would lose: to know what the agent may do in their account, and what it lacks for more."""

from typing import Any

import pytest

from personas.render import Voices
from services.autonomy.levels import LEVELS, POWERS
from services.brain.answers import AutonomyAnswer
from services.brain.autonomy import Autonomy
from tests.answers._shared import HOSTILE, NOW
from tests.cards import said_by_all, text_of
from tests.faces import buttons

MISSING = (
    "30 judged decisions as copilot, one a move; there are 12",
    "a Brier score of 0.25 or less over these; it is 0.270",
)


def facts(missing: tuple[str, ...]) -> list[dict[str, Any]]:
    return [
        {
            "name": level,
            "summary": POWERS[level].summary,
            **{name: getattr(POWERS[level], name) for name in ("analyses", "orders", "alone", "sizes")},
            "role": POWERS[level].set_by.word,
            "open": not (POWERS[level].earned and missing),
            "missing": missing if POWERS[level].earned else (),
        }
        for level in LEVELS
    ]


def autonomy(missing: tuple[str, ...] = MISSING, **changes: Any) -> AutonomyAnswer:
    usual: dict[str, Any] = {
        "as_of": NOW,
        "simulated": False,
        "account": "main",
        "currency": "USDT",
        "level": "copilot",
        "was": None,
        "reason": "",
        "levels": facts(missing),
    }
    return AutonomyAnswer.model_validate(usual | changes)


SAMPLES = {
    "copilot": autonomy(),
    "earned": autonomy(()),
    "set": autonomy(level="assistant", was="copilot"),
    "set as it was": autonomy(was="copilot"),
    "off": autonomy(level="none"),
    "alone": autonomy((), level="autonomous", was="copilot"),
    "all of it, simulated": autonomy((), level="agent", simulated=True, account="server"),
    "fell back": autonomy(reason="3 losses of its trades in a row, and at most 3 are borne"),
    "hostile": autonomy((HOSTILE,), account="swing", reason=HOSTILE),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_every_voice_says_it(voices: Voices, name: str) -> None:
    said_by_all(voices, SAMPLES[name], longest=1500)


def test_the_first_line_says_the_level_and_each_level_what_it_may(voices: Voices) -> None:
    for voice in voices.names:
        card = voices.render(SAMPLES["copilot"], voice)
        assert "PAPER main: autonomy is copilot" in card.title
        text = text_of(card)
        for level in LEVELS:
            assert f"**{level}**: {POWERS[level].summary}" in text, (voice, level)
        for lacks in MISSING:
            assert text.count(lacks) == 1, (voice, lacks)
        assert "assistant now, before copilot" in voices.render(SAMPLES["set"], voice).title
        assert "before" not in voices.render(SAMPLES["set as it was"], voice).title
        assert "3 losses" in text_of(voices.render(SAMPLES["fell back"], voice))


def test_a_press_sets_each_level_that_is_open_and_no_other() -> None:
    def levels(label: str) -> list[str | None]:
        found = [action.request for action in buttons(SAMPLES[label])]
        return [each.level for each in found if isinstance(each, Autonomy)]

    assert levels("copilot") == ["none", "assistant"]
    assert levels("earned") == ["none", "assistant", "autonomous", "agent"]
    assert levels("all of it, simulated") == ["none", "assistant", "copilot", "autonomous"]
    assert all(getattr(action.request, "account", None) == "main" for action in buttons(SAMPLES["copilot"]))
