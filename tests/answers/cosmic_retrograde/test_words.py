"""Words, tables and buttons under the sky."""

import pytest

from personas.about import _sky as reading
from personas.render import Voices
from services.cosmic.retrograde import CosmicRetrogradeAnswer
from tests.answers._shared import NOW
from tests.answers.cosmic_retrograde.sample import SAMPLES
from tests.cards import text_of

FIVE = ("biel", "f", "gemini", "xyko", "z")


@pytest.mark.parametrize("name", FIVE)
def test_a_retrograde_that_began_before_the_ephemeris_has_its_end(name: str) -> None:
    answer = SAMPLES["begun before the ephemeris"]
    assert isinstance(answer, CosmicRetrogradeAnswer)
    station = answer.planets[0].next_station
    assert station is not None
    assert reading.on_time(station.time, NOW) in text_of(Voices(strict=True).render(answer, name))


def test_every_voice_tells_who_goes_back_and_what_turns_next(voices: Voices) -> None:
    for label, answer in SAMPLES.items():
        for name in voices.names:
            text = text_of(voices.render(answer, name))
            assert all(planet.title() in text for planet in answer.retrograde), (label, name)
            if answer.next is not None and answer.next.next_station is not None:
                assert answer.next.next_station.name in text, (label, name)
