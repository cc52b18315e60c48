"""Whatever the regime is, and however markets move together, each voice can say it."""

import re

import pytest
from hypothesis import given

from personas.render import Voices
from services.core.request import Answer
from services.studies.correlation import CorrelationAnswer
from services.studies.regime import RegimeAnswer
from tests.unit.personas.samples_regime import ANSWERS, any_correlation, any_regime


def said_by_all(voices: Voices, answer: Answer) -> None:
    for name in voices.names:
        card = voices.render(answer, name)
        text = "\n".join((card.title, card.body, *(f"{field.name}\n{field.value}" for field in card.fields)))
        assert card.title
        assert len(card.body) <= 650, (name, len(card.body))
        assert "None" not in text
        assert not {"nan", "inf"} & set(re.findall(r"\w+", text))


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_samples(voices: Voices, answer: Answer) -> None:
    said_by_all(voices, answer)


@given(answer=any_regime())
def test_regimes(voices: Voices, answer: RegimeAnswer) -> None:
    said_by_all(voices, answer)


@given(answer=any_correlation())
def test_correlations(voices: Voices, answer: CorrelationAnswer) -> None:
    said_by_all(voices, answer)
