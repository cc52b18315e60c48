"""On a crowded sky each body must still be readable, stand at its own degree, and be told from its neighbour."""

from collections.abc import Sequence
from itertools import combinations, pairwise, permutations
from math import hypot

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.sky.aspects import ANGLES, MAJOR
from personas.pictures.geometry import CANVAS
from personas.pictures.sky_natal import BORN_DOTS, BORN_NAMES, INSIDE, NOW_DOTS
from personas.pictures.sky_natal import TABLE as TRANSITS_LEFT
from personas.pictures.sky_natal import WHEEL as DOUBLE
from personas.pictures.sky_now import DOTS, WHEEL
from personas.pictures.sky_now import TABLE as BODIES_LEFT
from personas.pictures.styles import PLOT_TOP
from personas.pictures.wheel import LINES, SHORTEST, XY, Box, Wheel, WheelBody, apart
from services.core.request import Answer
from services.cosmic.natal import genesis
from tests.answers._sky import ASPECTS, bodies
from tests.answers.cosmic_aspects.sample import random_aspect_lists
from tests.answers.cosmic_natal.sample import TRANSITS, natal_answer
from tests.answers.cosmic_now.sample import now_answer
from tests.examples import NIGHTLY, examples
from tests.faces import picture
from tests.samples import ANSWERS
from tests.unit.personas.pictures.test_layout import assert_readable

SPEEDS = (1.0, 13.0, -0.4, 1.2, 0.5, -0.1, 0.1, -0.02, 0.01, -0.01)
BESIDE = pytest.mark.parametrize(
    ("wheel", "dots", "table"),
    [(WHEEL, DOTS, BODIES_LEFT), (DOUBLE, NOW_DOTS, TRANSITS_LEFT)],
    ids=["now", "transits"],
)
SKIES = 6 if NIGHTLY else 3
RANDOM = [tuple(np.random.default_rng(seed).uniform(0, 360, 10).tolist()) for seed in range(SKIES)]
DRAWN: dict[str, Answer] = {
    **{
        label: answer
        for label, answer in ANSWERS.items()
        if label.startswith(("cosmic now", "cosmic aspects", "cosmic natal"))
    },
    **{f"now: random {seed}": now_answer(bodies=bodies(sky)) for seed, sky in enumerate(RANDOM)},
    **{f"natal: random {seed}": natal_answer(bodies=bodies(sky)) for seed, sky in enumerate(RANDOM)},
    **{f"aspects: random {seed}": answer for seed, answer in enumerate(random_aspect_lists(SKIES, 3))},
}


@st.composite
def skies(draw: st.DrawFn) -> tuple[float, ...]:
    """Ten longitudes: all around, or crowded into as little as two degrees."""
    middle, width = draw(st.floats(0, 360)), draw(st.sampled_from([360.0, 120.0, 40.0, 10.0, 2.0]))
    offsets = draw(st.lists(st.floats(-0.5, 0.5), min_size=10, max_size=10))
    return tuple((middle + width * offset) % 360.0 for offset in offsets)


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def crosses(path: Sequence[XY], box: Box) -> bool:
    """Whether the line through ``path`` comes farther than half a pixel into ``box``."""
    for start, end in pairwise(path):
        low, high = 0.0, 1.0
        for axis in (0, 1):
            way = end[axis] - start[axis]
            near, far = box[axis] + 0.5 - start[axis], box[axis + 2] - 0.5 - start[axis]
            if abs(way) < 1e-9:
                low, high = (low, high) if near <= 0 <= far else (1.0, 0.0)
            else:
                low, high = max(low, min(near / way, far / way)), min(high, max(near / way, far / way))
        if low < high:
            return True
    return False


def assert_told_apart(wheel: Wheel, marks: Sequence[WheelBody]) -> None:
    for one, other in combinations(marks, 2):
        assert not overlap(one.box, other.box), (one, other)
    for one, other in permutations(marks, 2):
        assert not crosses(wheel.leader(one), other.box), (one, other)


@BESIDE
@examples(200)
@given(longitudes=skies())
def test_on_any_sky_no_name_covers_another_and_no_leader_crosses_one(
    wheel: Wheel, dots: float, table: float, longitudes: tuple[float, ...]
) -> None:
    marks = wheel.outside(bodies(longitudes, SPEEDS), dots)
    assert len(marks) == 10
    assert_told_apart(wheel, marks)
    for mark in marks:
        left, top, right, bottom = mark.box
        assert 0 <= left < right < table - 4, mark
        assert PLOT_TOP <= top < bottom <= CANVAS.bottom, mark
        assert hypot(mark.dot[0] - wheel.centre[0], mark.dot[1] - wheel.centre[1]) == pytest.approx(dots)


def test_the_chart_of_the_first_block_can_be_read() -> None:
    marks = DOUBLE.inside(genesis().bodies, BORN_DOTS, BORN_NAMES)
    assert_told_apart(DOUBLE, marks)
    for mark in marks:
        corners = [(x, y) for x in mark.box[::2] for y in mark.box[1::2]]
        assert all(hypot(x - DOUBLE.centre[0], y - DOUBLE.centre[1]) > INSIDE for x, y in corners), mark


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
    drawn = {(look.dash, look.width) for look in LINES.values()}
    assert len(drawn) == len(LINES)
    assert set(LINES) == set(MAJOR) <= set(ANGLES)


@pytest.mark.parametrize("apart_by", [0.0, 0.6, -3.0])
def test_a_conjunction_is_a_line_that_can_be_seen(apart_by: float) -> None:
    born = next(body for body in genesis().bodies if body.name == "mercury").longitude
    sky = bodies(((born + apart_by) % 360.0, *range(20, 200, 20)))
    transit = TRANSITS[1].model_copy(update={"transiting": "sun", "natal": "mercury", "aspect": "conjunction"})
    drawn = picture(natal_answer(bodies=sky, transits=(transit,))).curves
    (line,) = (each for each in drawn if each.width == LINES["conjunction"].width)
    (x0, y0), (x1, y1) = line.points
    assert hypot(x1 - x0, y1 - y0) == pytest.approx(SHORTEST, rel=0.1)


def test_a_square_and_an_opposition_differ_in_colour_too() -> None:
    assert LINES["square"].ink != LINES["opposition"].ink


@pytest.mark.parametrize(
    ("answer", "drawn"),
    [
        (now_answer(aspects=ASPECTS[:2]), {"trine", "square"}),
        (now_answer(aspects=(), next_exact=None), set[str]()),
        (natal_answer(transits=TRANSITS[1:2]), {"conjunction"}),
    ],
    ids=["now", "none", "natal"],
)
def test_the_legend_lists_what_is_drawn(answer: Answer, drawn: set[str]) -> None:
    assert set(texts(answer)) & set(LINES) == drawn


def test_transits_that_have_no_row_are_counted() -> None:
    assert "closest 7 of 16 transits" in texts(ANSWERS["cosmic natal: many"])


@pytest.mark.parametrize("name", DRAWN)
def test_no_text_covers_another_or_leaves_the_picture(name: str) -> None:
    assert_readable(picture(DRAWN[name]))


def texts(answer: Answer) -> list[str]:
    return [label.text for label in picture(answer).labels]
