"""If these failed, a card of the Moon would say it wrongly, or offer the wrong next step."""

import pytest

from personas.about._place import km
from personas.about._sky import on_time
from personas.about.cosmic_moon import lunar_reach, moon_called, quarter, quarter_table, void_last
from personas.render import Voices
from services.cosmic.moon import CosmicMoon
from tests.answers.cosmic_moon.sample import SAMPLES, moon_answer, random_moons
from tests.cards import said_by_all, text_of
from tests.faces import buttons


@pytest.mark.parametrize(("far", "reach"), [(357_000.0, "near"), (385_000.0, "middle"), (406_000.0, "far")])
def test_how_far_it_is_for_the_moon(far: float, reach: str) -> None:
    assert lunar_reach(moon_answer(distance_km=far)) == reach


def test_quarters_are_found_and_line_up() -> None:
    moon = moon_answer()
    full = quarter(moon, "full_moon")
    assert full is not None
    assert full.name == "full_moon"
    assert quarter(SAMPLES["at the ephemeris's end"], "full_moon") is None
    assert len({len(line) for line in quarter_table(moon)}) == 1
    assert quarter_table(SAMPLES["at the ephemeris's end"]) == []


def test_words_and_measures() -> None:
    assert [moon_called(name) for name in ("full_moon", "waning_gibbous")] == ["full Moon", "waning gibbous Moon"]
    assert [str(km(value)) for value in (403_000.97, 2.413)] == ["403,001", "2.4"]
    void = SAMPLES["usual"].void
    assert void is not None
    assert str(void_last(void)) == "the trine to Mars"
    silent = SAMPLES["void for a whole sign"].void
    assert silent is not None
    assert str(void_last(silent)) == "no aspect at all"


def test_under_a_moon_are_its_quarters_and_the_rest_of_the_sky() -> None:
    shown = buttons(moon_answer(), CosmicMoon(date="2023-12-30T19:00"))
    assert [action.label for action in shown if action.row == 0] == [
        *("Last quarter", "New moon", "First quarter", "Full moon", "Now")
    ]
    assert shown[0].request == CosmicMoon(date=f"{moon_answer().quarters[0].time:%Y-%m-%dT%H:%M:%S}")
    assert shown[4].request == CosmicMoon()
    assert "Moon" not in [action.label for action in shown]


def test_every_voice_tells_the_next_full_and_new_moon_and_eclipse(voices: Voices) -> None:
    for label, answer in SAMPLES.items():
        coming = [
            each.time for each in (quarter(answer, "full_moon"), quarter(answer, "new_moon"), answer.eclipse) if each
        ]
        for name in voices.names:
            text = text_of(voices.render(answer, name))
            assert all(str(on_time(time, answer.as_of)) in text for time in coming), (label, name)


def test_random_moons(voices: Voices) -> None:
    for answer in random_moons(150):
        said_by_all(voices, answer)


def test_every_case_fits_a_phone(voices: Voices) -> None:
    for answer in SAMPLES.values():
        said_by_all(voices, answer)


def test_no_two_voices_say_the_same(voices: Voices) -> None:
    assert len({voices.render(SAMPLES["usual"], name).body for name in voices.names}) == len(voices.names)
