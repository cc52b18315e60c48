"""What ``/fib levels`` may answer: usual and odd."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from analytics.fibonacci import GOLDEN_POCKET, Level, Swing, counter_extensions, extensions, retraced, retracements
from services.studies.fib_levels import FibLevel, FibLevelsAnswer, GoldenPocket, SwingFacts, SwingPoint
from tests.answers._shared import HOSTILE, NOW, Chance, candles, provenance


def fib_answer(
    start: float = 37_615.86,
    end: float = 44_700.0,
    price: float = 42_156.37,
    *,
    atr: float | None = 512.37,
    bars: int = 61,
    bars_since: int = 23,
    **changes: Any,
) -> FibLevelsAnswer:
    """The levels of the swing from ``start`` to ``end``, as the service would give them."""
    swing = Swing(start, end, 0, bars)
    levels = sorted(
        (level for level in retracements(swing) + extensions(swing) + counter_extensions(swing) if level.price > 0),
        key=lambda level: -level.price,
    )
    facts = tuple(_level(level, price, atr) for level in levels)
    low, high = sorted(end - ratio * (end - start) for ratio in GOLDEN_POCKET)
    inside = low <= price <= high
    usual: dict[str, Any] = {
        "as_of": NOW,
        "symbol": "BTC/USDT",
        "provenance": provenance(),
        "timeframe": "4h",
        "lookback": 200,
        "price": price,
        "atr": atr,
        "swing": SwingFacts(
            direction="up" if swing.up else "down",
            start=SwingPoint(price=start, time=NOW - timedelta(hours=4 * (bars + bars_since))),
            end=SwingPoint(price=end, time=NOW - timedelta(hours=4 * bars_since)),
            bars=bars,
            bars_since=bars_since,
            change=end / start - 1,
            size_atr=None if atr is None else abs(end - start) / atr,
        ),
        "retraced": retraced(swing, price),
        "levels": facts,
        "nearest_above": next((level for level in reversed(facts) if level.price > price), None),
        "nearest_below": next((level for level in facts if level.price < price), None),
        "golden_pocket": GoldenPocket(
            low=low, high=high, inside=inside, distance=0.0 if inside else (low if price < low else high) / price - 1
        ),
        "candles": candles(),
    }
    return FibLevelsAnswer.model_validate(usual | changes)


def _level(level: Level, price: float, atr: float | None) -> FibLevel:
    return FibLevel(
        name=f"{level.ratio:g} {level.kind}",
        kind=level.kind,
        ratio=level.ratio,
        price=level.price,
        distance=level.price / price - 1,
        distance_atr=None if atr is None else (level.price - price) / atr,
    )


UP, DOWN = (37_615.86, 44_700.0), (0.7, 0.5778)


def _between(swing: tuple[float, float], given_back: float) -> float:
    return swing[1] - given_back * (swing[1] - swing[0])


SAMPLES: dict[str, FibLevelsAnswer] = {
    f"{'up' if swing is UP else 'down'}, {name}": fib_answer(*swing, _between(swing, given_back), atr=atr)
    for swing, atr in ((UP, 512.37), (DOWN, 0.01121))
    for name, given_back in (
        ("past the end", -0.13),
        ("past every level", -4.0 if swing is DOWN else -9.0),
        ("at the end", 0.0),
        ("shallow", 0.291),
        ("on a level", 0.382),
        ("in the middle", 0.557),
        ("in the golden pocket", 0.6333),
        ("deep", 0.91),
        ("at the start", 1.0),
        ("beyond the start", 1.15),
    )
    if _between(swing, given_back) > 0
}


SAMPLES |= {
    "no average true range": fib_answer(atr=None),
    "fresh end": fib_answer(bars_since=0),
    "one bar old": fib_answer(bars=1, bars_since=1),
    "one bar that holds both": fib_answer(bars=0, bars_since=5),
    "below every level": fib_answer(100.0, 130.0, 12.0, atr=2.0),
    "tiny": fib_answer(1.1e-8, 1.9e-8, 1.4e-8, atr=3.1e-10),
    "of another year": fib_answer(bars=200, bars_since=400, timeframe="1d"),
    "hostile": fib_answer(symbol=HOSTILE[:40]),
}


def random_levels(count: int, seed: int = 7) -> Iterator[FibLevelsAnswer]:
    chance = Chance(seed)
    random = chance.random
    for _ in range(count):
        price = chance.price()
        ends = random.permutation([price * random.uniform(0.7, 1.0), price * random.uniform(1.0, 1.5)])
        yield fib_answer(
            float(ends[0]),
            float(ends[1]),
            float(ends[1] - random.uniform(-0.3, 1.3) * (ends[1] - ends[0])),
            atr=chance.maybe(price * random.uniform(0.001, 0.1)),
            bars=int(random.integers(0, 200)),
            bars_since=int(random.integers(0, 200)),
        )
