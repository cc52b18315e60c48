"""Markets made to order: bars of a path whose drift, pull and restlessness are known."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tests.unit.analytics.markets import HOUR, Rows

STEPS = 40
"""Steps within a bar."""


def walk_rows(bars: int, seed: int = 1, *, drift: ArrayLike = 0.0, sd: ArrayLike = 0.01, steps: int = STEPS) -> Rows:
    """A random walk of ``steps`` a bar, with ``drift`` and ``sd`` per bar in logarithms (numbers, or (bars,))."""
    random = np.random.default_rng(seed)
    moves = random.normal(size=(bars, steps)) * np.broadcast_to(sd, bars)[:, None] / np.sqrt(steps)
    moves += np.broadcast_to(drift, bars)[:, None] / steps
    return path_rows(np.cumsum(moves.ravel()).reshape(bars, steps))


def sine_rows(bars: int, seed: int = 1, *, period: float = 30.0, height: float = 0.03, sd: float = 0.01) -> Rows:
    """A sine of ``height`` with noise that is gone by the next bar."""
    random = np.random.default_rng(seed)
    at = np.arange(bars * STEPS) / STEPS
    bridge = np.cumsum(random.normal(size=(bars, STEPS)), axis=1)
    bridge -= bridge[:, -1:] * np.arange(1, STEPS + 1) / STEPS
    noise = bridge * sd / np.sqrt(STEPS) + np.repeat(random.normal(0, sd / 2, bars), STEPS).reshape(bars, STEPS)
    return path_rows(height * np.sin(2 * np.pi * at / period).reshape(bars, STEPS) + noise)


def path_rows(logs: NDArray[np.float64], start: float = 100.0) -> Rows:
    """Bars of a path of logarithms, (bars, steps)."""
    prices = start * np.exp(logs)
    opens = np.concatenate(([start], prices[:-1, -1]))[: len(prices)]
    high = np.maximum(opens, prices.max(axis=1, initial=0.0))
    low = np.minimum(opens, prices.min(axis=1, initial=np.inf))
    time = np.arange(len(prices), dtype=np.int64) * HOUR
    return Rows(time, opens, high, low, prices[:, -1].copy(), np.ones(len(prices)))
