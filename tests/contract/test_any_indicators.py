"""Whatever the indicators are, each voice can tell them, and the check agrees that it did."""

import re

import pytest
from hypothesis import given

from personas.render import Voices
from services.studies.indicators import IndicatorsAnswer
from tests.unit.personas.samples_indicators import INDICATORS, any_indicators


@given(answer=any_indicators())
def test_indicators(voices: Voices, answer: IndicatorsAnswer) -> None:
    for name in voices.names:
        card = voices.render(answer, name)
        assert card.title
        assert len(card.body) <= 650
        assert not {"nan", "None", "inf"} & set(re.findall(r"\w+", card.title + card.body))


@pytest.mark.parametrize("answer", INDICATORS.values(), ids=INDICATORS)
def test_every_case_fits_a_phone(voices: Voices, answer: IndicatorsAnswer) -> None:
    for name in voices.names:
        card = voices.render(answer, name)
        assert len(card.body) <= 600
        assert "unknown" not in card.body
