"""What a trader would lose: a target, a date or a cluster drawn where it is not, unnamed, or under another."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given

from personas.pictures.extensions import KINDS, LIMIT_DASH
from personas.pictures.fib_time import COUNTS
from personas.pictures.figures import decimals, price_text
from personas.pictures.geometry import Line
from services.core.errors import NoSwing, TooFewTurns
from services.core.request import Answer
from services.market.candles import Candles
from services.market.view import Snapshot
from services.studies.fib_confluence import Beside, FibConfluenceAnswer, fib_confluence
from services.studies.fib_extensions import FibExtensionsAnswer, fib_extensions
from services.studies.fib_time import FibTimeAnswer, fib_time
from tests.unit.personas.faces import picture
from tests.unit.personas.pictures.market import Scene, candles_of, provenance, scenes, walk
from tests.unit.personas.pictures.test_fib import zigzag
from tests.unit.personas.pictures.test_layout import assert_drawn_inside, assert_readable, thorough

TURNS = zigzag(150.0, 130.0, 100.0, 200.0, 150.0, 220.0, bars=12)


def seen(candles: Candles, price: float | None = None) -> Snapshot:
    return Snapshot(candles, price or float(candles.close[-1]), None, provenance(candles))


def extensions_of(candles: Candles, price: float | None = None) -> FibExtensionsAnswer:
    return fib_extensions(seen(candles, price), len(candles))


def time_of(candles: Candles, price: float | None = None) -> FibTimeAnswer:
    return fib_time(seen(candles, price), len(candles))


def confluence_of(candles: Candles, price: float | None = None) -> FibConfluenceAnswer:
    return fib_confluence(seen(candles, price), Beside(), len(candles))


def answers(scene: Scene) -> Iterator[Answer]:
    """Those of the three that the scene's market has."""
    made: tuple[Callable[[Candles, float], Answer], ...] = (extensions_of, time_of, confluence_of)
    for make in made:
        try:
            answer = make(scene.candles, scene.price)
        except (NoSwing, TooFewTurns):
            continue
        yield answer.model_copy(update={"provenance": scene.origin})


def rows_of(lines: list[Line]) -> set[int]:
    return {line.box.top + 1 for line in lines}


@thorough
@given(scene=scenes())
def test_any_market_can_be_read(scene: Scene) -> None:
    for answer in answers(scene):
        layout = picture(answer, scene.marks)
        assert_readable(layout)
        assert_drawn_inside(layout)
        for curve in layout.curves:
            for x, y in curve.points:
                assert layout.plot.left <= x < layout.plot.right, curve
                assert layout.plot.top <= y < layout.plot.bottom, curve


def test_each_projection_has_its_line_ratio_and_price() -> None:
    answer = extensions_of(TURNS)
    layout = picture(answer)
    texts = [label.text for label in layout.labels]
    shown = [level for level in answer.levels if layout.scale.low < level.price < layout.scale.high]
    assert {"0.618 projection", "1 projection", "1.272 extension"} <= {level.name for level in shown}
    for level in shown:
        ink, dash, _ = KINDS[level.kind]
        lines = [line for line in layout.lines if line.ink == ink and line.dash == dash]
        assert layout.scale.y(level.price) in rows_of(lines), level.name
        assert f"{level.price:,.2f}" in texts
    assert "• 0.618" in texts
    assert "AB 1.272" in texts
    bold = {label.text for label in layout.labels if label.style.weight == "Bold" and label.ground == "background"}
    assert "AB 1.272" in bold, "the next target stands out"


@pytest.mark.parametrize("price", [151.0, 190.0, 220.0, 300.0, 410.0])
def test_the_tag_stands_at_the_price(price: float) -> None:
    layout = picture(extensions_of(TURNS, price))
    (tag,) = (label for label in layout.labels if label.ground == "last")
    assert (tag.box.top + tag.box.bottom) / 2 == pytest.approx(layout.scale.y(price), abs=2)


