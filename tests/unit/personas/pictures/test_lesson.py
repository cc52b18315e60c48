"""A chart drawn for a lesson that leaves out a letter to choose, or lets one cover another."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from personas.pictures.layout import Layout
from personas.pictures.lesson import YOURS, draw_graded, draw_lesson, draw_posed
from personas.pictures.palette import PALETTES
from services.education.grading import Graded, PlacedStop
from services.education.lesson import LessonRef
from services.education.posing import LETTERS, DrawnChart, Posed, PosedOption
from services.market.candles import Candles
from tests.unit.personas.pictures.market import candles_of, walk
from tests.unit.personas.pictures.test_layout import assert_drawn_inside, assert_readable, thorough


def chart(bars: int = 60, seed: int = 0, price: float = 100.0) -> Candles:
    return candles_of(walk(bars, price=price, seed=seed))


def question(chart: DrawnChart, options: Sequence[PosedOption] = ()) -> Posed:
    usual: dict[str, Any] = {"kind": "read", "options": tuple(options)} if options else {"kind": "stop", "side": "long"}
    entry = None if options else float(chart.candles.close[-1])
    lesson = LessonRef(name="swings", title="Swings")
    return Posed(question="swings/one", turn=0, lesson=lesson, ask="Which?", entry=entry, chart=chart, **usual)


def posed_on(chart: DrawnChart, options: Sequence[PosedOption]) -> Layout:
    layout = draw_posed(question(chart, options))
    assert layout is not None
    return layout


def written(layout: Layout) -> list[str]:
    return [label.text for label in layout.labels]


@thorough
@given(
    bars=st.integers(10, 120),
    seed=st.integers(0, 50),
    price=st.sampled_from([0.002, 1.0, 100.0, 42_000.0]),
    data=st.data(),
)
def test_every_letter_is_on_the_chart_and_can_be_read(bars: int, seed: int, price: float, data: st.DataObject) -> None:
    candles = chart(bars, seed, price)
    at = data.draw(st.lists(st.integers(0, bars - 1), min_size=2, max_size=5, unique=True))
    options = [PosedOption(letter=LETTERS[k], at=bar) for k, bar in enumerate(at)]
    layout = posed_on(DrawnChart(candles=candles), options)
    assert [text for text in written(layout) if text in LETTERS] == list(LETTERS[: len(at)])
    assert_readable(layout)
    assert_drawn_inside(layout)
    for letter, bar in zip(LETTERS, at, strict=False):
        assert f"{letter} at bar {bar + 1}" in layout.alt


@pytest.mark.parametrize("seed", range(8))
def test_a_letter_neither_covers_a_line_that_its_bar_does_not_reach_nor_leads_over_it(seed: int) -> None:
    """Its lead would look like a wick that reached the line."""
    candles = chart(40, seed)
    at = int(np.argmin(candles.low))
    line = float(candles.low[at]) * 0.999
    layout = posed_on(DrawnChart(candles=candles, lines=(("stop", line),)), [PosedOption(letter="A", at=at)] * 2)
    row = layout.scale.y(line)
    letter = next(label for label in layout.labels if label.text == "A")
    leads = [each.box for each in layout.lines if each.ink == "last" and each.dash is None]
    assert not any(box.top <= row <= box.bottom for box in (letter.box, *leads))


@thorough
@given(seed=st.integers(0, 50), shares=st.lists(st.floats(0.8, 1.2), min_size=2, max_size=5))
def test_every_price_to_choose_has_its_letter_and_line(seed: int, shares: list[float]) -> None:
    candles = chart(40, seed)
    close = float(candles.close[-1])
    options = [PosedOption(letter=LETTERS[k], price=close * share) for k, share in enumerate(shares)]
    lines = (("support", close * 0.9), ("resistance", close * 1.1))
    layout = posed_on(DrawnChart(candles=candles, lines=lines), options)
    assert sorted(text for text in written(layout) if text in LETTERS) == list(LETTERS[: len(shares)])
    assert_readable(layout)
    assert_drawn_inside(layout)


def test_it_says_that_it_is_drawn_and_has_no_date() -> None:
    candles = chart()
    marks = (("swing low", int(np.argmin(candles.low))),)
    layout = draw_lesson(DrawnChart(candles=candles, marks=marks), "Swings")
    told = " ".join(written(layout))
    assert "DRAWN for this lesson" in told
    assert "swing low" in told
    assert "close" in told
    assert not any(month in told for month in ("Jan", "UTC", "20:"))
    assert layout.png(PALETTES["classic"]) != layout.png(PALETTES["colour-blind"])


def graded(posed: Posed, **changes: Any) -> Graded:
    usual: dict[str, Any] = {"right": False, "said": "A", "answer": "B", "why": "So.", "posed": posed}
    return Graded.model_validate(usual | changes)


def test_a_question_does_not_tell_which_letter_is_right_and_a_reply_does() -> None:
    options = [PosedOption(letter=LETTERS[k], at=at) for k, at in enumerate((4, 30, 31))]
    posed = question(DrawnChart(candles=chart()), options)
    before, after = posed_on(DrawnChart(candles=chart()), options), draw_graded(graded(posed, letter="B"))
    assert after is not None
    assert {label.ground for label in before.labels if label.text in "ABC"} == {"last"}
    assert [label.text for label in after.labels if label.text in "ABC" and label.ground == "last"] == ["B"]
    assert "right: B" in after.alt


@pytest.mark.parametrize("far", [0.98, 1.5, 1e-9, 1e9])
def test_a_placed_stop_is_shown_beside_where_it_is_right_as_far_as_it_is_in_view(far: float) -> None:
    candles = chart()
    low, close = float(candles.low.min()), float(candles.close[-1])
    posed = question(DrawnChart(candles=candles))
    placed = PlacedStop(price=close * far, low=low * 0.98, high=low * 0.99)
    layout = draw_graded(graded(posed, placed=placed, off="too near"))
    assert layout is not None
    assert any(ink == "up_zone" for _, ink in layout.bands)
    assert any(text.startswith(YOURS) for text in written(layout)) == (far == 0.98)
    assert_readable(layout)
    assert_drawn_inside(layout)
