"""On a crowded sky each body must still be readable, and stand at its own degree."""

from dataclasses import replace
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.sky.aspects import ANGLES, MAJOR
from personas.pictures import PALETTES, STUDIES
from personas.pictures.sky_natal import BORN_DOTS, BORN_LABELS, NOW_DOTS, NOW_LABELS
from personas.pictures.sky_natal import WHEEL as DOUBLE
from personas.pictures.sky_now import DOTS, LABELS, WHEEL
from personas.pictures.study import STUDY, Look, study_png
from personas.pictures.wheel import HALF_LINE, LINES, Wheel, apart, marks
from tests.unit.personas.samples_cosmic import ANSWERS, bodies

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SPEEDS = (1.0, 13.0, -0.4, 1.2, 0.5, -0.1, 0.1, -0.02, 0.01, -0.01)
RINGS = [(WHEEL, DOTS, LABELS), (DOUBLE, NOW_DOTS, NOW_LABELS), (DOUBLE, BORN_DOTS, BORN_LABELS)]
Box = tuple[float, float, float, float]


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.mark.parametrize(("wheel", "dots", "radius"), RINGS, ids=["now", "outside", "inside"])
@settings(max_examples=100, deadline=None)
@given(longitudes=st.lists(st.floats(0, 359.99), min_size=10, max_size=10).map(tuple))
def test_no_name_covers_another(wheel: Wheel, dots: float, radius: float, longitudes: tuple[float, ...]) -> None:
    boxes = []
    for mark in marks(bodies(longitudes, SPEEDS), radius):
        x, y = wheel.label_at(mark, dots)
        boxes.append((x - mark.width / 2, y - HALF_LINE + 2, x + mark.width / 2, y + HALF_LINE - 2))
    for one, other in combinations(boxes, 2):
        assert not overlap(one, other)


@given(st.lists(st.floats(0, 359.99), max_size=10).map(sorted))
def test_labels_keep_the_order_of_their_bodies(longitudes: list[float]) -> None:
    places = apart(longitudes, [50] * len(longitudes), 180.0)
    assert len(places) == len(longitudes)
    assert all(one < other for one, other in pairwise(places))


def test_a_label_with_room_stays_with_its_body() -> None:
    longitudes = [0.0, 60.0, 120.0, 200.0]
    assert apart(longitudes, [50] * 4, 180.0) == longitudes


def test_longitude_grows_counter_clockwise_from_the_left() -> None:
    x, y = WHEEL.centre
    assert WHEEL.at(0.0, 100.0) == pytest.approx((x - 100.0, y))
    assert WHEEL.at(90.0, 100.0) == pytest.approx((x, y + 100.0))
    assert WHEEL.at(270.0, 100.0) == pytest.approx((x, y - 100.0))


def test_aspects_are_told_apart_without_colour() -> None:
    drawn = {(dash, width) for _, dash, width in LINES.values()}
    assert len(drawn) == len(LINES)
    assert set(LINES) == set(MAJOR) <= set(ANGLES)


@pytest.mark.parametrize("name", ANSWERS)
def test_no_text_covers_another_or_leaves_the_picture(name: str) -> None:
    answer, drawn = ANSWERS[name], list["Figure"]()
    study = STUDIES[type(answer)](answer, ())

    def plot(figure: "Figure", look: Look) -> None:
        study.plot(figure, look)
        drawn.append(figure)

    study_png(replace(study, plot=plot), PALETTES["classic"])
    boxes: list[tuple[str, Box]] = []
    for text in drawn[0].axes[0].texts:
        extent = text.get_window_extent()
        boxes.append((text.get_text(), (extent.x0 + 1, extent.y0 + 1, extent.x1 - 1, extent.y1 - 1)))
    assert boxes
    for said, box in boxes:
        assert box[0] >= 0, said
        assert box[1] >= 0, said
        assert box[2] <= STUDY.width, said
        assert box[3] <= STUDY.height, said
    for (one, box), (other, beside) in combinations(boxes, 2):
        assert not overlap(box, beside), (one, other)
