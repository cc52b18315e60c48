"""What a trader would lose: a corner at the wrong turn, a zone at the wrong price, a stop that is not to be seen."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personas.pictures.geometry import CANVAS
from personas.pictures.layout import Layout
from tests.answers.fib_harmonics.sample import COURSES, SAMPLES, answer_of, harmonics_answer
from tests.examples import examples
from tests.faces import picture
from tests.unit.analytics.harmonic_paths import IDEAL
from tests.unit.analytics.markets import random_rows
from tests.unit.personas.pictures.test_layout import assert_readable

BAT = SAMPLES["Bat, up, turned"]


def texts(layout: Layout) -> set[str]:
    return {label.text for label in layout.labels}


def test_the_corners_are_the_turns() -> None:
    layout, (pattern, *_) = picture(BAT), BAT.patterns
    assert [dot.y for dot in layout.dots] == [layout.scale.y(point.price) for point in pattern.points]
    assert set("XABCD") <= texts(layout)
    first, second = layout.shapes
    corners = [(dot.x, dot.y) for dot in layout.dots]
    assert list(first.points) == corners[:3]
    assert list(second.points) == corners[2:]
    assert layout.curves[0].points == tuple(corners)


def test_each_known_ratio_is_written() -> None:
    for kind in IDEAL:
        answer = harmonics_answer(kind, "turned")
        shown = texts(picture(answer))
        (pattern, *_) = answer.patterns
        assert {f"{ratio.ratio:.3f}" for ratio in pattern.ratios} <= shown, kind


def test_the_zone_is_a_band_and_prices_are_named() -> None:
    layout, (pattern, *_) = picture(BAT), BAT.patterns
    ((band, ink),) = layout.bands
    assert ink == "pocket"
    assert (band.top, band.bottom - 1) == (layout.scale.y(pattern.zone.high), layout.scale.y(pattern.zone.low))
    assert {"zone", "stop", "target 1", "target 2"} <= texts(layout)
    assert f"{pattern.stop.price:,.2f}" in texts(layout)
    stops = [line for line in layout.lines if line.ink == "down"]
    assert [line.box.top + 1 for line in stops] == [layout.scale.y(pattern.stop.price)]


def test_a_reached_target_is_marked() -> None:
    assert "• target 1" in texts(picture(SAMPLES["Bat, up, first target"]))
    assert "• target 2" not in texts(picture(SAMPLES["Bat, up, first target"]))


@pytest.mark.parametrize("course", ["forming", "in the zone"])
def test_a_corner_to_come_is_a_question_and_its_leg_dashed(course: str) -> None:
    layout = picture(SAMPLES[f"Bat, up, {course}"])
    assert "D?" in texts(layout)
    assert len(layout.dots) == 4
    assert [curve.dash is not None for curve in layout.curves[:2]] == [False, True]


def test_the_shark_has_letters_of_its_own() -> None:
    assert {"0", "X", "A", "B", "C?"} <= texts(picture(SAMPLES["Shark, up, forming"]))


def test_without_a_pattern_the_turns_are_drawn_and_it_is_said() -> None:
    rows = random_rows(400, 21)
    answer = answer_of(rows).model_copy(update={"patterns": ()})
    layout = picture(answer)
    assert "no pattern" in texts(layout)
    assert not layout.bands
    assert not layout.shapes
    (curve,) = layout.curves
    assert len(curve.points) == len(layout.dots) > 2


@examples(60)
@given(
    kind=st.sampled_from(sorted(IDEAL)),
    course=st.sampled_from(sorted(COURSES)),
    up=st.booleans(),
    size=st.sampled_from([1e-9, 3.3e-5, 0.01, 1.0, 421.7, 1e4]),
    price=st.none() | st.floats(20, 300),
    wander=st.sampled_from([0.0, 0.003]),
    source=st.sampled_from(["sim", "live"]),
    stale=st.booleans(),
    marks=st.sampled_from([(), ("PAPER",), ("PAPER", "W" * 90)]),
)
def test_any_pattern_can_be_read(
    kind: str,
    course: str,
    up: bool,
    size: float,
    price: float | None,
    wander: float,
    source: str,
    stale: bool,
    marks: tuple[str, ...],
) -> None:
    answer = harmonics_answer(kind, course, up=up, size=size, price=price, wander=wander)
    origin = answer.provenance.model_copy(update={"source": source, "stale": stale})
    assert_in_order(picture(answer.model_copy(update={"provenance": origin}), marks))


@examples(60)
@given(bars=st.integers(30, 700), seed=st.integers(0, 10_000))
def test_patterns_of_any_market_can_be_read(bars: int, seed: int) -> None:
    assert_in_order(picture(answer_of(random_rows(bars, seed))))


def assert_in_order(layout: Layout) -> None:
    assert_readable(layout)
    for x, y in itertools.chain.from_iterable((*(c.points for c in layout.curves), *(s.points for s in layout.shapes))):
        assert layout.plot.left <= x <= layout.plot.right
        assert layout.plot.top <= y <= layout.plot.bottom
    for line in (*layout.lines, *layout.over):
        assert line.box.within(CANVAS)
        assert line.box.width > 0
        assert line.box.height > 0
    for band, _ in layout.bands:
        assert band.within(layout.plot)
