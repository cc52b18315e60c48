"""Answers of ``/regime`` and ``/correlation`` to put into words: usual ones, odd ones, and random ones."""

from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

import numpy as np
from hypothesis import strategies as st

from analytics.correlation import CONFIDENCE, Together, average, independent_bets, interval, pearson
from analytics.regime import CHANCE_HELD_HIGH, CHANCE_HELD_LOW, HELD_BARS, REGIMES, SURE, RegimeName, Regimes, regimes
from services.core.request import Answer
from services.market.candles import Candles, Provenance
from services.studies.correlation import CorrelatedMarket, CorrelationAnswer, Pair, RollingCorrelation
from services.studies.regime import (
    RegimeAnswer,
    RegimeHistory,
    RegimeProbability,
    TrendFacts,
    VolatilityEstimate,
)
from tests.unit.analytics.markets import random_rows

NOW = datetime(2023, 12, 30, 19, tzinfo=UTC)
HOSTILE = "@everyone `x` [a](http://b) **<@1>**"
ESTIMATORS = ("close-to-close", "Parkinson", "Garman-Klass", "Rogers-Satchell", "Yang-Zhang")


def provenance() -> Provenance:
    asked_at = NOW + timedelta(minutes=3)
    return Provenance(source="live", venue="bitget", as_of=NOW, asked_at=asked_at, stale=False)


def trend_facts(**changes: Any) -> TrendFacts:
    usual = {"direction": "up", "strength": "weak", "bars": 50, "slope_pct": 0.00183, "t_statistic": 14.32}
    return TrendFacts.model_validate(usual | {"r_squared": 0.8103, "adx": 27.44} | changes)


ROWS = random_rows(1000, 5, start=42_000.0)
CANDLES = Candles("BTC/USDT", "4h", ROWS.time, ROWS.open, ROWS.high, ROWS.low, ROWS.close, ROWS.volume)


def regime_answer(
    regime: RegimeName = "trending up",
    probability: float = 0.7824,
    *,
    past: dict[str, Any] | None = None,
    **changes: Any,
) -> RegimeAnswer:
    """The regime named, and the others by halves of what is left."""
    left, shares = 1 - probability, {regime: probability}
    for part, name in zip((0.5, 0.3, 0.2), (name for name in REGIMES if name != regime), strict=True):
        shares[name] = left * part
    own = {"name": regime, "share": 0.3133, "spells": 7, "median_bars": 17.0, "longest_bars": 48} | (past or {})
    rest = {"share": 0.2289, "spells": 3, "median_bars": 9.5, "longest_bars": 33}
    usual: dict[str, Any] = {
        "as_of": NOW,
        "symbol": "BTC/USDT",
        "provenance": provenance(),
        "timeframe": "4h",
        "lookback": 300,
        "price": 42_411.11,
        "regime": regime,
        "probability": probability,
        "probabilities": tuple(RegimeProbability(name=name, probability=shares[name]) for name in REGIMES),
        "since": NOW - timedelta(hours=4 * 23),
        "bars": 23,
        "at_least": False,
        "began_at": 40_733.1,
        "change_since": 0.0412,
        "history": tuple(
            RegimeHistory.model_validate(own if name == regime else rest | {"name": name}) for name in REGIMES
        ),
        "held_rate": 0.9371,
        "held_count": 143,
        "held_bars": HELD_BARS,
        "sure_probability": SURE,
        "chance_low_rate": CHANCE_HELD_LOW,
        "chance_high_rate": CHANCE_HELD_HIGH,
        "trend": trend_facts(),
        "volatility_bars": 30,
        "volatilities": tuple(
            VolatilityEstimate(name=name, annual_pct=0.4012 + 0.0173 * at) for at, name in enumerate(ESTIMATORS)
        ),
        "volatility_pct": 0.4704,
        "quieter_share": 0.6137,
        "candles": CANDLES.last(300),
        "course": Regimes(regimes(CANDLES).probability[-300:]),
    }
    return RegimeAnswer.model_validate(usual | changes)


FEW_PAST = {"spells": 0, "median_bars": None, "longest_bars": None}
NO_TREND = trend_facts(direction="none", strength="none", slope_pct=0.0, t_statistic=None, r_squared=None, adx=None)
UNKNOWN_VOLATILITY = tuple(VolatilityEstimate(name=name, annual_pct=None) for name in ESTIMATORS)

