"""What ``/correlation`` may answer: usual and odd."""

from datetime import timedelta
from itertools import combinations
from typing import Any

import numpy as np
from hypothesis import strategies as st

from analytics.correlation import CONFIDENCE, Together, average, independent_bets, interval, pearson
from services.studies.correlation import CorrelatedMarket, CorrelationAnswer, Pair, RollingCorrelation
from tests.answers._shared import HOSTILE_NAME as HOSTILE
from tests.answers._shared import NOW, provenance


def correlation_answer(returns: Any, symbols: tuple[str, ...], **changes: Any) -> CorrelationAnswer:
    """What the service would say of ``returns`` (n, k)."""
    matrix, count = pearson(returns), len(returns)
    pairs = tuple(
        _pair(symbols[row], symbols[column], float(matrix[row, column]), count)
        for row, column in combinations(range(len(symbols)), 2)
    )
    known = [pair for pair in pairs if pair.correlation is not None]
    usual: dict[str, Any] = {
        "as_of": NOW,
        "symbols": symbols,
        "provenance": provenance(),
        "timeframe": "1d",
        "bars": 90,
        "count": count,
        "since": NOW - timedelta(days=count),
        "until": NOW - timedelta(days=1),
        "beta_to": symbols[0],
        "markets": tuple(
            CorrelatedMarket(name=symbol, beta=1.0 + 0.13 * at, left_out=at) for at, symbol in enumerate(symbols)
        ),
        "pairs": pairs,
        "confidence_share": CONFIDENCE,
        "closest": max(known, key=lambda pair: pair.correlation or 0, default=None),
        "farthest": min(known, key=lambda pair: pair.correlation or 0, default=None),
        "average": average(matrix),
        "independent_bets": independent_bets(matrix),
        "rolling": None,
        "shared": Together(np.arange(count, dtype=np.int64), returns, (0,) * len(symbols)),
    }
    return CorrelationAnswer.model_validate(usual | changes)


def _pair(first: str, second: str, correlation: float, count: int) -> Pair:
    low, high = interval(correlation, count)
    known = bool(np.isfinite(correlation))
    return Pair(
        name=f"{first} · {second}",
        first=first,
        second=second,
        correlation=correlation if known else None,
        low=low if known else None,
        high=high if known else None,
        rank_correlation=correlation * 0.97 if known else None,
        count=count,
    )


def common(seed: int, n: int, k: int, tie: float) -> Any:
    """Returns (n, k) that have a part in common, ``tie`` times their own."""
    random = np.random.default_rng(seed)
    return random.normal(0, 0.02, (n, k)) + tie * random.normal(0, 0.02, (n, 1))


FIVE = ("BTC/USDT", "ETH/USDT", "SOL/USDT", "BNB/USDT", "XRP/USDT")


TWELVE = (*FIVE, *(f"{base}/USDT" for base in ("DOGE", "ADA", "AVAX", "LINK", "LTC", "DOT", "PEPE")))


STILL = np.column_stack((common(3, 60, 1, 0.0), np.zeros(60)))


ROLLING = RollingCorrelation(bars=30, now=0.6213, lowest=-0.1123, highest=0.8917)


SAMPLES: dict[str, CorrelationAnswer] = {
    "usual": correlation_answer(common(1, 90, 5, 1.0), FIVE),
    "two": correlation_answer(common(2, 90, 2, 1.0), FIVE[:2], rolling=ROLLING),
    "twelve": correlation_answer(common(3, 90, 12, 2.0), TWELVE),
    "three strangers": correlation_answer(common(4, 1000, 3, 0.0), FIVE[:3]),
    "as one": correlation_answer(common(5, 200, 4, 5.0), FIVE[:4]),
    "against each other": correlation_answer(common(6, 90, 2, 1.0) * [1, -1] - 0.0, FIVE[:2]),
    "one stands still": correlation_answer(STILL, FIVE[:2], independent_bets=None),
    "one of three stands still": correlation_answer(np.column_stack((common(3, 60, 2, 1.0), np.zeros(60))), FIVE[:3]),
    "few": correlation_answer(common(7, 10, 3, 1.0), FIVE[:3]),
    "one base, two quotes": correlation_answer(common(8, 90, 2, 9.0), ("BTC/USDT", "BTC/EUR")),
    "no beta": correlation_answer(
        STILL[:, ::-1].copy(),
        FIVE[:2],
        markets=tuple(CorrelatedMarket(name=name, beta=None, left_out=0) for name in FIVE[:2]),
    ),
    "hostile": correlation_answer(common(9, 90, 2, 1.0), (HOSTILE, "`1INCH`/USDT")),
}


@st.composite
def any_correlation(draw: st.DrawFn) -> CorrelationAnswer:
    """An answer of ``/correlation`` of any markets, some of which may stand still."""
    k = draw(st.integers(2, 12))
    returns = common(draw(st.integers(0, 1000)), draw(st.integers(10, 60)), k, draw(st.floats(0, 9)))
    returns *= draw(st.lists(st.sampled_from([1.0, 1.0, 1.0, -1.0, 0.0]), min_size=k, max_size=k))
    rolling = draw(st.none() | st.just(ROLLING)) if k == 2 else None
    return correlation_answer(returns, TWELVE[:k], rolling=rolling)
