"""However the sky stands, each voice can say it within a phone's room, its picture can be read, and none lets it weigh
anything."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from analytics.sky.names import PLANETS
from personas.about._sky import WEIGHTLESS, on_time, to_come
from personas.pictures.geometry import CANVAS
from personas.pictures.sky_head import NO_WEIGHT
from personas.pictures.typeface import measure
from personas.render import Voices
from services.core.request import Answer
from services.cosmic.facts import AspectFacts, CosmicAnswer
from services.cosmic.natal import TransitFacts
from services.studies.chart import ChartAnswer
from tests.answers._sky import events
from tests.answers.chart.sample import overlaid
from tests.answers.cosmic_aspects.sample import SAMPLES as ASPECTS
from tests.answers.cosmic_aspects.sample import random_aspect_lists
from tests.answers.cosmic_calendar.sample import random_calendars
from tests.answers.cosmic_natal.sample import SAMPLES as TRANSITS
from tests.answers.cosmic_natal.sample import random_transits
from tests.answers.cosmic_next.sample import next_answer
from tests.answers.cosmic_now.sample import random_skies
from tests.answers.cosmic_retrograde.sample import retrograde_answer
from tests.cards import said_by_all, text_of
from tests.examples import examples
from tests.faces import buttons, picture
from tests.samples import ANSWERS

SKY = {
    label: answer
    for label, answer in ANSWERS.items()
    if label.startswith("cosmic ") and not label.startswith(("cosmic place", "cosmic evidence"))
}
MARKED = {label: answer for label, answer in ANSWERS.items() if isinstance(answer, ChartAnswer) and answer.sky}
LONGEST = 700


def random_almanacs(seed: int) -> Iterator[Answer]:
    random = np.random.default_rng(seed)
    yield from random_calendars(1, seed)
    yield next_answer(events(int(random.integers(0, 700)), 366, seed))
    yield retrograde_answer(tuple(body for body in PLANETS if random.random() < 0.4), seed)
    yield overlaid(int(random.integers(0, 80)), int(random.integers(20, 300)), seed)


def each_says(voices: Voices, answer: Answer) -> None:
    said_by_all(voices, answer, LONGEST)
    for name in voices.names:
        assert "weigh" in text_of(voices.render(answer, name)).lower(), (name, "every card says what the sky weighs")


def test_every_card_of_the_sky_fits_and_says_what_it_weighs(voices: Voices) -> None:
    for answer in (*SKY.values(), *MARKED.values()):
        each_says(voices, answer)


def test_no_voice_lets_the_sky_carry_weight(voices: Voices) -> None:
    for label, answer in SKY.items():
        for name in voices.names:
            card = voices.render(answer, name)
            assert WEIGHTLESS.text in card.body, (label, name, card.body)
            assert "The sky was not asked" not in card.body, (label, name)


@examples(40)
@given(seed=st.integers(0, 10_000))
@example(seed=640)
def test_any_sky_can_be_told(voices: Voices, seed: int) -> None:
    for answer in (*random_skies(1, seed), *random_aspect_lists(1, seed), *random_transits(1, seed)):
        said_by_all(voices, answer)


@examples(40)
@given(seed=st.integers(0, 2**31))
@example(seed=549)
def test_any_almanac_is_said_and_shown(voices: Voices, seed: int) -> None:
    for answer in random_almanacs(seed):
        each_says(voices, answer)
        layout = picture(answer, ("PAPER",))
        for label in layout.labels:
            assert label.box.within(CANVAS), label.text
            assert label.text_left + measure(label.text, label.style) <= label.box.right
        for one, other in combinations(layout.labels, 2):
            assert not one.box.overlaps(other.box), (one.text, other.text)
        for line in (*layout.lines, *layout.over):
            assert line.box.within(CANVAS)
            assert line.box.width > 0
            assert line.box.height > 0
        for dot in layout.dots:
            assert layout.plot.left <= dot.x <= layout.plot.right


@pytest.mark.parametrize("label", ["cosmic now: usual", "cosmic aspects: usual", "cosmic natal: usual"])
def test_no_two_voices_say_the_same(voices: Voices, label: str) -> None:
    assert len({voices.render(ANSWERS[label], name).body for name in voices.names}) == len(voices.names)


def test_every_voice_tells_the_closest_and_what_is_exact_next(voices: Voices) -> None:
    told: list[tuple[CosmicAnswer, Sequence[AspectFacts | TransitFacts]]] = [
        *((answer, answer.aspects) for answer in ASPECTS.values()),
        *((answer, answer.transits) for answer in TRANSITS.values()),
    ]
    for answer, found in told:
        coming = to_come(found)
        for name in voices.names:
            text = text_of(voices.render(answer, name))
            if coming is not None and coming.exact is not None:
                assert f"{on_time(coming.exact, answer.as_of)}" in text, name
            assert not found or str(len(found)) in text, name


def test_no_answer_about_the_sky_can_be_given_a_weight() -> None:
    """Only the evidence of a market can; its answer has a weight of its own."""
    for label, answer in SKY.items():
        if not isinstance(answer, CosmicAnswer):
            continue
        assert answer.model_dump()["weight"] == 0.0, label
        with pytest.raises(ValidationError):
            type(answer).model_validate(dict(answer) | {"weight": 0.1})


def test_what_is_not_tested_is_not_said_to_be(voices: Voices) -> None:
    """Transits to a chart and planetary hours are no factors of the evidence."""
    for label, answer in SKY.items():
        if label.startswith(("cosmic natal", "cosmic hours")):
            for name in voices.names:
                text = text_of(voices.render(answer, name))
                assert "/cosmic evidence" not in text, (label, name)
                assert "not tested" in text, (label, name)


def test_every_card_names_its_source(voices: Voices) -> None:
    for label, answer in SKY.items():
        if label.startswith(("cosmic now", "cosmic aspects", "cosmic natal")):
            footer = voices.render(answer, "z").footer
            assert footer == "skyfield, JPL DE421 and DE440 · 30 Dec 2023 19:00 UTC · voice: Z", label


def test_no_template_pads_a_line_past_a_phone(voices: Voices) -> None:
    for label, answer in SKY.items():
        text = text_of(voices.render(answer, "xyko"))
        for block in re.findall(r"```\n(.*?)\n```", text, flags=re.DOTALL):
            assert all(len(line) <= 44 for line in block.splitlines()), (label, block)


def test_every_picture_of_the_sky_says_once_that_it_has_no_weight() -> None:
    for name, answer in (SKY | MARKED).items():
        drawn = picture(answer, ("PAPER",))
        assert [label.text.removeprefix("sky: ") for label in drawn.labels].count(NO_WEIGHT) == 1, name


def test_nobody_elses_card_holds_a_place() -> None:
    """Buttons under cards that all may read ask for hours without saying where."""
    for label, answer in SKY.items():
        if not label.startswith("cosmic hours"):
            assert not any("place" in type(action.request).model_fields for action in buttons(answer)), label
