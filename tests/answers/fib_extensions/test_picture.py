"""What a trader would lose: a target or a turn drawn where it is not, unnamed, or under another."""

import pytest
from hypothesis import given

from personas.pictures.extensions import KINDS, LIMIT_DASH
from personas.pictures.geometry import Line
from services.core.errors import NoSwing, TooFewTurns
from services.market.candles import Candles
from services.market.view import Snapshot
from services.studies.fib_extensions import FibExtensionsAnswer, fib_extensions
from tests.answers.fib_levels.test_picture import zigzag
from tests.faces import picture
from tests.unit.personas.pictures.market import Scene, provenance, scenes
from tests.unit.personas.pictures.test_layout import (
    assert_curves_inside,
    assert_drawn_inside,
    assert_readable,
    thorough,
)


def seen(candles: Candles, price: float | None = None) -> Snapshot:
    return Snapshot(candles, price or float(candles.close[-1]), None, provenance(candles))


TURNS = zigzag(150.0, 130.0, 100.0, 200.0, 150.0, 220.0, bars=12)


def extensions_of(candles: Candles, price: float | None = None) -> FibExtensionsAnswer:
    return fib_extensions(seen(candles, price), len(candles))


def rows_of(lines: list[Line]) -> set[int]:
    return {line.box.top + 1 for line in lines}


def test_each_projection_has_its_line_ratio_and_price() -> None:
    answer = extensions_of(TURNS)
    layout = picture(answer)
    texts = [label.text for label in layout.labels]
    shown = [level for level in answer.levels if layout.scale.low < level.price < layout.scale.high]
    assert {"0.618 projection", "1 projection", "1.272 extension"} <= {level.name for level in shown}
    named = [level for level in shown if f"{level.price:,.2f}" in texts]
    assert len(named) >= 7
    for level in named:
        ink, dash, _ = KINDS[level.kind]
        lines = [line for line in layout.lines if line.ink == ink and line.dash == dash]
        assert layout.scale.y(level.price) in rows_of(lines), level.name
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


@thorough
@given(scene=scenes())
def test_any_market_can_be_read(scene: Scene) -> None:
    try:
        answer = extensions_of(scene.candles, scene.price)
    except (NoSwing, TooFewTurns):
        return
    layout = picture(answer.model_copy(update={"provenance": scene.origin}), scene.marks)
    assert_readable(layout)
    assert_drawn_inside(layout)
    assert_curves_inside(layout)
