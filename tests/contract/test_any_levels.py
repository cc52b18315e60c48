"""Whatever levels a market has, each voice can tell them, and the check agrees that it did."""

import re

import pytest
from hypothesis import given

from personas.render import Voices
from services.studies.levels import LevelsAnswer
from tests.contract.cards import text_of
from tests.unit.personas.samples_levels import LEVELS, any_levels


@given(answer=any_levels())
def test_levels(voices: Voices, answer: LevelsAnswer) -> None:
    for name in voices.names:
        card = voices.render(answer, name)
        assert card.title
        assert len(card.body) <= 600
        assert not {"nan", "None", "inf"} & set(re.findall(r"\w+", card.title + card.body))


@pytest.mark.parametrize("answer", LEVELS.values(), ids=LEVELS)
def test_every_case_fits_a_phone(voices: Voices, answer: LevelsAnswer) -> None:
    for name in voices.names:
        assert len(voices.render(answer, name).body) <= 600


def test_gemini_tells_both_sides_and_what_settles_them(voices: Voices) -> None:
    for label in LEVELS:
        told = text_of(voices.render(LEVELS[label], "gemini"))
        assert "For up" in told
        assert "For down" in told
