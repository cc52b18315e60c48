"""What a reader would lose: an event without a name that others of less note have, a name that stands on another event,
a line without its date, a mark that nothing explains, or the word that the sky weighs nothing."""

from dataclasses import replace
from datetime import timedelta
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personas.pictures.calendar import DOT, INKS, LANE, PLOT
from personas.pictures.geometry import CANVAS, Label, Line, Rect
from personas.pictures.layout import TIME_ROW, Layout
from personas.pictures.sky_head import NO_WEIGHT
from personas.pictures.sky_marks import LOOK, marked
from personas.pictures.timeline import STEM, long_event, short_event
from services.core.request import Answer
from services.cosmic.calendar import CosmicCalendarAnswer
from services.cosmic.kinds import KINDS, USUAL, Kind
from services.cosmic.place import CosmicPlaceAnswer
from services.cosmic.retrograde import CosmicRetrogradeAnswer
from services.studies.chart import ChartAnswer
from tests.examples import examples
from tests.unit.personas import samples_almanac, samples_cosmic, samples_moon
from tests.unit.personas.faces import picture
from tests.unit.personas.samples_almanac import NOW, calendar_answer, events, overlaid, retrograde_answer

seeds = st.integers(0, 10_000)
SKY: dict[str, Answer] = {
    name: answer
    for name, answer in (
        *samples_almanac.ANSWERS.items(),
        *samples_cosmic.ANSWERS.items(),
        *samples_moon.ANSWERS.items(),
    )
    if not isinstance(answer, CosmicPlaceAnswer) and not (isinstance(answer, ChartAnswer) and not answer.sky)
}


def texts(layout: Layout) -> list[str]:
    return [label.text for label in layout.labels]


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
    assert len(in_row) >= 5
    assert set(in_row[:5]) <= names


@examples(40)
@given(answer=calendars())
def test_each_line_of_the_axis_has_its_date(answer: CosmicCalendarAnswer) -> None:
    assert_dated(picture(answer), PLOT)


@pytest.mark.parametrize("days", range(0, 366, 11))
def test_each_month_of_a_year_of_retrogrades_has_its_name(days: int) -> None:
    answer = retrograde_answer()
    assert isinstance(answer, CosmicRetrogradeAnswer)
    moved = timedelta(days=days)
    layout = picture(answer.model_copy(update={"start": answer.start + moved, "end": answer.end + moved}))
    assert_dated(layout, layout.plot)


def assert_dated(layout: Layout, plot: Rect) -> None:
    below = [label for label in layout.labels if label.box.top == TIME_ROW]
    columns = [line for line in layout.lines if (line.box.top, line.box.bottom) == (plot.top, plot.bottom)]
    assert len(columns) == len(below) > 0
    for line, label in zip(columns, below, strict=True):
        assert label.box.left <= line.box.left <= label.box.right
        assert label.box.within(CANVAS)


@examples(40)
@given(seed=seeds)
def test_a_period_in_which_a_year_ends_says_which_year_comes(seed: int) -> None:
    answer = retrograde_answer(("mercury", "jupiter", "pluto"), seed)
    assert isinstance(answer, CosmicRetrogradeAnswer)
    layout = picture(answer)
    for period in answer.periods:
        start, end = f"{period.start.day} {period.start:%b}", f"{period.end.day} {period.end:%b}"
        told = [text for text in texts(layout) if text.startswith(f"{start} – {end}")]
        year = "" if period.start.year == period.end.year else f" {period.end.year}"
        assert all(text == f"{start} – {end}{year}" for text in told)
    now = [line.box for line in layout.over if line.dash]
    assert now
    assert not [label.text for label in layout.labels for box in now if label.box.overlaps(box)]


@examples(40)
@given(seed=seeds, count=st.integers(1, 200), bars=st.integers(20, 300))
def test_each_mark_on_a_chart_is_in_its_legend(seed: int, count: int, bars: int) -> None:
    answer = overlaid(count, bars, seed)
    if not answer.sky:
        return
    layout = picture(answer, ("PAPER",))
    drawn = {(line.ink, line.dash) for line in layout.lines if line.dash and line.box.width == 2}
    samples = {(line.ink, line.dash) for line in layout.lines if line.dash and line.box.height == 3}
    assert drawn == samples
    shown = texts(layout)
    for text, ink, dash in LOOK.values():
        assert (text in shown) == ((ink, dash) in drawn)
    left_out = len(answer.sky) - len(marked(answer.sky, layout.plot))
    assert any(text.startswith("too close to draw: ") for text in shown) == (left_out > 0)


def test_sorts_of_marks_differ_without_colour() -> None:
    assert len({dash for _, _, dash in LOOK.values()}) == len(LOOK)


@pytest.mark.parametrize("name", SKY)
def test_every_picture_of_the_sky_says_once_that_it_has_no_weight(name: str) -> None:
    answer = SKY[name]
    drawn = picture(answer, ("PAPER",))
    labels: tuple[Label, ...] = drawn.labels if isinstance(drawn, Layout) else drawn.head
    assert [label.text.removeprefix("sky: ") for label in labels].count(NO_WEIGHT) == 1


def test_a_simulated_and_stale_chart_says_it_too() -> None:
    answer = overlaid(30)
    origin = answer.provenance.model_copy(update={"source": "sim", "stale": True, "as_of": NOW})
    assert f"sky: {NO_WEIGHT}" in texts(picture(answer.model_copy(update={"provenance": origin}), ("PAPER",)))
