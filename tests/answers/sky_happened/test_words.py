"""A channel is told what is exact in the sky, when, and that nothing follows from it."""

import pytest

from personas.render import Voices
from services.cosmic.told import SkyHappened
from tests.answers.sky_happened.sample import SAMPLES
from tests.cards import text_of
from tests.faces import FACES

FACE = FACES.of(SkyHappened)


@pytest.mark.parametrize("sample", SAMPLES)
def test_each_voice_says_what_is_exact_and_that_it_has_no_weight(voices: Voices, sample: str) -> None:
    said = SAMPLES[sample]
    bodies = set[str]()
    for name in voices.names:
        card = voices.render(said, name)
        text = text_of(card)
        assert said.event.name in card.title
        assert f"{said.at:%H:%M}" in card.title
        assert "no weight in a decision" in text
        bodies.add(card.body)
    assert len(bodies) == len(voices.names)


def test_the_sky_of_now_is_a_press_away() -> None:
    buttons = FACE.buttons(SAMPLES["phases"], None)
    assert [button.label for button in buttons] == ["Sky", "Next", "Calendar"]
