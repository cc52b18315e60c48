"""If these failed, every level on every card would be off."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from analytics.fibonacci import (
    EXTENSIONS,
    PROJECTIONS,
    RETRACEMENTS,
    Swing,
    counter_extensions,
    dominant_swing,
    extensions,
    projections,
    retraced,
    retracements,
)

Floats = NDArray[np.float64]
PRICES = st.floats(1e-6, 1e6)


@st.composite
def bars(draw: st.DrawFn, min_size: int = 1) -> tuple[Floats, Floats]:
    """Highs and lows, shape (n,)."""
    pairs = draw(st.lists(st.tuples(PRICES, PRICES), min_size=min_size, max_size=60))
    table = np.array([sorted(pair) for pair in pairs], dtype=np.float64)
    return table[:, 1], table[:, 0]


@given(bars(), st.integers(1, 60), bars())
def test_later_bars_change_nothing(seen: tuple[Floats, Floats], cut: int, later: tuple[Floats, Floats]) -> None:
    high, low = seen
    at = min(cut, len(high))
    before = dominant_swing(high[:at].copy(), low[:at].copy())
    longer = np.concatenate((high[:at], later[0])), np.concatenate((low[:at], later[1]))
    assert dominant_swing(longer[0][:at], longer[1][:at]) == before


@given(bars())
def test_the_swing_spans_all_prices_and_ends_at_the_newer_extreme(seen: tuple[Floats, Floats]) -> None:
    high, low = seen
    swing = dominant_swing(high, low)
    if swing is None:
        assert high.max() == low.min()
        return
    assert {swing.start, swing.end} == {high.max(), low.min()}
    assert swing.start_bar <= swing.end_bar < len(high)
    assert (high if swing.up else low)[swing.end_bar] == swing.end
    assert (low if swing.up else high)[swing.start_bar] == swing.start
    assert not (high[swing.end_bar + 1 :] == high.max()).any() or not swing.up
    assert not (low[swing.end_bar + 1 :] == low.min()).any() or swing.up


@given(bars(min_size=2), st.integers(-12, 12))
def test_the_unit_of_the_price_does_not_matter(seen: tuple[Floats, Floats], power: int) -> None:
    """Scaled by a power of two, which floats do exactly."""
    high, low = seen
    scale = 2.0**power
    swing, scaled = dominant_swing(high, low), dominant_swing(high * scale, low * scale)
    if swing is None or scaled is None:
        assert swing is scaled is None
        return
    assert scaled == Swing(swing.start * scale, swing.end * scale, swing.start_bar, swing.end_bar)
    for make in (retracements, extensions, counter_extensions):
        assert [level.price * scale for level in make(swing)] == [level.price for level in make(scaled)]


@given(PRICES, PRICES)
def test_levels_against_decimal_arithmetic(start: float, end: float) -> None:
    swing = Swing(start, end, 0, 1)
    first, last = Decimal(start), Decimal(end)
    scale = float(max(first, last))
    for level in retracements(swing):
        assert level.price == pytest.approx(float(last - Decimal(level.ratio) * (last - first)), abs=1e-14 * scale)
    for level in extensions(swing):
        exact = first + Decimal(level.ratio) * (last - first)
        assert level.price == pytest.approx(float(exact), abs=1e-14 * scale)
    for level in counter_extensions(swing):
        exact = last - Decimal(level.ratio) * (last - first)
        assert level.price == pytest.approx(float(exact), abs=1e-14 * scale)


@given(PRICES, PRICES, st.floats(-3, 4))
def test_retraced_is_the_ratio_of_the_level_at_the_price(start: float, end: float, ratio: float) -> None:
    if abs(end - start) < 1e-6 * max(start, end):
        return
    swing = Swing(start, end, 0, 1)
    (level,) = retracements(swing, [ratio])
    assert retraced(swing, level.price) == pytest.approx(ratio, abs=1e-6)


def test_the_ratios_are_those_of_the_golden_ratio() -> None:
    phi = (1 + 5**0.5) / 2
    golden = {
        0.236: phi**-3,
        0.382: phi**-2,
        0.618: phi**-1,
        0.786: phi**-0.5,
        1.272: phi**0.5,
        1.618: phi,
        2.618: phi**2,
    }
    assert set(golden) <= {*RETRACEMENTS, *EXTENSIONS}
    for ratio, exact in golden.items():
        assert ratio == pytest.approx(exact, abs=6e-4)


def test_by_hand() -> None:
    swing = dominant_swing(np.array([11.0, 20.0, 18.0]), np.array([10.0, 15.0, 14.0]))
    assert swing == Swing(start=10, end=20, start_bar=0, end_bar=1)
    assert [level.price for level in retracements(swing)] == pytest.approx([20, 17.64, 16.18, 15, 13.82, 12.14, 10])
    assert [level.price for level in extensions(swing)] == pytest.approx([22.72, 24.14, 26.18, 30, 36.18])
    assert [level.price for level in counter_extensions(swing)] == pytest.approx([7.28, 5.86, 3.82, 0, -6.18])
    assert retraced(swing, 15) == 0.5


class TestEdges:
    def test_no_bars_and_flat_bars_have_no_swing(self) -> None:
        assert dominant_swing(np.empty(0), np.empty(0)) is None
        assert dominant_swing(np.full(50, 7.0), np.full(50, 7.0)) is None

    @pytest.mark.parametrize(
        ("high", "low", "up"),
        [
            ([5.0, 9.0, 5.0], [4.0, 1.0, 4.0], True),
            ([2.5, 9.0, 5.0], [1.5, 1.0, 1.1], True),
            ([8.9, 9.0, 5.0], [8.0, 1.0, 4.0], False),
            ([9.0], [1.0], True),
        ],
    )
    def test_one_bar_with_both_extremes_ends_farther_from_the_bar_before(
        self, high: list[float], low: list[float], up: bool
    ) -> None:
        swing = dominant_swing(np.array(high), np.array(low))
        assert swing is not None
        assert swing.up is up
        assert swing.start_bar == swing.end_bar

    def test_of_equal_extremes_the_newest_counts(self) -> None:
        swing = dominant_swing(np.array([9.0, 5.0, 9.0, 5.0]), np.array([4.0, 1.0, 4.0, 1.0]))
        assert swing == Swing(start=9, end=1, start_bar=2, end_bar=3)

    def test_a_million_bars(self) -> None:
        walk = np.cumsum(np.random.default_rng(1).normal(size=1_000_000)) + 1e5
        swing = dominant_swing(walk + 1, walk - 1)
        assert swing is not None
        assert {swing.start, swing.end} == {walk.max() + 1, walk.min() - 1}


def test_projections_are_the_textbooks() -> None:
    up = {level.ratio: level.price for level in projections(Swing(100.0, 200.0, 0, 5), 150.0)}
    assert up == pytest.approx({0.618: 211.8, 1.0: 250.0, 1.272: 277.2, 1.618: 311.8, 2.0: 350.0, 2.618: 411.8})
    down = {level.ratio: level.price for level in projections(Swing(200.0, 100.0, 0, 5), 150.0)}
    assert down[1.618] == pytest.approx(150 - 161.8)


@given(PRICES, PRICES, PRICES)
def test_a_projection_from_the_start_is_the_extension(start: float, end: float, origin: float) -> None:
    swing = Swing(start, end, 0, 1)
    size = max(start, end)
    from_start = [level.price for level in projections(swing, start, EXTENSIONS)]
    assert from_start == pytest.approx([level.price for level in extensions(swing)], abs=1e-9 * size)
    for level in projections(swing, origin, PROJECTIONS):
        assert level.price - origin == pytest.approx(level.ratio * (end - start), abs=1e-9 * max(size, origin))
