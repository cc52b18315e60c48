"""However the sky stands, each voice can say it, within a phone's room, and none lets it weigh anything."""

import re
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from personas.render import VOICES, Voices
from services.cosmic.facts import CosmicAnswer
from tests.contract.test_voices import FIVE, numbers, phrases, text_of
from tests.unit.personas.samples_cosmic import ANSWERS, random_sky


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_any_sky_can_be_told(voices: Voices, seed: int) -> None:
    for answer in random_sky(1, seed):
        for name in voices.names:
            card = voices.render(answer, name)
            assert len(card.body) <= 600
            assert len(card.fields) <= 6
            assert "nan" not in text_of(card).split()


@pytest.mark.parametrize("label", ["cosmic now: usual", "cosmic aspects: usual", "cosmic natal: usual"])
@pytest.mark.parametrize(("one", "other"), list(combinations(FIVE, 2)))
def test_two_voices_tell_a_sky_differently(voices: Voices, label: str, one: str, other: str) -> None:
    left, right = voices.render(ANSWERS[label], one), voices.render(ANSWERS[label], other)
    assert numbers(left) != numbers(right)
    assert [field.name for field in left.fields] != [field.name for field in right.fields]
    shared = phrases(left) & phrases(right)
    assert len(shared) <= 0.05 * min(len(phrases(left)), len(phrases(right))), shared


@pytest.mark.parametrize("name", FIVE)
@pytest.mark.parametrize("label", ANSWERS)
def test_no_voice_lets_the_sky_carry_weight(voices: Voices, label: str, name: str) -> None:
    body = voices.render(ANSWERS[label], name).body.lower()
    assert "weigh" in body, body
    assert "decision" in body, body
    assert not re.search(r"\b(until|as long as)\b", body), "it is about this card, and nothing that comes changes it"


def test_no_answer_about_the_sky_can_be_given_a_weight() -> None:
    """Only the evidence of a market can; its answer has a weight of its own."""
    for answer in ANSWERS.values():
        assert isinstance(answer, CosmicAnswer)
        assert answer.model_dump()["weight"] == 0.0
        with pytest.raises(ValidationError):
            type(answer).model_validate(dict(answer) | {"weight": 0.1})


@pytest.mark.parametrize("path", sorted(VOICES.glob("*/cosmic_natal.j2")) + sorted(VOICES.glob("*/cosmic_hours.j2")))
def test_what_is_not_tested_is_not_said_to_be(path: Path) -> None:
    """Transits to a chart and planetary hours are no factors of the evidence."""
    text = " ".join(path.read_text(encoding="utf-8").split())
    assert "/cosmic evidence" not in text
    assert re.search(
        r"not tested|never tested|no test|Test: none|nobody at this desk|never held against|not test", text, re.I
    )


@pytest.mark.parametrize("label", ANSWERS)
def test_every_card_names_its_source(voices: Voices, label: str) -> None:
    assert voices.render(ANSWERS[label], "z").footer == "skyfield, JPL DE421 and DE440 · 30 Dec 2023 19:00 UTC"


def test_no_template_pads_a_line_past_a_phone(voices: Voices) -> None:
    for answer in ANSWERS.values():
        text = text_of(voices.render(answer, "xyko"))
        for block in re.findall(r"```\n(.*?)\n```", text, flags=re.DOTALL):
            assert all(len(line) <= 44 for line in block.splitlines()), block
