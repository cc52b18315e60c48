"""Markets for the tests of Fibonacci analyses: straight moves from turn to turn, and random ones."""

import itertools
from collections.abc import Sequence

import numpy as np

from services.market.timeframes import TIMEFRAMES, to_ms
from tests.unit.services.market.parts import Row, utc

START = "2024-01-01T00:00"


def legs(*turns: float, bars: int = 10, timeframe: str = "1h", start: str = START) -> list[Row]:
    """Straight moves, ``bars`` from one turn to the next: candles without wicks, each from close to close."""
    path = [turns[0]]
    for one, other in itertools.pairwise(turns):
        path += [one + (other - one) * step / bars for step in range(1, bars + 1)]
    return candles(path, timeframe, start)


def candles(path: Sequence[float], timeframe: str = "1h", start: str = START) -> list[Row]:
    """A candle from each price to the next."""
    length, first = TIMEFRAMES[timeframe].ms, to_ms(utc(start))
    return [
        (first + at * length, one, max(one, other), min(one, other), other, 1.0)
        for at, (one, other) in enumerate(itertools.pairwise(path))
    ]


def wandering(bars: int, seed: int, timeframe: str = "1h") -> list[Row]:
    random = np.random.default_rng(seed)
    path = 100 * np.exp(np.cumsum(random.normal(0, 0.01, bars + 1)))
    return candles(path.tolist(), timeframe)


def hours_after(count: int) -> str:
    """The time ``count`` hours after ``START``, as ``replay`` takes it."""
    return f"2024-{1 + count // 24 // 31:02}-{1 + count // 24 % 31:02}T{count % 24:02}:00"
