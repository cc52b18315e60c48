"""Whatever the sky does, each voice can say it, its picture can be read, and its file can be imported."""

import re
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from personas.about.cosmic_calendar import document
from personas.pictures.geometry import CANVAS
from personas.pictures.typeface import measure
from personas.render import Voices
from services.core.request import Answer
from services.cosmic.calendar import CosmicCalendarAnswer
from services.cosmic.retrograde import CosmicRetrogradeAnswer
from services.studies.chart import ChartAnswer
from tests.contract.cards import said_by_all, text_of
from tests.examples import examples
from tests.unit.personas.faces import FACES, picture
from tests.unit.personas.samples_almanac import ANSWERS, random_almanacs

LONGEST = 700


def each_says(voices: Voices, answer: Answer) -> None:
    said_by_all(voices, answer, LONGEST)
    for name in voices.names:
        assert "weight" in text_of(voices.render(answer, name)).lower(), (name, "every card says what the sky weighs")


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_samples(voices: Voices, answer: Answer) -> None:
    each_says(voices, answer)


@pytest.mark.parametrize("label", ["calendar: usual", "calendar: every kind", "calendar: a year of everything"])
def test_a_list_of_some_says_of_how_many_and_how_they_were_chosen(voices: Voices, label: str) -> None:
    answer = ANSWERS[label]
    assert isinstance(answer, CosmicCalendarAnswer)
    assert answer.next is not None
    for name in voices.names:
        text = text_of(voices.render(answer, name))
        assert "rarest" in text, name
        assert re.search(rf"[oO]f {len(answer.events)}\b", text), name
        assert answer.next.name in text, name


@examples(40)
@given(seed=st.integers(0, 2**31))
def test_anything_is_said_and_shown(voices: Voices, seed: int) -> None:
    for answer in random_almanacs(1, seed):
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


@examples(25)
@given(seed=st.integers(0, 2**31))
def test_a_file_holds_each_event_once_in_utc(seed: int) -> None:
    for answer in random_almanacs(1, seed):
        if not isinstance(answer, CosmicCalendarAnswer):
            assert FACES.of(type(answer)).document is None
            continue
        made = document(answer)
        assert (made is not None) == answer.export
        if made is None:
            continue
        entries = list(Calendar.from_ical(made.data).walk("VEVENT"))
        assert len({str(entry["uid"]) for entry in entries}) == len(entries) == len(answer.events)
        for entry, event in zip(entries, answer.events, strict=True):
            assert entry.decoded("dtstart") == event.time.replace(microsecond=0)
            assert str(entry["summary"]) == event.name
        assert made == document(answer)


def test_a_chart_without_the_sky_is_drawn_as_ever() -> None:
    answer = ANSWERS["chart: with the sky"]
    assert isinstance(answer, ChartAnswer)
    plain = picture(answer.model_copy(update={"sky": (), "overlay": None}))
    assert {label.text for label in plain.labels} & {"eclipse", "Full", "New"} == set()
    assert plain.plot.top < picture(answer).plot.top


@pytest.mark.parametrize("label", [label for label in ANSWERS if label.startswith("retrograde")])
def test_every_voice_tells_who_goes_back_and_what_turns_next(voices: Voices, label: str) -> None:
    answer = ANSWERS[label]
    assert isinstance(answer, CosmicRetrogradeAnswer)
    for name in voices.names:
        text = text_of(voices.render(answer, name))
        assert all(planet.title() in text for planet in answer.retrograde), name
        if answer.next is not None and answer.next.next_station is not None:
            assert answer.next.next_station.name in text, name
