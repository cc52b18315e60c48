"""If these failed, a bar to come would be named at the wrong time, or a fan line drawn at the wrong price."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.fib_time import FAN, TIME_RATIOS, ZONES, Span, fan, time_spans, time_zones
from analytics.fibonacci import Swing


def test_zones_are_fibonacci_numbers_with_one_to_come() -> None:
    assert time_zones(0) == [1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144] == list(ZONES)
    assert time_zones(143) == list(ZONES)
    assert time_zones(144) == [*ZONES, 233]
    assert time_zones(999) == [*ZONES, 233, 377, 610, 987, 1597]


@given(st.integers(0, 10_000))
def test_exactly_the_zones_up_to_the_first_ahead(since: int) -> None:
    zones = time_zones(since)
    assert zones[-1] > since
    assert len(zones) == len(ZONES) or zones[-2] <= since
    assert all(c == a + b for a, b, c in zip(zones, zones[1:], zones[2:], strict=False))


def test_spans_by_hand() -> None:
    assert time_spans(10) == [
        Span(0.382, 4),
        Span(0.5, 5),
        Span(0.618, 6),
        Span(1.0, 10),
        Span(1.618, 16),
        Span(2.618, 26),
    ]
    assert time_spans(3, (0.5,)) == [Span(0.5, 2)], "a half goes up"
    assert time_spans(1) == [Span(0.5, 1), Span(0.618, 1), Span(1.0, 1), Span(1.618, 2), Span(2.618, 3)]
    assert time_spans(0) == []


@given(st.integers(0, 5000))
def test_spans_are_within_half_a_bar(bars: int) -> None:
    for span in time_spans(bars):
        assert abs(span.bars - span.ratio * bars) <= 0.5
    assert len(time_spans(bars)) == len(TIME_RATIOS) or bars < 2


def test_fan_by_hand() -> None:
    swing = Swing(start=100.0, end=200.0, start_bar=10, end_bar=20)
    assert {line.ratio: line.price for line in fan(swing, 20)} == pytest.approx(
        {0.382: 161.8, 0.5: 150.0, 0.618: 138.2, 0.786: 121.4}
    )
    assert {line.ratio: line.price for line in fan(swing, 30)} == pytest.approx(
        {0.382: 223.6, 0.5: 200.0, 0.618: 176.4, 0.786: 142.8}
    )


@given(st.floats(1, 1e6), st.floats(1, 1e6), st.integers(0, 200), st.integers(1, 200), st.integers(0, 200))
def test_a_fan_line_is_straight_from_the_start_through_the_retracement(
    start: float, end: float, first: int, bars: int, since: int
) -> None:
    swing = Swing(start, end, first, first + bars)
    at_end = {line.ratio: line for line in fan(swing, swing.end_bar)}
    assert len(at_end) == len(FAN)
    for ratio, line in at_end.items():
        assert line.price == pytest.approx(end - ratio * (end - start), rel=1e-9)
    for line in fan(swing, swing.end_bar + since):
        assert line.price > 0
        assert line.price == pytest.approx(at_end[line.ratio].price + since * line.slope, rel=1e-9, abs=1e-6)


def test_a_falling_fan_ends_at_zero_and_a_swing_of_one_bar_has_none() -> None:
    falling = Swing(start=100.0, end=50.0, start_bar=0, end_bar=10)
    assert [line.ratio for line in fan(falling, 30)] == [0.382, 0.5, 0.618, 0.786]
    assert [line.ratio for line in fan(falling, 39)] == [0.5, 0.618, 0.786]
    assert fan(Swing(1.0, 2.0, 5, 5), 9) == []
