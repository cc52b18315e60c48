"""What a trader would lose: an average at the wrong price, RSI off its lines, a histogram on the wrong side of 0."""

import numpy as np
import pytest
from hypothesis import given

from analytics.bars import Floats
from personas.pictures import PALETTES, Palette
from personas.pictures.indicators import MACD_ROWS, ON_CANDLES, RSI_ROWS
from personas.pictures.scale import Scale
from services.market.view import Snapshot
from services.studies.indicators import IndicatorsAnswer, indicators
from tests.answers.indicators.sample import SAMPLES, answer_of
from tests.examples import examples
from tests.faces import picture
from tests.unit.analytics.markets import Rows, random_rows
from tests.unit.personas.pictures.market import Scene, scenes
from tests.unit.personas.pictures.test_layout import assert_drawn_inside, assert_readable, texts

USUAL = SAMPLES["usual"]


def drawn_from(scene: Scene) -> IndicatorsAnswer:
    return indicators(Snapshot(scene.candles, scene.price, None, scene.origin))


@examples(150)
@given(scene=scenes())
def test_indicators_of_any_market_can_be_read(scene: Scene) -> None:
    layout = picture(drawn_from(scene), scene.marks)
    assert_readable(layout)
    assert_drawn_inside(layout)
    for curve in layout.curves:
        xs, ys = np.array(curve.points).T
        assert layout.plot.left <= xs.min() <= xs.max() < layout.plot.right
        assert layout.plot.top <= ys.min() <= ys.max() < MACD_ROWS[1]
    for box, _ in layout.bands:
        assert MACD_ROWS[0] <= box.top < box.bottom <= MACD_ROWS[1]


@pytest.mark.parametrize("answer", SAMPLES.values(), ids=SAMPLES)
def test_every_case_can_be_read(answer: IndicatorsAnswer) -> None:
    layout = picture(answer, ("PAPER",))
    assert_readable(layout)
    assert_drawn_inside(layout)


def test_each_curve_ends_at_its_value() -> None:
    layout = picture(USUAL)
    for name, (told, ink, width, dash) in ON_CANDLES.items():
        value = float(USUAL.curves[name][-1])
        if not layout.scale.low <= value <= layout.scale.high:
            continue
        ends = {
            curve.points[-1] for curve in layout.curves if (curve.ink, curve.width, curve.dash) == (ink, width, dash)
        }
        assert (layout.bars[-1].wick.left, layout.scale.y(value)) in ends, name
        assert told in texts(layout)
    assert USUAL.rsi is not None
    rsi = Scale(0.0, 100.0, *RSI_ROWS)
    assert any(curve.points[-1][1] == rsi.y(USUAL.rsi) for curve in layout.curves)
    for at in (30, 70):
        assert any(line.box.top == rsi.y(at) and line.dash for line in layout.lines)
        assert str(at) in texts(layout)


def test_curves_that_share_a_panel_differ_by_more_than_hue() -> None:
    lines = [(curve.width, curve.dash) for name, curve in ON_CANDLES.items() if name != "bb_lower"]
    assert len(set(lines)) == len(lines)


def test_the_histogram_stands_on_its_side_of_nothing() -> None:
    layout = picture(USUAL)
    zero = (MACD_ROWS[0] + MACD_ROWS[1] - 1) / 2
    by_column = {box.left + box.width // 2: (box, ink) for box, ink in layout.bands}
    for bar, value in zip(layout.bars, USUAL.curves["macd_hist"], strict=True):
        box, ink = by_column.get(bar.wick.left, (None, None))
        if box is not None:
            assert ((box.top + box.bottom) / 2 < zero + 1) == (value > 0)
            assert ink == ("up_volume" if value > 0 else "down_volume")


def test_what_is_not_defined_yet_is_said() -> None:
    shown = texts(picture(SAMPLES["three bars"]))
    assert shown.count("not yet") == 2


def test_a_long_average_out_of_view_is_told_by_an_arrow() -> None:
    quiet = random_rows(1_000, step=0.0005)
    for factor, arrow in ((2.0, "▲"), (0.5, "▼")):
        fell = Rows(quiet.time, *(np.where(np.arange(1_000) < 800, factor * v, v) for v in _columns(quiet)))
        layout = picture(answer_of(fell))
        (name,) = (label for label in layout.labels if label.text == "EMA200")
        assert any(label.text == arrow and label.box.top == name.box.top for label in layout.labels)


def _columns(rows: Rows) -> tuple[Floats, ...]:
    return rows.open, rows.high, rows.low, rows.close, rows.volume


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES.keys())
@pytest.mark.parametrize("label", ["usual", "one bar", "never moved, nothing traded"])
def test_it_can_be_painted(label: str, palette: Palette) -> None:
    assert picture(SAMPLES[label], ("PAPER",)).png(palette).startswith(b"\x89PNG")
