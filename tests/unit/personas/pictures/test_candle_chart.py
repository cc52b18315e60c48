"""What the author of a new picture would lose: a level without its name, a name on a candle, a price out of view."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from personas.pictures.candle_chart import CandleChart
from personas.pictures.geometry import Label
from personas.pictures.layout import Layout
from personas.pictures.palette import PALETTES
from personas.pictures.side import MOST_NAMED, Level
from personas.pictures.styles import FIGURE
from tests.unit.personas.pictures.market import Scene, candles_of, chart_of, scenes, walk
from tests.unit.personas.pictures.test_layout import assert_drawn_inside, assert_readable, texts, thorough

CANDLES = candles_of(walk(120, price=42_000))
ANSWER = chart_of(CANDLES, price=42_100.0)
DASH = (14, 7)


@dataclass(frozen=True)
class Turn:
    time: datetime
    price: float


def pivots(scene: Scene, factors: list[float]) -> tuple[CandleChart, Layout]:
    """A picture as a study draws it: levels with lines, a band, dots with names, a curve, a pane and a note."""
    levels = [Level(f"P{k}", scene.price * factor, "retracement", k, bold=k == 0) for k, factor in enumerate(factors)]
    answer = chart_of(scene.candles, origin=scene.origin, price=scene.price)
    chart = CandleChart(
        answer, scene.candles, levels=levels, reach=[one.price for one in levels], bottom=500, ahead=0.2
    )
    for level in chart.levels:
        chart.line(level, DASH)
    chart.band(scene.price * 0.99, scene.price * 1.01, "pocket", thinnest=5)
    for k in range(0, len(scene.candles), 17):
        turn = Turn(scene.candles.opened(k), float(scene.candles.high[k]))
        x, y = chart.dot(turn, 11)
        chart.name((Label.at(x - 10, y - 40 - far, "HH", FIGURE, "muted") for far in (0, 20, 40)), clear=True)
    chart.series(np.cumsum(scene.candles.close) / np.arange(1, len(scene.candles) + 1), "extension")
    pane = chart.pane(520, 600, -1.0, 1.0)
    chart.columns(np.sin(np.arange(len(chart.shown.x))), chart.shown.rising, pane)
    chart.note("pivot", sample=("retracement", DASH))
    return chart, chart.layout("Pivots", ("above the pivot", "up"), scene.marks)


@thorough
@given(scene=scenes(), factors=st.lists(st.sampled_from([0.3, 0.9, 0.99, 1.0, 1.001, 1.2, 3.0]), max_size=25))
def test_what_any_study_draws_can_be_read(scene: Scene, factors: list[float]) -> None:
    chart, layout = pivots(scene, factors)
    assert_readable(layout)
    assert_drawn_inside(layout)
    assert layout.png(PALETTES["classic"]).startswith(b"\x89PNG")
    for box, _ in layout.bands:
        assert box.left >= layout.plot.left - 6
        assert box.right <= layout.plot.right
    for label in layout.labels:
        if label.text == "HH":
            assert label.box.within(layout.plot)
            assert not any(bar.wick.overlaps(label.box) for bar in layout.bars)
    for level in chart.levels:
        row = layout.scale.y(level.price)
        line = next(line for line in layout.lines if line.dash == DASH and line.box.top + 1 == row)
        led = any(leader.start == (line.box.right, row) for leader in layout.leaders)
        assert led == (line.box.right == layout.plot.right), "a line goes to its name, or a leader goes on from it"


def test_of_two_levels_out_of_view_the_nearer_is_told_with_an_arrow() -> None:
    levels = [Level(name, price, "text") for name, price in (("near", 60_000.0), ("far", 90_000.0), ("low", 1.0))]
    layout = CandleChart(ANSWER, CANDLES, levels=levels).layout("Pivots", ("", "muted"), ())
    assert {"near", "low", "▲", "▼"} <= set(texts(layout))
    assert "far" not in texts(layout)


def test_where_not_all_levels_have_room_those_of_the_lowest_rank_are_told() -> None:
    levels = [Level(f"P{k}", 42_000.0 + k, "text", rank=40 - k) for k in range(40)]
    chart = CandleChart(ANSWER, CANDLES, levels=levels)
    assert len(chart.levels) == MOST_NAMED
    assert {level.name for level in chart.levels} == {f"P{39 - k}" for k in range(len(chart.levels))}


@pytest.mark.parametrize(("price", "seen"), [(50_000.0, True), (90_000.0, False)])
def test_prices_come_into_view_as_far_as_candles_keep_their_share(price: float, seen: bool) -> None:
    chart = CandleChart(ANSWER, CANDLES, levels=[Level("P", price, "text")], reach=[price], keep=0.4)
    assert (price <= chart.scale.high) == seen
    assert price <= CandleChart(ANSWER, CANDLES, levels=(), ends=[price]).scale.high


def test_the_time_axis_goes_on_where_room_is_left_for_bars_to_come() -> None:
    chart = CandleChart(ANSWER, CANDLES.last(80), levels=(), ahead=0.3)
    layout = chart.layout("Pivots", ("", "muted"), ())
    assert chart.x_ago(-10) - chart.x_ago(0) == pytest.approx(10 * chart.shown.step, abs=1)
    below = [label for label in layout.labels if label.box.top > layout.plot.bottom]
    assert any(label.box.left > chart.x_ago(0) for label in below)
    assert layout.bars[-1].body.right < layout.plot.right - 0.25 * layout.plot.width


def test_a_column_stands_on_its_side_of_zero_and_nothing_has_none() -> None:
    chart = CandleChart(ANSWER, CANDLES, bottom=500)
    values = np.resize([2.0, -1.0, 0.0, np.nan], len(chart.shown.x))
    pane = chart.pane(520, 601, -2.0, 2.0)
    chart.columns(values, chart.shown.rising, pane)
    zero = pane.scale.y(0.0)
    heights = {box.left: (zero - box.top, box.bottom - zero) for box, _ in chart.bands}
    assert len(heights) == len(values) // 2
    assert set(heights.values()) == {(40, 0), (-1, 21)}