def test_turns_are_lettered_and_c_ends_it() -> None:
    answer = extensions_of(TURNS)
    layout = picture(answer)
    a, b, c = layout.dots
    assert [dot.y for dot in layout.dots] == [layout.scale.y(price) for price in (100.0, 200.0, 150.0)]
    letters = {label.text: label.box for label in layout.labels if label.text in "ABC" and label.box.left < c.x + 40}
    assert set(letters) == {"A", "B", "C"}
    assert letters["A"].top > a.y
    assert letters["B"].bottom < b.y
    assert letters["C"].top > c.y or letters["C"].left > c.x or letters["C"].right < c.x
    (limit,) = (line for line in layout.lines if line.dash == LIMIT_DASH and line.box.top > layout.plot.top)
    assert limit.box.top + 1 == layout.scale.y(150.0)


@pytest.mark.parametrize(("price", "text"), [(149.0, "beyond C: off"), (90.0, "beyond A: off")])
def test_what_is_off_is_said_to_be(price: float, text: str) -> None:
    assert text in [label.text for label in picture(extensions_of(TURNS, price)).labels]


def test_dates_to_come_stand_right_of_now() -> None:
    answer = time_of(TURNS)
    layout = picture(answer)
    last = layout.bars[-1].wick.left
    step = (layout.bars[-1].wick.left - layout.bars[-11].wick.left) / 10
    upright = [line for line in layout.lines if line.box.height == layout.plot.height and line.box.width == 2]
    for mark in answer.marks:
        ink, dash, _ = COUNTS[mark.kind]
        columns = [line.box.left for line in upright if line.ink == ink and line.dash == dash]
        wanted = last + (-mark.bars_away if mark.past else mark.bars_away) * step
        if layout.plot.left < wanted < layout.plot.right - 3:
            assert min(abs(column - wanted) for column in columns) <= 2, mark.name
    assert answer.next_zone is not None
    assert str(answer.next_zone.bars) in [label.text for label in layout.labels]


def test_the_fan_goes_through_its_retracements() -> None:
    answer = time_of(TURNS)
    layout = picture(answer)
    start, end = layout.dots
    assert len(layout.curves) == len(answer.fan) == 4
    swing = answer.swing
    for line, curve in zip(answer.fan, layout.curves, strict=True):
        (x0, y0), (x1, y1) = curve.points
        assert (x0, y0) == (start.x, start.y)
        at_end = y0 + (y1 - y0) * (end.x - x0) / (x1 - x0)
        price = swing.end.price - line.ratio * (swing.end.price - swing.start.price)
        assert at_end == pytest.approx(layout.scale.y(price), abs=2)
        assert f"{line.ratio:g}" in [label.text for label in layout.labels]


def test_the_time_axis_goes_on_into_what_is_to_come() -> None:
    answer = time_of(candles_of(walk(150, seed=4)))
    layout = picture(answer)
    last = layout.bars[-1].wick.right
    below = [label for label in layout.labels if label.box.top > layout.plot.bottom]
    assert any(label.box.left > last for label in below)
    assert answer.candles.opened(len(answer.candles) - 1) + timedelta(hours=1) == answer.as_of


def test_each_cluster_in_view_is_a_band_with_its_count_and_score() -> None:
    answer = confluence_of(candles_of(walk(800, seed=8)))
    layout = picture(answer)
    texts = [label.text for label in layout.labels]
    shown = [one for one in answer.clusters if layout.scale.low < one.low and one.high < layout.scale.high]
    assert shown
    assert len(layout.bands) == len(shown)
    for one, (band, _) in zip(shown, layout.bands, strict=True):
        assert f"{one.moves} · {one.score:.2f}" in texts
        assert price_text(one.middle, decimals(answer.price, layout.scale.span)) in texts
        assert band.top <= layout.scale.y(one.high) <= layout.scale.y(one.low) < band.bottom
        ticks = [line for line in layout.over if line.ink == "text" and band.top - 2 <= line.box.top <= band.bottom]
        assert len(ticks) >= min(len(one.members), 7)
    assert any(text.startswith("chance ") for text in texts)


def test_without_clusters_the_picture_says_so() -> None:
    rising = np.linspace(100, 200, 61)
    table = np.column_stack([rising[:-1], rising[1:], rising[:-1], rising[1:], rising[1:]])
    layout = picture(confluence_of(candles_of(table)))
    assert layout.bands == ()
    assert "no cluster near the price" in [label.text for label in layout.labels]
