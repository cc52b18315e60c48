"""Whoever may answer sees at once what waits, how long still, and gets to each with a press."""

import pytest

from personas.render import Voices
from services.brain.decisions import DecisionShow
from tests.answers.approvals.sample import SAMPLES
from tests.cards import text_of
from tests.faces import FACES, buttons

VOICES = ("biel", "f", "gemini", "xyko", "z")


@pytest.mark.parametrize("voice", VOICES)
def test_the_first_line_says_what_waits_and_how_long(voices: Voices, voice: str) -> None:
    long = "LONG BTC/USDT at 42,156.37"
    for label, first in (
        ("none", "nothing of the agent waits for you"),
        ("one", f"waits for you: {long}, 12 min left"),
        ("several", f"4 trades wait for you, first {long}, 41 s left"),
        ("of others", f"nothing waits for you, for others {long}, 12 min left"),
    ):
        assert voices.render(SAMPLES[label], voice).title.startswith(f"PAPER: {first}"), label


@pytest.mark.parametrize("voice", VOICES)
def test_each_is_told_with_its_account_and_risk(voices: Voices, voice: str) -> None:
    card = text_of(voices.render(SAMPLES["several"], voice))
    for fact in (
        "PAPER server: LONG BTC/USDT at 42,156.37, stop 41,200.00, target 44,500.00; 12 min left, 1 of 2 approved: Ann",
        "CLOSE BTC/USDT",
        "ADJUST BTC/USDT, stop to 41,200.00, target to 45,000.00",
        "level copilot",
        "level copilot, 64.0% sure",
    ):
        assert fact in card, fact
    assert "for others to answer" in text_of(voices.render(SAMPLES["of others"], voice))


def test_each_can_be_looked_at() -> None:
    waiting = SAMPLES["several"].pending
    asked = [action.request for action in buttons(SAMPLES["several"]) if action.row == 0]
    assert asked == [DecisionShow(id=each.decision.id) for each in waiting]
    labels = [action.label for action in buttons(SAMPLES["several"]) if action.row == 0]
    assert labels[0] == "3fa81c LONG BTC/USDT", "two of one market are told apart"
    assert FACES.of(type(SAMPLES["several"])).menus(SAMPLES["several"]) == ()
    (menu,) = FACES.of(type(SAMPLES["many"])).menus(SAMPLES["many"])
    assert len(menu.choices) == 25
    assert len([action for action in buttons(SAMPLES["many"]) if action.row == 0]) == 5
