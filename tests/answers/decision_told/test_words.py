"""Whoever let the agent act, or look, is told what it did and that nothing else was done."""

import pytest

from personas.render import Voices
from tests.answers.decision_told.sample import SAMPLES
from tests.cards import text_of
from tests.faces import FACES

VOICES = ("biel", "f", "gemini", "xyko", "z")


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize(
    ("label", "first", "more"),
    [
        ("alone", "PAPER main: ordered by itself: LONG BTC/USDT at 42,156.37", "The stop went out with the entry"),
        ("noted", "PAPER main: seen, not ordered: LONG BTC/USDT at 42,156.37", "Nothing was ordered"),
        ("dead", "PAPER main: lapsed: LONG BTC/USDT at 42,156.37", "the price is at 41,150.20, beyond its stop"),
        ("waits", "PAPER main: the agent waits on BTC/USDT: Claude sees no trade", "Nothing was ordered"),
    ],
)
def test_it_is_told_what_was_done(voices: Voices, voice: str, label: str, first: str, more: str) -> None:
    card = voices.render(SAMPLES[label], voice)
    assert card.title.startswith(first)
    assert more in text_of(card)


def test_nobody_is_asked() -> None:
    for label, said in SAMPLES.items():
        labels = [action.label for action in FACES.of(type(said)).buttons(said, None)]
        assert labels == ["In full", "Explain", "Chart", "Decisions"], label
