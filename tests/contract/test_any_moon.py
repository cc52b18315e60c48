"""Whatever the Moon, places and hours are, each voice can say them, differently, and the check agrees that it did."""

from itertools import combinations

import pytest

from personas.render import Voices
from tests.contract.cards import said_by_all
from tests.contract.test_voices import FIVE, numbers, phrases
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


@pytest.mark.parametrize(("one", "other"), list(combinations(FIVE, 2)))
@pytest.mark.parametrize("label", ["moon: usual", "moon: void now", "moon: gibbous, near", "hours: at night"])
def test_two_voices_tell_them_differently(voices: Voices, label: str, one: str, other: str) -> None:
    left, right = voices.render(ANSWERS[label], one), voices.render(ANSWERS[label], other)
    assert numbers(left) != numbers(right)
    assert [field.name for field in left.fields] != [field.name for field in right.fields]
    shared = phrases(left) & phrases(right)
    assert len(shared) <= 0.05 * min(len(phrases(left)), len(phrases(right))), shared
