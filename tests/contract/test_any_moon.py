"""Whatever the Moon, places and hours are, each voice can say them, and the check agrees that it did."""

import pytest

from personas.render import Voices
from tests.contract.cards import said_by_all
from tests.unit.personas.samples_moon import ANSWERS, random_hours, random_moons


@pytest.mark.parametrize("label", ANSWERS)
def test_every_case_fits_a_phone(voices: Voices, label: str) -> None:
    said_by_all(voices, ANSWERS[label])


def test_random_moons(voices: Voices) -> None:
    for answer in random_moons(150):
        said_by_all(voices, answer)


def test_random_hours(voices: Voices) -> None:
    for answer in random_hours(100):
        said_by_all(voices, answer)


@pytest.mark.parametrize("label", ["moon: usual", "hours: at night", "place: a city"])
def test_no_two_voices_say_the_same(voices: Voices, label: str) -> None:
    assert len({voices.render(ANSWERS[label], name).body for name in voices.names}) == len(voices.names)
