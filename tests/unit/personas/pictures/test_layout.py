"""What a reader would lose: a label under another one, cut off at the edge, or missing."""

from itertools import combinations, pairwise

import pytest
from hypothesis import example, given

from personas.pictures.geometry import CANVAS
from personas.pictures.layout import Layout
from personas.pictures.typeface import COVERED, legible, measure
from tests.examples import examples
from tests.faces import picture
from tests.unit.personas.pictures.market import Scene, candles_of, chart_of, fib_of, provenance, scenes, walk

FLAT = candles_of([[1e-8, 1e-8, 1e-8, 1e-8, 0.0]] * 3)
thorough = examples(150)


def texts(layout: Layout) -> list[str]:
    return [label.text for label in layout.labels]


def assert_readable(layout: Layout) -> None:
    for label in layout.labels:
        assert label.box.within(CANVAS), label
        assert label.box.left <= label.text_left, label
        assert label.text_left + measure(label.text, label.style) <= label.box.right, label
        assert label.style.height <= label.box.height, label
        assert label.style.size >= 24
        assert COVERED.issuperset(legible(label.text)), label
        if label.before:
            assert label.box.left <= label.before[1], label
            assert label.before[1] + measure(label.before[0], label.style) <= label.text_left, label
    for one, other in combinations(layout.labels, 2):
        assert not one.box.overlaps(other.box), (one, other)


def assert_curves_inside(layout: Layout) -> None:
    for curve in layout.curves:
        for x, y in curve.points:
            assert layout.plot.left <= x < layout.plot.right, curve
            assert layout.plot.top <= y < layout.plot.bottom, curve


def assert_drawn_inside(layout: Layout) -> None:
    for bar in layout.bars:
        assert bar.wick.within(layout.plot)
        assert bar.body.within(layout.plot)
        assert bar.body.width % 2 == bar.wick.width % 2 == 1
        assert bar.wick.left - bar.body.left == bar.body.right - bar.wick.right, "the wick stands in the middle"
        assert bar.wick.top <= bar.body.top < bar.body.bottom <= bar.wick.bottom
    for left, right in pairwise(layout.bars):
        assert left.body.right <= right.body.left, "bars stand beside one another"
    for line in (*layout.lines, *layout.over):
        assert line.box.within(CANVAS)
        assert line.box.width > 0
        assert line.box.height > 0
    for dot in layout.dots:
        assert CANVAS.left <= dot.x - dot.size // 2
        assert dot.x + dot.size // 2 < layout.plot.right


@thorough
@given(scene=scenes())
@example(scene=Scene(FLAT, provenance(FLAT), 1e-8, ()))
def test_a_chart_of_any_market_can_be_read(scene: Scene) -> None:
    layout = picture(chart_of(scene.candles, origin=scene.origin, price=scene.price), scene.marks)
    assert_readable(layout)
    assert_drawn_inside(layout)


@thorough
@given(scene=scenes())
def test_levels_of_any_market_can_be_read(scene: Scene) -> None:
    answer = fib_of(scene.candles, origin=scene.origin, price=scene.price)
    if answer is None:
        return
    layout = picture(answer, scene.marks)
    assert_readable(layout)
    assert_drawn_inside(layout)
    candle_rows = max(bar.wick.bottom for bar in layout.bars) - min(bar.wick.top for bar in layout.bars)
    price_beside = not float(answer.candles.low.min()) <= scene.price <= float(answer.candles.high.max())
    assert price_beside or candle_rows >= 0.55 * layout.plot.height, "levels do not squash the candles"


def test_the_header_says_what_and_whence() -> None:
    candles = candles_of(walk(120, price=42_000))
    shown = texts(picture(chart_of(candles, price=42_156.37)))
    assert {"BTC/USDT", "1h", "candles · replay", "2023-11-25 00:00 UTC"} <= set(shown)
    assert shown.count("42,156.37") == 2, "in the header, and on the tag at the right"


@pytest.mark.parametrize("kind", ["chart", "fib"])
def test_simulated_stale_and_paper_cannot_be_overlooked(kind: str) -> None:
    candles = candles_of(walk(200))
    origin = provenance(candles, source="sim", stale=True)
    answer = chart_of(candles, origin=origin) if kind == "chart" else fib_of(candles, origin=origin)
    assert answer is not None
    layout = picture(answer, ("PAPER",))
    badges = {label.text: label for label in layout.labels if label.ground != "background"}
    assert {"SIMULATED", "STALE", "PAPER"} <= set(badges)
    assert all(badges[text].style.size >= 24 for text in ("SIMULATED", "STALE", "PAPER"))
    assert layout.ghost is not None
    assert layout.ghost.text == "SIMULATED"


def test_a_real_market_carries_no_mark() -> None:
    layout = picture(chart_of(candles_of(walk(120))))
    assert layout.ghost is None
    assert [label.ground for label in layout.labels if label.ground != "background"] == ["last"]


def test_candles_made_of_several_bars_say_so() -> None:
    answer = fib_of(candles_of(walk(1000, price=100, step=0.001)[::-1]))
    assert answer is not None
    few = answer.model_copy(update={"swing": answer.swing.model_copy(update={"bars": 990, "bars_since": 2})})
    layout = picture(few)
    assert "1h" not in texts(layout)
    assert f"{-(-1000 // len(layout.bars))} × 1h" in texts(layout)


def test_a_long_symbol_is_shortened_and_hides_nothing() -> None:
    shown = texts(picture(chart_of(candles_of(walk(60), symbol="W" * 40))))
    assert any(text.startswith("WWW") and text.endswith("…") for text in shown)
    assert "candles · replay" in shown


def test_the_symbol_is_told_however_long_the_price_and_the_source_are() -> None:
    candles = candles_of(walk(300, price=1e-8, step=1e-6), symbol="1000SATS/FDUSD")
    answer = fib_of(candles, origin=provenance(candles, venue="a-folder-with-a-very-long-name"))
    assert answer is not None
    layout = picture(answer)
    assert_readable(layout)
    assert any(text.startswith("1000S") for text in texts(layout))
