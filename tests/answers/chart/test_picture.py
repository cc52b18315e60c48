"""What a trader would lose: a candle, a price or a volume that is not where the data says."""

from datetime import UTC, datetime

import numpy as np
import pytest

from personas.pictures.chart import VOLUME_ROWS
from personas.pictures.geometry import Label
from personas.pictures.layout import Layout
from personas.pictures.styles import FIGURE, TIME_ROW
from tests.faces import picture
from tests.unit.personas.pictures.market import candles_of, chart_of, walk


def row_of(layout: Layout, price: float) -> float:
    scale = layout.scale
    return scale.top + (scale.high - price) / (scale.high - scale.low) * (scale.bottom - 1 - scale.top)


def axis(layout: Layout) -> dict[float, Label]:
    labels = [
        lb for lb in layout.labels if lb.box.left > layout.plot.right and lb.box.bottom <= layout.plot.bottom + 20
    ]
    prices = [lb for lb in labels if lb.style == FIGURE and lb.text.replace(",", "").replace(".", "").isdigit()]
    return {float(lb.text.replace(",", "")): lb for lb in prices}


@pytest.mark.parametrize("bars", [3, 20, 120, 150])
def test_each_candle_stands_at_its_prices(bars: int) -> None:
    candles = candles_of(walk(bars, price=42_000))
    layout = picture(chart_of(candles))
    assert len(layout.bars) == bars
    for i, bar in enumerate(layout.bars):
        top, bottom = max(candles.open[i], candles.close[i]), min(candles.open[i], candles.close[i])
        assert bar.wick.top == pytest.approx(row_of(layout, candles.high[i]), abs=0.51)
        assert bar.wick.bottom - 1 == pytest.approx(row_of(layout, candles.low[i]), abs=0.51)
        assert bar.body.top == pytest.approx(row_of(layout, top), abs=0.51)
        assert bar.body.bottom - 1 == pytest.approx(row_of(layout, bottom), abs=0.51)
        assert bar.up == (candles.close[i] >= candles.open[i])


def test_volume_columns_are_in_proportion() -> None:
    rows = np.array(walk(60))
    rows[:, 4] = 10.0
    rows[20, 4], rows[30, 4] = 1000.0, 0.0
    layout = picture(chart_of(candles_of(rows)))
    columns = {box.left: box for box, ink in layout.bands if ink in {"up_volume", "down_volume"}}
    heights = [columns[bar.body.left].height if bar.body.left in columns else 0 for bar in layout.bars]
    assert all(layout.plot.bottom < box.top < box.bottom <= VOLUME_ROWS[1] for box in columns.values())
    assert heights[30] == 0
    assert heights[20] == max(heights) > 50
    assert heights[0] == 1, "a hundredth is still seen"
    assert "Vol 1.00K" in [label.text for label in layout.labels]


def test_the_axis_names_round_prices_where_they_are() -> None:
    layout = picture(chart_of(candles_of(walk(120, price=42_000))))
    marked = axis(layout)
    assert len(marked) >= 3
    for price, label in marked.items():
        assert (label.box.top + label.box.bottom) / 2 == pytest.approx(row_of(layout, price), abs=1.6)


@pytest.mark.parametrize("price", [1e-8, 0.00001234, 1.0001, 1e6])
def test_prices_of_the_axis_differ_however_small_they_are(price: float) -> None:
    layout = picture(chart_of(candles_of(walk(60, price=price, step=1e-4))))
    beside = [label for label in layout.labels if label.box.left >= layout.plot.right]
    texts = [label.text for label in beside if label.box.top > layout.plot.top - 10]
    assert len(texts) == len(set(texts)) >= 4
    assert not any("e" in text for text in texts)


def test_the_tag_points_at_the_price() -> None:
    layout = picture(chart_of(candles_of(walk(120)), price=100.25))
    (tag,) = (label for label in layout.labels if label.ground == "last")
    assert tag.text == "100.25"
    assert (tag.box.top + tag.box.bottom) / 2 == pytest.approx(row_of(layout, 100.25), abs=1.5)
    (line,) = layout.over
    assert line.box.top <= row_of(layout, 100.25) + 0.5 <= line.box.bottom


def test_a_hole_in_the_data_is_marked_where_it_is() -> None:
    whole, broken = candles_of(walk(60)), candles_of(walk(60), missing=4)
    marks = [line for line in picture(chart_of(broken)).lines if line.dash and line.ink == "muted"]
    bars = picture(chart_of(broken)).bars
    assert not [line for line in picture(chart_of(whole)).lines if line.dash]
    (mark,) = marks
    assert bars[29].body.right <= mark.box.left < mark.box.right <= bars[30].body.left


def test_too_many_bars_become_fewer_that_lose_no_extreme() -> None:
    rows = np.array(walk(1000))
    rows[500, 1] = rows[:, 1].max() * 1.1
    candles = candles_of(rows)
    layout = picture(chart_of(candles))
    assert 100 <= len(layout.bars) <= 200
    assert min(bar.wick.top for bar in layout.bars) == layout.scale.y(float(candles.high.max()))
    assert max(bar.wick.bottom - 1 for bar in layout.bars) == layout.scale.y(float(candles.low.min()))
    newest = layout.bars[-1]
    assert newest.body.top <= layout.scale.y(float(candles.close[-1])) < newest.body.bottom


@pytest.mark.parametrize(
    ("timeframe", "start", "bars", "wanted"),
    [
        ("15m", datetime(2023, 12, 30, 18, tzinfo=UTC), 40, {"31 Dec", "02:00"}),
        ("1h", datetime(2023, 12, 26, tzinfo=UTC), 120, {"28 Dec", "30 Dec"}),
        ("1d", datetime(2023, 9, 12, tzinfo=UTC), 200, {"Nov", "2024", "Feb"}),
        ("1w", datetime(2020, 3, 2, tzinfo=UTC), 200, {"2021", "2023"}),
    ],
)
def test_the_time_axis_speaks_in_the_units_of_its_timeframe(
    timeframe: str, start: datetime, bars: int, wanted: set[str]
) -> None:
    candles = candles_of(walk(bars), timeframe=timeframe, start=start)
    layout = picture(chart_of(candles))
    below = [label for label in layout.labels if label.box.top == TIME_ROW]
    assert wanted <= {label.text for label in below}
    assert len(below) >= 3
