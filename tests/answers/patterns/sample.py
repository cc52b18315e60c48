"""What ``/patterns`` may answer: usual and odd."""

from datetime import datetime, timedelta
from typing import Any

import numpy as np
from hypothesis import strategies as st

from analytics.candlesticks import KINDS
from services.market.candles import Candles
from services.studies.patterns import CandlestickPattern, ChartPattern, PatternLine, PatternPoint, PatternsAnswer
from tests.answers._shared import BAR, HOSTILE, NOW, provenance

NAMES = (
    ("double top", "bearish"),
    ("inverse head and shoulders", "bullish"),
    ("symmetrical triangle", "neutral"),
    ("cup and handle", "bullish"),
    ("rising wedge", "bearish"),
    ("falling channel", "neutral"),
)


def opened(bars_ago: int) -> datetime:
    return NOW - timedelta(hours=3) - BAR * (bars_ago + 1)


def candles(count: int = 300, price: float = 42_000.0, seed: int = 5) -> Candles:
    random = np.random.default_rng(seed)
    close = price * np.exp(np.cumsum(random.normal(0, 0.004, count)))
    close *= price / close[-1]
    open_ = np.concatenate(([close[0]], close[:-1]))
    high, low = np.maximum(open_, close) * 1.002, np.minimum(open_, close) / 1.002
    time = np.array([round(opened(count - 1 - bar).timestamp() * 1000) for bar in range(count)], dtype=np.int64)
    return Candles("BTC/USDT", "4h", time, open_, high, low, close, np.ones(count))


def chart_pattern(
    name: str = "double top", direction: str = "bearish", price: float = 42_000.0, far: int = 1, **changes: Any
) -> ChartPattern:
    """A formation of 10 % around ``price``, forming; ``far`` times as long as usual."""
    way = -1 if direction == "bearish" else 1
    ends = {
        "trigger": price * (1 + 0.01 * way),
        "target": price * (1 + 0.06 * way),
        "invalidation": price * (1 - 0.04 * way),
    }
    ends |= {key: changes.pop(key) for key in tuple(ends) if key in changes}
    atr = changes.pop("atr", 0.01)
    usual: dict[str, Any] = {
        "name": name,
        "direction": direction,
        "state": "forming",
        "standing": True,
        "bars": 38 * far,
        "bars_ago": 4,
        "start": opened(46 * far),
        "end": opened(8 * far),
        "known": opened(4),
        "confirmed": None,
        "reached": None,
        "failed": None,
        "points": tuple(
            PatternPoint(name=role, time=opened(ago * far), bars_ago=ago * far, price=price * level)
            for role, ago, level in (("first top", 46, 1.04), ("valley", 27, 0.99), ("second top", 8, 1.038))
        ),
        "lines": (
            PatternLine(
                name="neckline",
                start_time=opened(46 * far),
                start_bars_ago=46 * far,
                start=price * 0.99,
                end_time=opened(8 * far),
                end_bars_ago=8 * far,
                end=price * 0.99,
                price_now=price * 0.99,
            ),
        ),
        "height": price * 0.05,
        "height_atr": 5.2,
        "quality": 0.7341,
        "target_below": price * 0.91 if direction == "neutral" else None,
        "reward_ratio": 1.0,
    }
    for key, value in ends.items():
        usual[key] = value
        usual[f"{key}_pct"] = None if value is None else value / price - 1
        usual[f"{key}_atr"] = None if value is None or atr is None else (value / price - 1) / atr
    return ChartPattern.model_validate(usual | changes)


def candle(name: str = "engulfing", direction: str = "bullish", **changes: Any) -> CandlestickPattern:
    usual: dict[str, Any] = {
        "name": name,
        "direction": direction,
        "meaning": "reversal",
        "bars": 2,
        "bars_ago": 1,
        "time": opened(1),
        "strength": 100,
        "in_trend": True,
        "cases": 87,
        "follow_rate": 0.4483,
        "low_rate": 0.3481,
        "high_rate": 0.5527,
        "base_rate": 0.5166,
    }
    return CandlestickPattern.model_validate(usual | changes)


NO_RATE: dict[str, Any] = {"follow_rate": None, "low_rate": None, "high_rate": None}


DOJI = candle("doji", "neutral", meaning="indecision", bars=1, in_trend=None, **NO_RATE, base_rate=None)


CANDLES = (candle(bars_ago=0, time=opened(0)), candle("hanging man", "bearish", bars=1, cases=4, **NO_RATE), DOJI)


UNSET: Any = object()


def patterns_answer(
    *patterns: ChartPattern,
    best: ChartPattern | None = UNSET,
    told: tuple[CandlestickPattern, ...] = CANDLES,
    **changes: Any,
) -> PatternsAnswer:
    usual: dict[str, Any] = {
        "as_of": NOW,
        "symbol": "BTC/USDT",
        "provenance": provenance(),
        "timeframe": "4h",
        "lookback": 300,
        "price": 42_000.0,
        "atr": 420.0,
        "candle_bars": 5,
        "history_bars": 1000,
        "after_bars": 5,
        "candlesticks": told,
        "bullish_candles": sum(one.direction == "bullish" for one in told),
        "bearish_candles": sum(one.direction == "bearish" for one in told),
        "patterns": patterns,
        "best": next(iter(patterns), None) if best is UNSET else best,
        "reached_rate": 0.459,
        "chance_rate": 0.442,
        "candles": candles(price=changes.get("price", 42_000.0)),
    }
    return PatternsAnswer.model_validate(usual | changes)


