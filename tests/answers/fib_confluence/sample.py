"""What ``/fib confluence`` may answer: usual and odd."""

from collections.abc import Iterator
from typing import Any

from services.studies.fib_confluence import (
    ClusterMember,
    FibCluster,
    FibConfluenceAnswer,
    TimeframeLeftOut,
    TimeframeUsed,
)
from services.studies.fib_levels import SwingPoint
from tests.answers._shared import BAR, CANDLES, HOSTILE, NOW, ORIGIN, Chance


def cluster(
    rank: int, middle: float, price: float, atr: float, *, moves: int = 4, score: float = 0.5, chance: float = 0.62
) -> FibCluster:
    """A cluster a tenth of an average true range wide."""
    low, high = middle - atr / 20, middle + atr / 20
    away = low - price if price < low else high - price if price > high else 0.0
    member = ClusterMember(
        name="0.618 retracement",
        kind="retracement",
        ratio=0.618,
        price=middle,
        timeframe="1d",
        start=SwingPoint(price=middle * 0.9, time=NOW - 30 * BAR),
        end=SwingPoint(price=middle * 1.06, time=NOW - 9 * BAR),
        origin=None,
    )
    return FibCluster(
        name=f"cluster {rank}",
        low=low,
        middle=middle,
        high=high,
        score=score,
        moves=moves,
        chance_share=chance,
        inside=low <= price <= high,
        distance=away / price,
        distance_atr=away / atr,
        timeframes=("4h", "1d"),
        members=(member,) * moves,
    )


def confluence_answer(
    away: tuple[float, ...] = (2.1, 0.8, -0.4, -3.3),
    price: float = 42_411.11,
    *,
    atr: float = 559.05,
    chance: float = 0.623,
    **changes: Any,
) -> FibConfluenceAnswer:
    """Clusters ``away`` from the price in average true ranges, the first of them the strongest."""
    several = [
        cluster(
            rank,
            price + far * atr,
            price,
            atr,
            moves=3 + len(away) - rank,
            score=0.7 / rank,
            chance=min(1.0, chance * rank),
        )
        for rank, far in enumerate(away, start=1)
    ]
    ordered = tuple(sorted(several, key=lambda one: -one.middle))
    usual: dict[str, Any] = {
        "as_of": NOW,
        "symbol": "BTC/USDT",
        "provenance": ORIGIN,
        "timeframe": "4h",
        "lookback": 200,
        "price": price,
        "atr": atr,
        "tolerance": atr / 4,
        "reach_low": max(0.0, price - 10 * atr),
        "reach_high": price + 10 * atr,
        "timeframes": (
            TimeframeUsed(name="4h", bars=200, moves=6, move_weight=1.0),
            TimeframeUsed(name="1d", bars=200, moves=4, move_weight=1.5),
            TimeframeUsed(name="1w", bars=155, moves=7, move_weight=2.0),
        ),
        "left_out": (),
        "moves": 17,
        "level_count": 100,
        "found": len(away),
        "chance_draws": 1000,
        "clusters": ordered,
        "strongest": several[0] if several else None,
        "nearest_above": next((one for one in reversed(ordered) if one.low > price), None),
        "nearest_below": next((one for one in ordered if one.high < price), None),
        "at_price": next((one for one in ordered if one.inside), None),
        "candles": CANDLES,
    }
    return FibConfluenceAnswer.model_validate(usual | changes)


SAMPLES: dict[str, FibConfluenceAnswer] = {
    "usual": confluence_answer(),
    "none": confluence_answer(()),
    "one above": confluence_answer((1.3,)),
    "one below": confluence_answer((-1.3,)),
    "at the price": confluence_answer((0.02, 3.0, -3.0)),
    "at the price alone": confluence_answer((0.0,)),
    "rare": confluence_answer(chance=0.004),
    "uncommon": confluence_answer(chance=0.11),
    "many": confluence_answer((4.0, 3.0, 2.0, 1.0, -1.0, -2.0, -3.0, -4.0), found=19),
    "alone": confluence_answer(
        timeframes=(TimeframeUsed(name="4h", bars=200, moves=6, move_weight=1.0),),
        left_out=(
            TimeframeLeftOut(name="1d", because="too few bars"),
            TimeframeLeftOut(name="1w", because="no answer"),
        ),
    ),
    "tiny": confluence_answer(price=1.4e-8, atr=3.1e-10),
    "hostile": confluence_answer(symbol=HOSTILE[:40]),
}


def random_clusters(count: int, seed: int = 11) -> Iterator[FibConfluenceAnswer]:
    chance = Chance(seed)
    random = chance.random
    for _ in range(count):
        price = chance.price()
        away = tuple(float(far) for far in random.uniform(-9, 9, int(random.integers(0, 9))))
        atr = price * float(random.uniform(0.001, 0.1))
        yield confluence_answer(away, price, atr=atr, chance=float(random.uniform(0.001, 1)))
