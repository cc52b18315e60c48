"""A crossing that is missed is an event that never comes."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analytics.bars import Floats
from analytics.sky.track import Track, fitted, nodes

START, END = 2460000.5, 2460100.5


def wave(tt: Floats, height: float = 1.0, period: float = 20.0) -> Floats:
    return np.asarray(height * np.sin(2 * np.pi * (tt - START) / period))


def track(height: float = 1.0, period: float = 20.0) -> Track:
    width, dates = nodes(START, END)
    return fitted(START, width, wave(dates, height, period))


def test_a_track_follows_what_it_was_fitted_to() -> None:
    at = np.linspace(START, END, 5001)
    np.testing.assert_allclose(track()(at), wave(at), atol=1e-9)
    slope = 2 * np.pi / 20 * np.cos(2 * np.pi * (at - START) / 20)
    np.testing.assert_allclose(track().slope()(at), slope, atol=1e-7)
    assert track().end == pytest.approx(END)


def test_turns_are_where_the_slope_is_nought() -> None:
    np.testing.assert_allclose(track().turns(), START + np.arange(5.0, 100.0, 10.0), atol=1e-6)


@given(gap=st.floats(1e-9, 0.5), period=st.floats(15.0, 60.0))
def test_two_crossings_around_a_turn_are_both_found(gap: float, period: float) -> None:
    """However closely a motion overshoots a value before it turns back."""
    height = 1.0 / (1.0 - gap)
    motion = track(height, period)
    found = np.sort(np.concatenate([motion.passes(1.0), motion.passes(-1.0)]))
    away = np.arccos(1.0 - gap) / (2 * np.pi) * period
    tops = [period / 4 + k * period for k in range(8)]
    up = [START + top + side * away for top in tops for side in (-1, 1)]
    low = [START + top + period / 2 + side * away for top in tops for side in (-1, 1)]
    wanted = sorted(date for date in up + low if START + 0.01 < date < END - 0.01)
    inner = found[(found > START + 0.01) & (found < END - 0.01)]
    assert len(inner) == len(wanted)
    np.testing.assert_allclose(inner, wanted, atol=1e-3)


@given(slope=st.floats(-40, 40).filter(lambda each: abs(each) > 0.05), offset=st.floats(-15, 15))
def test_a_steady_motion_crosses_every_value_once(slope: float, offset: float) -> None:
    width, dates = nodes(START, END)
    line = fitted(START, width, offset + slope * (dates - START))
    found, number = line.crossings(30.0)
    np.testing.assert_allclose(offset + slope * (found - START), 30.0 * number, atol=1e-5)
    assert (np.diff(found) > 0).all()
    assert (np.abs(np.diff(number)) == 1).all()
    assert len(found) == pytest.approx(abs(slope) * 100 / 30, abs=1)


def test_what_stands_still_crosses_nothing() -> None:
    width, dates = nodes(START, END)
    still = fitted(START, width, np.full_like(dates, 7.0))
    assert len(still.crossings(30.0)[0]) == 0
    assert len(still.passes(7.5)) == 0
    assert len(nodes(START, START + 1e-3)[1]) == 1


def test_a_crossing_is_found_to_the_grain_of_a_date() -> None:
    found = track().passes(0.5)
    up, down = 20 / 12 + 20.0 * np.arange(5), 100 / 12 + 20.0 * np.arange(5)
    np.testing.assert_allclose(found, START + np.sort(np.concatenate([up, down])), rtol=0, atol=1e-8)


@given(since=st.floats(START + 5.0, END - 5.0), value=st.floats(-1.2, 1.2), forward=st.booleans())
def test_a_value_is_reached_before_the_next_turn_or_not_at_all(since: float, value: float, forward: bool) -> None:
    turns = START + np.arange(-5.0, 110.0, 10.0)
    assume(np.abs(turns - since).min() > 1e-6)
    date = track().reached(value, since, forward=forward)
    side = 1.0 if forward else -1.0
    turn = float(min(turns[turns >= since]) if forward else max(turns[turns <= since]))
    ends = wave(np.array([since, turn]))
    if date is None:
        assert not ends.min() + 1e-6 < value < ends.max() - 1e-6
    else:
        assert 0 <= side * (date - since) <= side * (turn - since) + 1e-6
        assert float(track()(np.array([date]))[0]) == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize("days", [3.0, 8.0, 31.9])
def test_turns_are_looked_for_twice_a_day_however_long_the_pieces(days: float) -> None:
    """Two turns of a motion, 0.6 days apart, are both found."""
    width, dates = nodes(START, START + days, 32.0)
    middle = START + days / 2
    there = fitted(START, width, (dates - middle) ** 3 - 0.27 * (dates - middle))
    assert len(there.turns()) == 2