REGIME_ANSWERS: dict[str, RegimeAnswer] = {
    "regime: usual": regime_answer(),
    "regime: falling": regime_answer(
        "trending down",
        0.6412,
        change_since=-0.0712,
        trend=trend_facts(direction="down", strength="strong", slope_pct=-0.00241, t_statistic=-24.9),
    ),
    "regime: ranging": regime_answer("ranging", 0.5713, trend=NO_TREND, quieter_share=0.11, bars=4),
    "regime: volatile": regime_answer("volatile", 0.9311, quieter_share=0.9833, bars=55, change_since=-0.0031),
    "regime: open": regime_answer("ranging", 0.3514, bars=1, change_since=0.0),
    "regime: nothing known of its past": regime_answer(
        past=FEW_PAST, held_rate=None, held_count=0, at_least=True, bars=290
    ),
    "regime: hardly anything known": regime_answer(
        trend=NO_TREND,
        volatilities=UNKNOWN_VOLATILITY,
        volatility_pct=None,
        quieter_share=None,
        held_rate=None,
        held_count=0,
        past=FEW_PAST | {"share": 1.0},
    ),
    "regime: up against the line": regime_answer(
        trend=trend_facts(direction="down", t_statistic=-13.0, slope_pct=-0.001)
    ),
    "regime: tiny": regime_answer(price=1.234e-8, symbol="PEPE/USDT"),
    "regime: hostile": regime_answer(symbol=HOSTILE),
}


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

CORRELATION_ANSWERS: dict[str, CorrelationAnswer] = {
    "correlation: usual": correlation_answer(common(1, 90, 5, 1.0), FIVE),
    "correlation: two": correlation_answer(common(2, 90, 2, 1.0), FIVE[:2], rolling=ROLLING),
    "correlation: twelve": correlation_answer(common(3, 90, 12, 2.0), TWELVE),
    "correlation: three strangers": correlation_answer(common(4, 1000, 3, 0.0), FIVE[:3]),
    "correlation: as one": correlation_answer(common(5, 200, 4, 5.0), FIVE[:4]),
    "correlation: against each other": correlation_answer(common(6, 90, 2, 1.0) * [1, -1] - 0.0, FIVE[:2]),
    "correlation: one stands still": correlation_answer(STILL, FIVE[:2], independent_bets=None),
    "correlation: one of three stands still": correlation_answer(
        np.column_stack((common(3, 60, 2, 1.0), np.zeros(60))), FIVE[:3]
    ),
    "correlation: few": correlation_answer(common(7, 10, 3, 1.0), FIVE[:3]),
    "correlation: one base, two quotes": correlation_answer(common(8, 90, 2, 9.0), ("BTC/USDT", "BTC/EUR")),
    "correlation: no beta": correlation_answer(
        STILL[:, ::-1].copy(),
        FIVE[:2],
        markets=tuple(CorrelatedMarket(name=name, beta=None, left_out=0) for name in FIVE[:2]),
    ),
    "correlation: hostile": correlation_answer(common(9, 90, 2, 1.0), (HOSTILE, "`1INCH`/USDT")),
}

ANSWERS: dict[str, Answer] = {**REGIME_ANSWERS, **CORRELATION_ANSWERS}

_changes = st.floats(-0.999, 50)
_maybe_bars = st.none() | st.floats(1, 900).map(lambda bars: round(2 * bars) / 2)


@st.composite
def any_regime(draw: st.DrawFn) -> RegimeAnswer:
    """An answer of ``/regime`` with facts of any size, some of them missing."""
    median = draw(_maybe_bars)
    directions = {"up": 1, "down": -1, "none": 0}
    direction = draw(st.sampled_from(sorted(directions)))
    held = draw(st.none() | st.floats(0, 1))
    volatility = draw(st.none() | st.floats(0, 90))
    return regime_answer(
        draw(st.sampled_from(REGIMES)),
        draw(st.floats(0.4, 1)),
        past={
            "share": draw(st.floats(0.001, 1)),
            "spells": draw(st.integers(0, 300)),
            "median_bars": median,
            "longest_bars": None if median is None else draw(st.integers(1, 1000)),
        },
        price=draw(st.floats(1e-9, 1e7)),
        bars=draw(st.integers(1, 1500)),
        at_least=draw(st.booleans()),
        change_since=draw(_changes),
        held_rate=held,
        held_count=0 if held is None else draw(st.integers(1, 1000)),
        trend=trend_facts(
            direction=direction,
            strength="none" if direction == "none" else draw(st.sampled_from(["weak", "strong"])),
            slope_pct=draw(st.floats(-0.5, 0.5)),
            t_statistic=draw(st.none() | st.floats(-1e6, 1e6)),
            r_squared=draw(st.none() | st.floats(0, 1)),
            adx=draw(st.none() | st.floats(0, 100)),
        ),
        volatility_pct=volatility,
        volatilities=tuple(VolatilityEstimate(name=name, annual_pct=volatility) for name in ESTIMATORS),
        quieter_share=None if volatility is None else draw(st.floats(0, 1)),
    )


@st.composite
def any_correlation(draw: st.DrawFn) -> CorrelationAnswer:
    """An answer of ``/correlation`` of any markets, some of which may stand still."""
    k = draw(st.integers(2, 12))
    returns = common(draw(st.integers(0, 1000)), draw(st.integers(10, 60)), k, draw(st.floats(0, 9)))
    returns *= draw(st.lists(st.sampled_from([1.0, 1.0, 1.0, -1.0, 0.0]), min_size=k, max_size=k))
    rolling = draw(st.none() | st.just(ROLLING)) if k == 2 else None
    return correlation_answer(returns, TWELVE[:k], rolling=rolling)
