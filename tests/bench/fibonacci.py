"""What a confluence costs over 5,000 bars with two coarser timeframes, beside plain loops that do the same."""

from dataclasses import dataclass

import numpy as np

from analytics.bars import Floats
from analytics.confluence import (
    DRAWS,
    HALF_WEIGHT,
    LEAST_MOVES,
    REACH,
    SEED,
    SHIFT,
    TOLERANCE,
    Levels,
    chance_scores,
    clusters,
)
from analytics.moves import Move, distinct, move_levels, moves
from analytics.volatility import last_atr
from tests.bench.indicators import median_ms
from tests.unit.analytics.markets import Rows, random_rows

BARS = 5_000
COARSER = (6, 42)
"""Bars in one of the next timeframe, and of the one after: four hours, a day and a week."""
WEIGHTS = (1.0, 1.5, 2.0)


@dataclass(frozen=True, slots=True)
class Market:
    frames: tuple[Rows, ...]
    price: float
    unit: float


def market() -> Market:
    """``BARS`` bars of the asked timeframe, and as many of the coarser ones as there are, at most ``BARS``."""
    every = random_rows(BARS * COARSER[0], 3)
    frames = tuple(_summed(every, count)[slice(-BARS, None)] for count in (1, *COARSER))
    asked = frames[0]
    unit = last_atr(asked.high, asked.low, asked.close)
    assert unit
    return Market(frames, float(asked.close[-1]), unit)


def _summed(rows: Rows, count: int) -> Rows:
    first = len(rows) % count
    parts = {
        name: getattr(rows, name)[first:].reshape(-1, count)
        for name in ("time", "open", "high", "low", "close", "volume")
    }
    return Rows(
        parts["time"][:, 0].copy(),
        parts["open"][:, 0].copy(),
        parts["high"].max(axis=1),
        parts["low"].min(axis=1),
        parts["close"][:, -1].copy(),
        parts["volume"].sum(axis=1),
    )


def found_moves(at: Market) -> list[tuple[int, Move]]:
    every = [(frame, move) for frame in (2, 1, 0) for move in moves(at.frames[frame], BARS)]
    return distinct(every, TOLERANCE * at.unit)


def levels(at: Market, found: list[tuple[int, Move]]) -> Levels:
    members = sorted(
        (price, number, WEIGHTS[frame])
        for number, (frame, move) in enumerate(found)
        for _, _, price in move_levels(move)
        if abs(price - at.price) <= REACH * at.unit
    )
    price, move, weight = zip(*members, strict=True)
    return Levels(np.array(price), np.array(move, dtype=np.int64), np.array(weight))


def whole(at: Market) -> float:
    """All of it, from bars to the share of chance's best that is as good."""
    near = levels(at, found_moves(at))
    found = clusters(near, TOLERANCE * at.unit)
    chance = chance_scores(near, SHIFT * at.unit, TOLERANCE * at.unit)
    return float(np.mean(chance >= found[0].score)) if found else 1.0


def plain_chance(near: Levels, shift: float, tolerance: float, draws: int) -> Floats:
    """``chance_scores`` in loops."""
    apart = np.random.default_rng(SEED).uniform(-shift, shift, (DRAWS, int(near.move.max()) + 1))
    scores = []
    for row in apart[:draws].tolist():
        moved = sorted(
            (price + row[move], move, weight)
            for price, move, weight in zip(near.price.tolist(), near.move.tolist(), near.weight.tolist(), strict=True)
        )
        best = 0.0
        for first, (start, _, _) in enumerate(moved):
            weights: dict[int, float] = {}
            for price, move, weight in moved[first:]:
                if price - start > tolerance:
                    break
                weights[move] = weight
                if len(weights) >= LEAST_MOVES:
                    share = 1 - 2 ** (-sum(weights.values()) / HALF_WEIGHT)
                    best = max(best, share * (1 - (price - start) / (2 * tolerance)))
        scores.append(best)
    return np.array(scores)


def rows() -> list[str]:
    """A Markdown table: ms, and how many times faster than plain loops."""
    at = market()
    found = found_moves(at)
    near = levels(at, found)
    shift, tolerance = SHIFT * at.unit, TOLERANCE * at.unit
    some = DRAWS // 10
    np.testing.assert_allclose(
        chance_scores(near, shift, tolerance), np.sort(plain_chance(near, shift, tolerance, DRAWS))
    )
    drawn = median_ms(lambda: chance_scores(near, shift, tolerance))
    plain = median_ms(lambda: plain_chance(near, shift, tolerance, some), 5) * DRAWS / some
    told = f"{len(near)} levels of {len(found)} moves"
    return [
        "| Fibonacci | ms | plain loops, ms | × faster |",
        "| --- | --- | --- | --- |",
        f"| confluence, {BARS:,} bars and two coarser timeframes | {median_ms(lambda: whole(at)):.1f} | – | – |",
        f"| of that: moves on {sum(map(len, at.frames)):,} bars | {median_ms(lambda: found_moves(at)):.1f} | – | – |",
        f"| of that: chance, {DRAWS:,} sets of {told} | {drawn:.1f} | {plain:.0f} | {plain / drawn:.0f} |",
    ]


if __name__ == "__main__":
    print("\n".join(rows()))  # noqa: T201
