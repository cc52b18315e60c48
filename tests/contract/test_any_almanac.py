"""Whatever the sky does, each voice can say it, its picture can be read, and its file can be imported."""

import re
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from personas.documents import document_of
from personas.pictures import arrange
from personas.pictures.geometry import CANVAS
from personas.pictures.typeface import measure
from personas.render import Voices
from services.core.request import Answer
from services.cosmic.calendar import CosmicCalendarAnswer
from services.studies.chart import ChartAnswer
from tests.unit.personas.samples_almanac import ANSWERS, random_almanacs

LONGEST = 700


def said_by_all(voices: Voices, answer: Answer) -> None:
    for name in voices.names:
        card = voices.render(answer, name)
        text = "\n".join((card.title, card.body, *(f"{field.name}\n{field.value}" for field in card.fields)))
        assert card.title
        assert len(card.body) <= LONGEST, (name, len(card.body))
        assert "None" not in text
        assert not {"nan", "inf"} & set(re.findall(r"\w+", text))
        assert "weight" in text.lower(), (name, "every card says what the sky weighs")


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_samples(voices: Voices, answer: Answer) -> None:
    said_by_all(voices, answer)


@pytest.mark.parametrize("label", ["calendar: usual", "calendar: every kind", "calendar: a year of everything"])
def test_a_list_of_some_says_of_how_many_and_how_they_were_chosen(voices: Voices, label: str) -> None:
    answer = ANSWERS[label]
    assert isinstance(answer, CosmicCalendarAnswer)
    assert answer.next is not None
    for name in voices.names:
        card = voices.render(answer, name)
        text = "\n".join((card.body, *(f"{field.name}\n{field.value}" for field in card.fields)))
        assert "rarest" in text, name
        assert re.search(rf"[oO]f {len(answer.events)}\b", text), name
        assert answer.next.name in text, name


@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 2**31))
def test_anything_is_said_and_shown(voices: Voices, seed: int) -> None:
    for answer in random_almanacs(1, seed):
        said_by_all(voices, answer)
        layout = arrange(answer, ("PAPER",))
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


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 2**31))
def test_a_file_holds_each_event_once_in_utc(seed: int) -> None:
    for answer in random_almanacs(1, seed):
        document = document_of(answer)
        wanted = isinstance(answer, CosmicCalendarAnswer) and answer.export
        assert (document is not None) == wanted
        if document is None or not isinstance(answer, CosmicCalendarAnswer):
            continue
        entries = list(Calendar.from_ical(document.data).walk("VEVENT"))
        assert len({str(entry["uid"]) for entry in entries}) == len(entries) == len(answer.events)
        for entry, event in zip(entries, answer.events, strict=True):
            assert entry.decoded("dtstart") == event.time.replace(microsecond=0)
            assert str(entry["summary"]) == event.name
        assert document == document_of(answer)


def test_a_chart_without_the_sky_is_drawn_as_ever() -> None:
    answer = ANSWERS["chart: with the sky"]
    assert isinstance(answer, ChartAnswer)
    plain = arrange(answer.model_copy(update={"sky": (), "overlay": None}))
    assert {label.text for label in plain.labels} & {"eclipse", "Full", "New"} == set()
    assert plain.plot.top < arrange(answer).plot.top
