"""Whatever the indicators are, each voice can tell them, and the check agrees that it did."""

import re
from itertools import combinations

import pytest
from hypothesis import given

from personas.reading.indicators import FILTERS
from personas.render import VOICES, Voices
from services.studies.indicators import IndicatorsAnswer
from tests.unit.personas.samples_indicators import INDICATORS, any_indicators

USUAL = ("usual", "another", "rising without end", "a squeeze")


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


def phrases(body: str) -> set[tuple[str, ...]]:
    said = re.findall(r"[a-z']+", body.lower())
    return {tuple(said[at : at + 4]) for at in range(len(said) - 3)}


@pytest.mark.parametrize("label", USUAL)
def test_two_voices_tell_indicators_differently(voices: Voices, label: str) -> None:
    cards = [voices.render(INDICATORS[label], name) for name in voices.names]
    for one, other in combinations(cards, 2):
        assert [field.name for field in one.fields] != [field.name for field in other.fields]
        shared = phrases(one.body) & phrases(other.body)
        assert len(shared) <= 0.05 * min(len(phrases(one.body)), len(phrases(other.body))), shared


def test_the_page_on_voices_names_every_filter() -> None:
    page = (VOICES.parents[1] / "docs" / "voices.md").read_text(encoding="utf-8")
    for name in FILTERS:
        assert f"`{name}" in page, name
