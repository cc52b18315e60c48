"""Whatever levels a market has, each voice can tell them, and the check agrees that it did."""

import re

import pytest
from hypothesis import given

from personas.reading.levels import FILTERS
from personas.render import VOICES, Voices
from services.studies.levels import LevelsAnswer
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


def text(voices: Voices, label: str, name: str) -> str:
    card = voices.render(LEVELS[label], name)
    return "\n".join((card.title, card.body, *(f"{field.name}\n{field.value}" for field in card.fields)))


def test_two_voices_tell_levels_differently(voices: Voices) -> None:
    """They bring different facts forward, in different words."""
    for label in ("usual", "inside a zone"):
        cards = {name: voices.render(LEVELS[label], name) for name in voices.names}
        fields = [tuple(field.name for field in card.fields) for card in cards.values()]
        assert len(set(fields)) == len(fields)
        for name, card in cards.items():
            for other, beside in cards.items():
                if name < other:
                    shared = phrases(card.body) & phrases(beside.body)
                    assert len(shared) <= 0.05 * min(len(phrases(card.body)), len(phrases(beside.body))), shared


def phrases(body: str) -> set[tuple[str, ...]]:
    said = re.findall(r"[a-z']+", body.lower())
    return {tuple(said[at : at + 4]) for at in range(len(said) - 3)}


def test_gemini_tells_both_sides_and_what_settles_them(voices: Voices) -> None:
    for label in LEVELS:
        told = text(voices, label, "gemini")
        assert "For up" in told
        assert "For down" in told


def test_z_lets_the_sky_carry_nothing(voices: Voices) -> None:
    for label in LEVELS:
        assert "The stars drew none of them." in text(voices, label, "z")


def test_the_page_on_voices_names_every_filter() -> None:
    page = (VOICES.parents[1] / "docs" / "voices.md").read_text(encoding="utf-8")
    for name in FILTERS:
        assert f"`{name}`" in page, name
