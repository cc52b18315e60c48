"""The first card that people meet: it says what the desk does and does not, and is short where others read it."""

import pytest

from personas.render import Voices
from services.brain.watches import AiStatus
from services.education.learning import Learn
from services.house.preferences import SettingsSet
from services.house.voices import PersonaUse
from services.orders.entry import Buy
from tests.answers.welcome.sample import SAMPLES
from tests.cards import PHONE, text_of

LINES = 8


def test_every_voice_says_what_the_desk_does_and_does_not(voices: Voices) -> None:
    for name in voices.names:
        for label in ("in private", "in a server", "replay"):
            text = text_of(voices.render(SAMPLES[label], name)).lower()
            assert "prices" in text, (name, label)
            assert "place" in text and "orders" in text and "advice" in text, (name, label)  # noqa: PT018
            assert "paper" in text, (name, label)
            assert "agent" in text, (name, label)
            assert "lessons" in text, (name, label)


def test_what_is_not_real_is_said(voices: Voices) -> None:
    for name in voices.names:
        assert "simulated" in text_of(voices.render(SAMPLES["in a server"], name))
        assert "bitget" in text_of(voices.render(SAMPLES["in private"], name))


def test_in_a_server_it_is_short(voices: Voices) -> None:
    for name in voices.names:
        for label in ("in a server", "arrival, nobody has a role"):
            card = voices.render(SAMPLES[label], name)
            assert len([line for line in card.body.split("\n") if line]) <= LINES, name
            assert len(card.body) <= PHONE, (name, len(card.body))


def test_it_offers_a_voice_a_market_and_six_things_to_try(voices: Voices) -> None:
    card = voices.render(SAMPLES["in private"], "z")
    speak, market = card.menus
    assert [choice.request for choice in speak.choices] == [PersonaUse(voice=name) for name in voices.names]
    assert "Biel" in speak.prompt
    assert [choice.request for choice in market.choices] == [
        SettingsSet(market=symbol) for symbol in SAMPLES["in private"].symbols
    ], "it is theirs from then on"
    assert [action.label for action in card.actions][2] == "Try a paper trade"
    assert isinstance(card.actions[2].request, Buy)
    assert (card.actions[3].label, card.actions[3].request) == ("The agent", AiStatus())
    assert (card.actions[5].label, card.actions[5].request) == ("The trading school", Learn())
    assert len(card.actions) == 6


@pytest.mark.parametrize("name", ["biel", "f", "gemini", "xyko", "z"])
def test_thanks_are_taken_in_a_line_of_the_voice_itself(voices: Voices, name: str) -> None:
    card = voices.render(SAMPLES["thanks"], name)
    assert len(card.body) <= 160
    assert not card.actions
    assert not card.menus
