"""A chart drawn for a lesson that leaves out a letter to choose, or lets one cover another."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from personas.pictures.layout import Layout
from personas.pictures.lesson import draw_lesson
from personas.pictures.palette import PALETTES
from services.education.posing import LETTERS, DrawnChart, PosedOption
from services.market.candles import Candles
from tests.unit.personas.pictures.market import candles_of, walk
from tests.unit.personas.pictures.test_layout import assert_drawn_inside, assert_readable, thorough


def chart(bars: int = 60, seed: int = 0, price: float = 100.0) -> Candles:
    return candles_of(walk(bars, price=price, seed=seed))


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
    layout = draw_lesson(DrawnChart(candles=candles), "Which of them?", options=options)
    assert [text for text in written(layout) if text in LETTERS] == list(LETTERS[: len(at)])
    assert_readable(layout)
    assert_drawn_inside(layout)
    for letter, bar in zip(LETTERS, at, strict=False):
        assert f"{letter} at bar {bar + 1}" in layout.alt


@thorough
@given(seed=st.integers(0, 50), shares=st.lists(st.floats(0.8, 1.2), min_size=2, max_size=5))
def test_every_price_to_choose_has_its_letter_and_line(seed: int, shares: list[float]) -> None:
    candles = chart(40, seed)
    close = float(candles.close[-1])
    options = [PosedOption(letter=LETTERS[k], price=close * share) for k, share in enumerate(shares)]
    lines = (("support", close * 0.9), ("resistance", close * 1.1))
    layout = draw_lesson(DrawnChart(candles=candles, lines=lines), "Which price?", options=options)
    assert sorted(text for text in written(layout) if text in LETTERS) == list(LETTERS[: len(shares)])
    assert_readable(layout)
    assert_drawn_inside(layout)


def test_it_says_that_it_is_drawn_and_has_no_date() -> None:
    candles = chart()
    marks = (("swing low", int(np.argmin(candles.low))),)
    layout = draw_lesson(DrawnChart(candles=candles, marks=marks), "Swings", entry=float(candles.close[-1]))
    told = " ".join(written(layout))
    assert "DRAWN for this lesson" in told
    assert "swing low" in told
    assert "entry" in told
    assert not any(month in told for month in ("Jan", "UTC", "20:"))
    assert layout.png(PALETTES["classic"]) != layout.png(PALETTES["colour-blind"])