DONE: dict[str, Any] = {"state": "confirmed", "confirmed": opened(3)}


SAMPLES: dict[str, PatternsAnswer] = {
    "usual": patterns_answer(chart_pattern(), chart_pattern("cup and handle", "bullish", bars_ago=60)),
    "up, confirmed": patterns_answer(chart_pattern("inverse head and shoulders", "bullish", **DONE)),
    "down, confirmed": patterns_answer(chart_pattern(**DONE)),
    "either way": patterns_answer(chart_pattern("symmetrical triangle", "neutral")),
    "target touched": patterns_answer(chart_pattern(**DONE, reached=opened(1), standing=False)),
    "gone quiet": patterns_answer(chart_pattern(**DONE, standing=False, bars_ago=120)),
    "failed": patterns_answer(chart_pattern(state="failed", failed=opened(2), failed_at=43_905.5, standing=False)),
    "broke, then failed": patterns_answer(
        chart_pattern(state="failed", confirmed=opened(3), failed=opened(1), standing=False)
    ),
    "nothing": patterns_answer(told=()),
    "candles alone": patterns_answer(),
    "dojis alone": patterns_answer(told=(DOJI,)),
    "a confirmed hikkake": patterns_answer(
        told=(candle("hikkake", strength=200, bars=3, in_trend=None, cases=0, **NO_RATE),)
    ),
    "better than any bar": patterns_answer(told=(candle(follow_rate=0.71, low_rate=0.61, high_rate=0.79),)),
    "no target above zero": patterns_answer(chart_pattern(target=None, reward_ratio=None)),
    "no average true range": patterns_answer(chart_pattern(atr=None), atr=None),
    "tiny": patterns_answer(chart_pattern(price=1.4e-8), price=1.4e-8, atr=1e-10),
    "every candle at once": patterns_answer(
        chart_pattern(),
        told=tuple(
            candle(kind.name, "bullish" if kind.way in ("either", "bullish") else kind.way, bars=kind.bars)
            for kind in KINDS
        ),
    ),
    "long ago": patterns_answer(chart_pattern(far=20), lookback=1000, candles=candles(1000)),
    "simulated, stale": patterns_answer(
        chart_pattern(), provenance=provenance(source="sim", venue="simulated", stale=True)
    ),
    "hostile": patterns_answer(chart_pattern(), symbol=HOSTILE[:40]),
}


STATES: tuple[dict[str, Any], ...] = (
    {},
    DONE,
    {**DONE, "reached": opened(1), "standing": False},
    {**DONE, "standing": False},
    {"state": "failed", "failed": opened(2), "standing": False},
)


@st.composite
def any_patterns(draw: st.DrawFn) -> PatternsAnswer:
    """Any patterns of any market, from prices of 0.00000001 to 1,000,000."""
    price = draw(st.floats(1e-8, 1e6))
    rates = st.floats(0, 1)

    def one_candle() -> CandlestickPattern:
        kind = draw(st.sampled_from(KINDS))
        direction = draw(st.sampled_from(("bullish", "bearish"))) if kind.way == "either" else kind.way
        known = direction != "neutral" and draw(st.booleans())
        ago = draw(st.integers(0, 4))
        return candle(
            kind.name,
            direction,
            meaning=kind.meaning,
            bars=kind.bars,
            bars_ago=ago,
            time=opened(ago),
            in_trend=draw(st.sampled_from((None, True, False))),
            cases=draw(st.integers(0, 900)),
            base_rate=None if direction == "neutral" else draw(rates),
            **({"follow_rate": draw(rates), "low_rate": draw(rates), "high_rate": draw(rates)} if known else NO_RATE),
        )

    def one_pattern() -> ChartPattern:
        name, direction = draw(st.sampled_from(NAMES))
        state = draw(st.sampled_from(STATES))
        if state and direction == "neutral":
            direction = draw(st.sampled_from(("bullish", "bearish")))
        return chart_pattern(
            name,
            direction,
            price,
            trigger=price * draw(st.floats(0.5, 2)),
            target=draw(st.none() | st.floats(0.1, 3).map(lambda factor: price * factor)),
            invalidation=price * draw(st.floats(0.5, 2)),
            atr=draw(st.none() | st.floats(1e-4, 0.2)),
            quality=draw(rates),
            height_atr=draw(st.floats(3, 90)),
            reward_ratio=draw(st.none() | st.floats(0, 300)),
            bars=draw(st.integers(4, 900)),
            **state,
        )

    told = tuple(one_candle() for _ in range(draw(st.integers(0, 4))))
    found = tuple(one_pattern() for _ in range(draw(st.integers(0, 3))))
    return patterns_answer(*found, told=told, price=price, atr=draw(st.none() | st.floats(1e-4, 0.2)))
