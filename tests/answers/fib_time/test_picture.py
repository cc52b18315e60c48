"""What a trader would lose: a date or a line of the fan drawn where it is not."""

from datetime import timedelta

import pytest
from hypothesis import given

from personas.pictures.fib_time import COUNTS
from services.core.errors import NoSwing, TooFewTurns
from services.market.candles import Candles
from services.market.view import Snapshot
from services.studies.fib_time import FibTimeAnswer, fib_time
from tests.answers.fib_levels.test_picture import zigzag
from tests.faces import picture
from tests.unit.personas.pictures.market import Scene, candles_of, provenance, scenes, walk
from tests.unit.personas.pictures.test_layout import (
    assert_curves_inside,
    assert_drawn_inside,
    assert_readable,
    thorough,
)


def seen(candles: Candles, price: float | None = None) -> Snapshot:
    return Snapshot(candles, price or float(candles.close[-1]), None, provenance(candles))


TURNS = zigzag(150.0, 130.0, 100.0, 200.0, 150.0, 220.0, bars=12)


def time_of(candles: Candles, price: float | None = None) -> FibTimeAnswer:
    return fib_time(seen(candles, price), len(candles))


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
    assert any(label.box.right > last for label in below)
    assert answer.candles.opened(len(answer.candles) - 1) + timedelta(hours=1) == answer.as_of


@thorough
@given(scene=scenes())
def test_any_market_can_be_read(scene: Scene) -> None:
    try:
        answer = time_of(scene.candles, scene.price)
    except (NoSwing, TooFewTurns):
        return
    layout = picture(answer.model_copy(update={"provenance": scene.origin}), scene.marks)
    assert_readable(layout)
    assert_drawn_inside(layout)
    assert_curves_inside(layout)
