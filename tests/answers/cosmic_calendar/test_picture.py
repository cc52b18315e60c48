"""What a reader would lose: an event without a name that others of less note have, or a line without its date."""

from dataclasses import replace
from datetime import timedelta
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personas.pictures.calendar import DOT, INKS, LANE, PLOT
from personas.pictures.geometry import CANVAS, Line, Rect
from personas.pictures.layout import Layout
from personas.pictures.styles import TIME_ROW
from personas.pictures.timeline import STEM, long_event, short_event
from services.cosmic.calendar import CosmicCalendarAnswer
from services.cosmic.kinds import KINDS, USUAL, Kind
from tests.answers._shared import NOW
from tests.answers._sky import events
from tests.answers.cosmic_calendar.sample import calendar_answer
from tests.examples import examples
from tests.faces import picture

seeds = st.integers(0, 10_000)


def texts(layout: Layout) -> list[str]:
    return [label.text for label in layout.labels]


def assert_dated(layout: Layout, plot: Rect) -> None:
    below = [label for label in layout.labels if label.box.top == TIME_ROW]
    columns = [line for line in layout.lines if (line.box.top, line.box.bottom) == (plot.top, plot.bottom)]
    assert len(columns) == len(below) > 0
    for line, label in zip(columns, below, strict=True):
        assert label.box.left <= line.box.left <= label.box.right
        assert label.box.within(CANVAS)


def stems(layout: Layout) -> list[Line]:
    """A tick is lower than a lane."""
    lines = (line for line in layout.lines if line.ink == "muted" and line.faint and line.box.width == STEM)
    return [line for line in lines if line.box.height >= LANE]


@st.composite
def calendars(draw: st.DrawFn) -> CosmicCalendarAnswer:
    """From one day with nothing in it to a year in which something happens each few hours."""
    days = draw(st.sampled_from([1, 2, 3, 10, 30, 90, 366]))
    kinds: tuple[Kind, ...] = draw(st.sampled_from([USUAL, tuple(KINDS), ("aspects",), ("stations", "ingresses")]))
    return calendar_answer(events(draw(st.integers(0, 2 * days)), days, draw(seeds)), days, kinds)


@examples(60)
@given(answer=calendars())
def test_a_calendar_names_the_foremost_and_says_how_many_have_no_name(answer: CosmicCalendarAnswer) -> None:
    layout = picture(answer)
    shown = texts(layout)
    points = [event for event in answer.events if event.until is None]
    named = sum(PLOT.top <= dot.y <= PLOT.bottom and dot.ink != "watermark" for dot in layout.dots)
    unnamed = next((int(text.split()[1]) for text in shown if text.startswith("ticks:")), 0)
    assert named + unnamed == len(points)
    eclipse = next((event for event in points if event.group == "eclipses"), None)
    assert eclipse is None or {long_event(eclipse), short_event(eclipse)} & set(shown)


@pytest.mark.parametrize("kind", ["stations", "aspects"])
def test_events_of_one_day_are_marks_beside_each_other(kind: Kind) -> None:
    found = [event for event in events(3000, 366, 5) if event.kind == kind[:-1]][:90]
    close = tuple(replace(event, time=NOW + timedelta(days=40, hours=number)) for number, event in enumerate(found))
    answer = calendar_answer(close, 90, (kind,))
    layout = picture(answer)
    ink = INKS[kind]
    dots = [Rect(dot.x - DOT // 2, 0, dot.x + DOT // 2 + 1, 1) for dot in layout.dots if dot.ink == ink]
    ticks = [Rect(line.box.left, 0, line.box.right, 1) for line in layout.lines if line.ink == ink]
    assert len(dots) + len(ticks) == len(answer.events) == len(found)
    assert not any(one.overlaps(other) for one, other in combinations((*dots, *ticks), 2))


@examples(60)
@given(answer=calendars())
def test_a_stem_goes_from_its_name_past_all_others(answer: CosmicCalendarAnswer) -> None:
    layout = picture(answer)
    for stem, label in product(stems(layout), layout.labels):
        assert not stem.box.overlaps(label.box), label.text
    ends = {(label.box.bottom, x) for label in layout.labels for x in range(label.box.left, label.box.right + 1)}
    assert all((stem.box.top, stem.box.left) in ends for stem in stems(layout))
    assert all(label.box.right <= PLOT.right for label in layout.labels if label.box.top < TIME_ROW)


def test_of_many_aspects_those_of_the_slowest_planets_are_named() -> None:
    """Of two bodies the faster one counts. Others have the room that is left."""
    found = [event for event in events(3000, 366, 5) if event.kind == "aspect"]
    slow = [event for event in found if set(event.bodies) <= {"jupiter", "saturn", "uranus", "neptune", "pluto"}]
    assert len(slow) < 0.3 * len(found)
    answer = calendar_answer(tuple(found), 366, ("phases", "eclipses", "stations", "ingresses", "seasons", "aspects"))
    names = {
        short_event(event)
        for event in answer.events
        if set(event.bodies) <= {body for one in slow for body in one.bodies}
    }
    in_row = [text for text in texts(picture(answer)) if text in {short_event(event) for event in answer.events}]
    assert len(in_row) >= 3
    assert set(in_row[:3]) <= names


@examples(40)
@given(answer=calendars())
def test_each_line_of_the_axis_has_its_date(answer: CosmicCalendarAnswer) -> None:
    assert_dated(picture(answer), PLOT)
