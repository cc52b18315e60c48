"""However the sky stands, each voice can say it, within a phone's room, and none lets it weigh anything."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from personas.about._sky import WEIGHTLESS, on_time, to_come
from personas.render import Voices
from services.cosmic.aspects import CosmicAspectsAnswer
from services.cosmic.facts import CosmicAnswer
from services.cosmic.natal import CosmicNatalAnswer
from tests.contract.cards import said_by_all, text_of
from tests.examples import examples
from tests.unit.personas import samples_almanac, samples_moon
from tests.unit.personas.samples_cosmic import ANSWERS, random_sky

SKY = {
    label: answer
    for label, answer in (ANSWERS | samples_almanac.ANSWERS | samples_moon.ANSWERS).items()
    if not label.startswith(("place", "chart"))
}


@examples(40)
@given(seed=st.integers(0, 10_000))
def test_any_sky_can_be_told(voices: Voices, seed: int) -> None:
    for answer in random_sky(1, seed):
        said_by_all(voices, answer)


@pytest.mark.parametrize("label", ["cosmic now: usual", "cosmic aspects: usual", "cosmic natal: usual"])
def test_no_two_voices_say_the_same(voices: Voices, label: str) -> None:
    assert len({voices.render(ANSWERS[label], name).body for name in voices.names}) == len(voices.names)


@pytest.mark.parametrize("label", SKY)
def test_no_voice_lets_the_sky_carry_weight(voices: Voices, label: str) -> None:
    for name in voices.names:
        card = voices.render(SKY[label], name)
        assert WEIGHTLESS.text in card.body, (name, card.body)
        assert "The sky was not asked" not in card.body, name


@pytest.mark.parametrize("label", [label for label in ANSWERS if not label.startswith("cosmic now")])
def test_every_voice_tells_the_closest_and_what_is_exact_next(voices: Voices, label: str) -> None:
    answer = ANSWERS[label]
    assert isinstance(answer, CosmicAspectsAnswer | CosmicNatalAnswer)
    found = answer.aspects if isinstance(answer, CosmicAspectsAnswer) else answer.transits
    coming = to_come(found)
    for name in voices.names:
        text = text_of(voices.render(answer, name))
        if coming is not None and coming.exact is not None:
            assert f"{on_time(coming.exact, answer.as_of)}" in text, name
        assert not found or str(len(found)) in text, name


def test_no_answer_about_the_sky_can_be_given_a_weight() -> None:
    """Only the evidence of a market can; its answer has a weight of its own."""
    for answer in ANSWERS.values():
        assert isinstance(answer, CosmicAnswer)
        assert answer.model_dump()["weight"] == 0.0
        with pytest.raises(ValidationError):
            type(answer).model_validate(dict(answer) | {"weight": 0.1})


@pytest.mark.parametrize("label", [label for label in SKY if label.startswith(("cosmic natal", "hours"))])
def test_what_is_not_tested_is_not_said_to_be(voices: Voices, label: str) -> None:
    """Transits to a chart and planetary hours are no factors of the evidence."""
    for name in voices.names:
        text = text_of(voices.render(SKY[label], name))
        assert "/cosmic evidence" not in text
        assert "not tested" in text


@pytest.mark.parametrize("label", ANSWERS)
def test_every_card_names_its_source(voices: Voices, label: str) -> None:
    assert voices.render(ANSWERS[label], "z").footer == "skyfield, JPL DE421 and DE440 · 30 Dec 2023 19:00 UTC"


def test_no_template_pads_a_line_past_a_phone(voices: Voices) -> None:
    for answer in ANSWERS.values():
        text = text_of(voices.render(answer, "xyko"))
        for block in re.findall(r"```\n(.*?)\n```", text, flags=re.DOTALL):
            assert all(len(line) <= 44 for line in block.splitlines()), block
