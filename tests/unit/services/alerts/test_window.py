"""If these failed, "rises 5 % within an hour" would be told of what did not, or not be told."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.alerts.window import Direction, Window

MINUTE = 60_000


def bars_of(path: list[float], size: int) -> list[tuple[int, int, float, float, float, float]]:
    """Bars of ``size`` steps of ten seconds each: begin, end, open, high, low, close."""
    step = 10_000
    cut = [path[at : at + size] for at in range(0, len(path) - size + 1, size)]
    return [
        (n * size * step, (n + 1) * size * step, part[0], max(part), min(part), part[-1]) for n, part in enumerate(cut)
    ]


def far(direction: Direction, base: float, price: float) -> float:
    return price / base - 1 if direction == "rise" else 1 - price / base


def truth(direction: Direction, path: list[float], at: int, steps: int) -> float:
    """How far the price at ``at`` is from the lowest (highest) of the ``steps`` before it and itself."""
    part = path[max(0, at - steps) : at + 1]
    return far(direction, min(part) if direction == "rise" else max(part), path[at])


paths = st.integers(0, 2**32 - 1).map(
    lambda seed: (100 * np.exp(np.cumsum(np.random.default_rng(seed).normal(0, 0.01, 240)))).tolist()
)


@given(path=paths, direction=st.sampled_from(["rise", "fall"]), minutes=st.integers(1, 12))
def test_a_bar_claims_no_more_than_there_was_and_no_less_than_is_certain(
    path: list[float], direction: Direction, minutes: int
) -> None:
    window = Window(direction, minutes * MINUTE)
    bars = bars_of(path, 6)
    for n, (begin, end, opened, high, low, close) in enumerate(bars):
        moved = window.bar(begin, end, opened, high, low, close)
        assert moved is not None
        there_was = [truth(direction, path, at, minutes * 6) for at in range(n * 6, n * 6 + 6)]
        assert moved.high <= max(there_was) + 1e-12
        whole = bars[max(0, n - minutes + 1) : n + 1]
        lows = [each[4] if direction == "rise" else each[3] for each in whole]
        base = min if direction == "rise" else max
        assert moved.last == pytest.approx(far(direction, base(lows), close), abs=1e-12)
        extreme = high if direction == "rise" else low
        certain = far(direction, base([*lows[:-1], opened]), extreme)
        assert moved.high == pytest.approx(max(certain, moved.last), abs=1e-12)
        assert 0 <= moved.low <= moved.last <= moved.high


@given(path=paths, direction=st.sampled_from(["rise", "fall"]), minutes=st.integers(1, 12))
def test_ticks_tell_it_exactly(path: list[float], direction: Direction, minutes: int) -> None:
    window = Window(direction, minutes * MINUTE)
    for at, price in enumerate(path):
        assert window.tick(at * 10_000, price) == pytest.approx(truth(direction, path, at, minutes * 6), abs=1e-12)


def test_a_bar_takes_the_place_of_the_ticks_that_it_holds() -> None:
    window = Window("rise", 5 * MINUTE)
    window.tick(10_000, 100.0)
    window.tick(61_000, 103.0)
    window.bar(0, MINUTE, 101, 102, 90, 101)
    assert window.tick(62_000, 99.0) == pytest.approx(0.1), "the low that no tick saw counts"
    assert window.tick(5 * MINUTE + 1, 99.0) == 0, "what the bar held is too long ago now"


def test_a_bar_that_is_longer_than_the_while_says_nothing() -> None:
    window = Window("fall", 15 * MINUTE)
    assert window.bar(0, 60 * MINUTE, 100, 101, 50, 60) is None
    assert window.bar(60 * MINUTE, 75 * MINUTE, 60, 60, 59, 59) is not None


def test_a_bar_that_was_told_says_nothing_again() -> None:
    window = Window("rise", 60 * MINUTE)
    for begin, end in pairwise((0, 60_000, 120_000)):
        assert window.bar(begin, end, 1, 2, 1, 2) is not None
    assert window.bar(60_000, 120_000, 1, 9, 1, 9) is None
