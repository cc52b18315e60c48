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


def restless_rows(bars: int, seed: int = 1, *, sd: float = 0.01, spread: float = 0.3, steps: int = 8) -> Rows:
    """A random walk with fat tails and clustered restlessness: steps of t3, times exp(l), where lᵢ is 0.9 lᵢ₋₁ and a
    normal step of ``spread``."""
    random = np.random.default_rng(seed)
    level, levels = 0.0, np.zeros(bars)
    for bar, step in enumerate(random.normal(0, spread, bars).tolist()):
        level = levels[bar] = 0.9 * level + step
    moves = random.standard_t(3, (bars, steps)) * sd / np.sqrt(3 * steps) * np.exp(levels)[:, None]
    return path_rows(np.cumsum(moves.ravel()).reshape(bars, steps))


def undirected(rows: Rows, seed: int = 1) -> Rows:
    """The bars of ``rows`` one after the other, each upside down or not, as a coin has it."""
    sign = np.random.default_rng(seed).choice([-1.0, 1.0], len(rows))
    logs = np.log(rows.close)
    before = np.concatenate((logs[:1], logs[:-1]))
    opens, highs, lows, closes = (
        sign * (np.log(part) - before) for part in (rows.open, rows.high, rows.low, rows.close)
    )
    base = np.concatenate(([0.0], np.cumsum(closes)[:-1]))
    top, bottom = np.maximum(highs, lows), np.minimum(highs, lows)
    opens, top, bottom, closes = (np.exp(base + part) for part in (opens, top, bottom, closes))
    return Rows(rows.time, opens, top, bottom, closes, rows.volume)


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
