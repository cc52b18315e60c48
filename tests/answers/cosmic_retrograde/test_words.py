"""Who goes back, and what turns next, whoever speaks."""

from personas.about import _sky as reading
from personas.render import Voices
from tests.answers._shared import NOW
from tests.answers.cosmic_retrograde.sample import SAMPLES
from tests.cards import text_of


def test_a_retrograde_that_began_before_the_ephemeris_has_its_end(voices: Voices) -> None:
    station = SAMPLES["begun before the ephemeris"].planets[0].next_station
    assert station is not None
    for name in voices.names:
        told = text_of(voices.render(SAMPLES["begun before the ephemeris"], name))
        assert reading.on_time(station.time, NOW) in told, name


def test_every_voice_tells_who_goes_back_and_what_turns_next(voices: Voices) -> None:
    for label, answer in SAMPLES.items():
        for name in voices.names:
            text = text_of(voices.render(answer, name))
            assert all(planet.title() in text for planet in answer.retrograde), (label, name)
            if answer.next is not None and answer.next.next_station is not None:
                assert answer.next.next_station.name in text, (label, name)


def test_asked_about_one_planet_the_first_line_says_yes_or_no(voices: Voices) -> None:
    mercury, venus = (SAMPLES[f"one asked for, {way}"].planets for way in ("back", "forward"))
    assert mercury[0].now is not None
    assert venus[1].next is not None
    until, again = (reading.on_time(time, NOW) for time in (mercury[0].now.end, venus[1].next.start))
    for name in voices.names:
        back, forward = (voices.render(SAMPLES[f"one asked for, {way}"], name) for way in ("back", "forward"))
        assert back.title.startswith(f"Yes, Mercury is retrograde until {until} UTC"), name
        assert forward.title.startswith(f"No, Venus is not retrograde, and next is from {again} UTC"), name
        assert "Mercury goes" not in forward.body, name
