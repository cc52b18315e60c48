"""What ``/regime`` may answer: usual and odd."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from analytics.regime import CHANCE_HELD_HIGH, CHANCE_HELD_LOW, HELD_BARS, REGIMES, SURE, RegimeName, Regimes, regimes
from services.market.candles import Candles
from services.studies.regime import RegimeAnswer, RegimeHistory, RegimeProbability, TrendFacts, VolatilityEstimate
from tests.answers._shared import HOSTILE_NAME as HOSTILE
from tests.answers._shared import NOW, provenance
from tests.unit.analytics.markets import random_rows

ESTIMATORS = ("close-to-close", "Parkinson", "Garman-Klass", "Rogers-Satchell", "Yang-Zhang")


def trend_facts(**changes: Any) -> TrendFacts:
    usual = {"direction": "up", "strength": "weak", "bars": 50, "slope_pct": 0.00183, "t_statistic": 14.32}
    return TrendFacts.model_validate(usual | {"r_squared": 0.8103, "adx": 27.44} | changes)


ROWS = random_rows(1000, 5, start=42_000.0)


CANDLES = Candles("BTC/USDT", "4h", ROWS.time * 4, ROWS.open, ROWS.high, ROWS.low, ROWS.close, ROWS.volume)


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


SAMPLES: dict[str, RegimeAnswer] = {
    "usual": regime_answer(),
    "falling": regime_answer(
        "trending down",
        0.6412,
        change_since=-0.0712,
        trend=trend_facts(direction="down", strength="strong", slope_pct=-0.00241, t_statistic=-24.9),
    ),
    "ranging": regime_answer("ranging", 0.5713, trend=NO_TREND, quieter_share=0.11, bars=4),
    "volatile": regime_answer("volatile", 0.9311, quieter_share=0.9833, bars=55, change_since=-0.0031),
    "open": regime_answer("ranging", 0.3514, bars=1, change_since=0.0),
    "nothing known of its past": regime_answer(past=FEW_PAST, held_rate=None, held_count=0, at_least=True, bars=290),
    "hardly anything known": regime_answer(
        trend=NO_TREND,
        volatilities=UNKNOWN_VOLATILITY,
        volatility_pct=None,
        quieter_share=None,
        held_rate=None,
        held_count=0,
        past=FEW_PAST | {"share": 1.0},
    ),
    "up against the line": regime_answer(trend=trend_facts(direction="down", t_statistic=-13.0, slope_pct=-0.001)),
    "tiny": regime_answer(price=1.234e-8, symbol="PEPE/USDT"),
    "hostile": regime_answer(symbol=HOSTILE),
}


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
