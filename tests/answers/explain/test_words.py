"""Whoever asks why, in any voice, hears the desk's figures for both sides, and what the brain wrote as its words."""

import pytest

from personas.render import Voices
from tests.answers.explain.sample import SAMPLES, answer
from tests.cards import text_of
from tests.faces import buttons

VOICES = ("biel", "f", "gemini", "xyko", "z")


@pytest.mark.parametrize("voice", VOICES)
def test_the_first_line_says_what_for(voices: Voices, voice: str) -> None:
    for label, first in (
        ("usual", "PAPER main: LONG BTC/USDT, for the trend is bullish; 3 points for it, 1 against"),
        ("wait by the checks", "PAPER main: WAIT BTC/USDT; nothing for it, 3 against"),
    ):
        assert voices.render(SAMPLES[label], voice).title == first


@pytest.mark.parametrize("voice", VOICES)
def test_both_sides_are_told_in_figures(voices: Voices, voice: str) -> None:
    card = text_of(voices.render(SAMPLES["usual"], voice))
    for point in (
        "volume 1.4 times its mean of 20 bars",
        "support at 41,734.81, 1.00% below",
        "43,631.84, 3.50% above",
    ):
        assert point in card
    assert card.index("For it") < card.index("41,734.81") < card.index("Against it") < card.index("43,631.84")
    for fact in (
        "waits for approval: LONG BTC/USDT at 42,156.37",
        "7 of 10 similar",
        "trade\\_decision:1",
        "9f3c11aa",
        "level copilot",
    ):
        assert fact in card, fact
    assert "not known then: order book: the venue does not answer" in card


@pytest.mark.parametrize("voice", VOICES)
def test_what_was_learned_is_told_as_a_text_of_the_brain(voices: Voices, voice: str) -> None:
    card = text_of(voices.render(SAMPLES["won"], voice))
    assert "**Learned of it**: “Reclaims with volume paid here; the first target was reached in 4 h 23 min.”" in card
    assert "which nobody vouches for" in card
    assert "Learned" not in text_of(voices.render(SAMPLES["usual"], voice))


@pytest.mark.parametrize("voice", VOICES)
def test_of_many_points_the_first_are_told_and_how_many_there_are(voices: Voices, voice: str) -> None:
    points = tuple(f"point {number} of a kind" for number in range(101, 120))
    card = text_of(voices.render(answer("pending", in_favour=points), voice))
    assert "point 105 of a kind" in card
    assert "point 106 of a kind" not in card
    assert "19 in all" in card


def test_the_whole_of_what_it_wrote_is_here() -> None:
    words = ("The reclaim of 41,800.25 holds while the funding of −0.012% says that shorts pay, as they did. " * 12)[
        :1_190
    ]
    said = answer("pending")
    told = said.model_copy(update={"decision": said.decision.model_copy(update={"reasoning": words})})
    for voice in VOICES:
        assert words.strip() in Voices(strict=True).render(told, voice).body


def test_it_leads_back_to_the_decision() -> None:
    assert [action.label for action in buttons(SAMPLES["usual"])] == ["In full", "Chart", "Decisions"]
