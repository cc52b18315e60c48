"""Whatever patterns a market shows, each voice can tell them, and a picture of them can be read."""

import re

import pytest
from hypothesis import given

from personas.render import Voices
from services.studies.patterns import PatternsAnswer
from tests.contract.cards import text_of
from tests.examples import examples
from tests.unit.personas.faces import picture
from tests.unit.personas.pictures.test_layout import assert_drawn_inside, assert_readable
from tests.unit.personas.samples_patterns import PATTERNS, any_patterns


@given(answer=any_patterns())
def test_patterns(voices: Voices, answer: PatternsAnswer) -> None:
    for name in voices.names:
        card = voices.render(answer, name)
        assert card.title
        assert len(card.body) <= 650
        assert not {"nan", "None", "inf"} & set(re.findall(r"\w+", card.title + card.body))


@examples(60)
@given(answer=any_patterns())
def test_any_picture_can_be_read(answer: PatternsAnswer) -> None:
    layout = picture(answer)
    assert_readable(layout)
    assert_drawn_inside(layout)
    for curve in layout.curves:
        for x, y in curve.points:
            assert 0 <= x <= layout.plot.right
            assert layout.plot.top <= y < layout.plot.bottom


@pytest.mark.parametrize("label", PATTERNS)
def test_every_case_fits_a_phone(voices: Voices, label: str) -> None:
    for name in voices.names:
        assert len(voices.render(PATTERNS[label], name).body) <= 600


def test_each_voice_says_what_chance_does_beside_what_markets_do(voices: Voices) -> None:
    for label in ("usual", "up, confirmed", "either way"):
        for name in voices.names:
            assert "44.2%" in text_of(voices.render(PATTERNS[label], name)), name
            assert "45.9%" in text_of(voices.render(PATTERNS[label], name)), name


def test_gemini_tells_both_sides(voices: Voices) -> None:
    for label in PATTERNS:
        assert "For up" in text_of(voices.render(PATTERNS[label], "gemini"))
        assert "For down" in text_of(voices.render(PATTERNS[label], "gemini"))
