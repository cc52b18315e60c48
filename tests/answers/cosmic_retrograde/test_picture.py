"""What a reader would lose: a month or a period without its date."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personas.pictures.geometry import CANVAS, Rect
from personas.pictures.layout import Layout
from personas.pictures.styles import TIME_ROW
from services.cosmic.retrograde import CosmicRetrogradeAnswer
from tests.answers.cosmic_retrograde.sample import retrograde_answer
from tests.examples import examples
from tests.faces import picture


def assert_dated(layout: Layout, plot: Rect) -> None:
    below = [label for label in layout.labels if label.box.top == TIME_ROW]
    columns = [line for line in layout.lines if (line.box.top, line.box.bottom) == (plot.top, plot.bottom)]
    assert len(columns) == len(below) > 0
    for line, label in zip(columns, below, strict=True):
        assert label.box.left <= line.box.left <= label.box.right
        assert label.box.within(CANVAS)


def texts(layout: Layout) -> list[str]:
    return [label.text for label in layout.labels]


seeds = st.integers(0, 10_000)


@pytest.mark.parametrize("days", range(0, 366, 11))
def test_each_month_of_a_year_of_retrogrades_has_its_name(days: int) -> None:
    answer = retrograde_answer()
    assert isinstance(answer, CosmicRetrogradeAnswer)
    moved = timedelta(days=days)
    layout = picture(answer.model_copy(update={"start": answer.start + moved, "end": answer.end + moved}))
    assert_dated(layout, layout.plot)


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
