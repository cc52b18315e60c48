"""Whatever patterns a market shows, each voice can tell them, and a picture of them can be read."""

import re
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings

from personas.pictures import arrange
from personas.reading.patterns import FILTERS
from personas.render import VOICES, Voices
from services.studies.patterns import PatternsAnswer
from tests.unit.personas.pictures.test_layout import assert_drawn_inside, assert_readable
from tests.unit.personas.samples_patterns import PATTERNS, any_patterns


def text(voices: Voices, label: str, name: str) -> str:
    card = voices.render(PATTERNS[label], name)
    return "\n".join((card.title, card.body, *(f"{field.name}\n{field.value}" for field in card.fields)))


@given(answer=any_patterns())
def test_patterns(voices: Voices, answer: PatternsAnswer) -> None:
    for name in voices.names:
        card = voices.render(answer, name)
        assert card.title
        assert len(card.body) <= 650
        assert not {"nan", "None", "inf"} & set(re.findall(r"\w+", card.title + card.body))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(answer=any_patterns())
def test_any_picture_can_be_read(answer: PatternsAnswer) -> None:
    layout = arrange(answer)
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


@pytest.mark.parametrize("label", ["usual", "up, confirmed", "either way"])
def test_two_voices_tell_patterns_differently(voices: Voices, label: str) -> None:
    """They bring different facts forward, in different words."""
    cards = {name: voices.render(PATTERNS[label], name) for name in voices.names}
    fields = [tuple(field.name for field in card.fields) for card in cards.values()]
    assert len(set(fields)) == len(fields)
    own = {
        name: phrases(card.body, [pattern.name for pattern in PATTERNS[label].patterns]) for name, card in cards.items()
    }
    for name, other in combinations(own, 2):
        shared = own[name] & own[other]
        assert len(shared) <= 0.05 * min(len(own[name]), len(own[other])), shared


def phrases(body: str, names: list[str]) -> set[tuple[str, ...]]:
    """Runs of four words, a pattern's name being one."""
    text = body.lower()
    for name in names:
        text = text.replace(name, "it")
    said = re.findall(r"[a-z']+", text)
    return {tuple(said[at : at + 4]) for at in range(len(said) - 3)}


def test_each_voice_says_what_chance_does_beside_what_markets_do(voices: Voices) -> None:
    for label in ("usual", "up, confirmed", "either way"):
        for name in voices.names:
            assert "44.2%" in text(voices, label, name), name
            assert "45.9%" in text(voices, label, name), name


def test_gemini_tells_both_sides(voices: Voices) -> None:
    for label in PATTERNS:
        assert "For up" in text(voices, label, "gemini")
        assert "For down" in text(voices, label, "gemini")


def test_the_page_on_voices_names_every_filter() -> None:
    page = (VOICES.parents[1] / "docs" / "voices.md").read_text(encoding="utf-8")
    for name in FILTERS:
        assert f"`{name}`" in page, name
