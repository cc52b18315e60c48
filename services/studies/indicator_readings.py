"""What indicators are commonly read as. The rules are old and known to everyone; none of them is a forecast."""

from collections.abc import Mapping
from typing import Final, Literal

import numpy as np

from analytics.bars import Floats
from services.core.request import Frozen

OVERBOUGHT, OVERSOLD, HALF = 70.0, 30.0, 50.0
"""Of RSI, after Wilder (1978)."""
TRENDING, TRENDLESS = 25.0, 20.0
"""Of ADX: Wilder takes 25 for a trend; below 20 there is none worth following."""
NEWER: Final = 50.0
"""By how much one side's extreme must be newer on Aroon's scale."""
SAME: Final = 1e-9
"""Two values no farther apart, as a fraction of the larger, are the same: that is how exact they are."""
Side = Literal["up", "down", "neither", "unknown"]
Cloud = Literal["above", "inside", "below"]
Stand = Literal["above", "below", "at"]
ReadingName = Literal[
    "ema200",
    "averages",
    "macd",
    "rsi",
    "stochastic",
    "directional",
    "aroon",
    "supertrend",
    "psar",
    "ichimoku",
    "vwap",
    "obv",
]


class IndicatorReading(Frozen):
    """What an indicator is commonly read as, by the rule of ``readings``."""

    name: ReadingName
    side: Side


class Now:
    """The newest values, ``None`` where there is none."""

    def __init__(self, found: Mapping[str, Floats]) -> None:
        self._found = found

    def __getitem__(self, name: str) -> float | None:
        value = float(self._found[name][-1])
        return value if np.isfinite(value) else None

    def side(self, first: str, second: str) -> Side:
        """Up where ``first`` is above ``second``."""
        one, other = self[first], self[second]
        return _side(one, other, slack=0.0 if one is None or other is None else SAME * max(abs(one), abs(other)))


def readings(now: Now) -> tuple[IndicatorReading, ...]:
    """How each is commonly read: its rule, line by line."""
    sides: dict[ReadingName, Side] = {
        "ema200": now.side("close", "ema200"),
        "averages": now.side("ema20", "ema50"),
        "macd": _side(now["macd"], now["macd_signal"], slack=SAME * abs(now["close"] or 0.0)),
        "rsi": _side(now["rsi14"], HALF),
        "stochastic": now.side("stoch_k", "stoch_d"),
        "directional": now.side("plus_di14", "minus_di14") if (now["adx14"] or 0) >= TRENDLESS else _idle(now["adx14"]),
        "aroon": _side(now["aroon_osc25"], 0.0, slack=NEWER),
        "supertrend": now.side("close", "supertrend"),
        "psar": now.side("close", "psar"),
        "ichimoku": _of_cloud(cloud(now)),
        "vwap": now.side("close", "vwap"),
        "obv": _side(now["obv_change20"], 0.0),
    }
    return tuple(IndicatorReading(name=name, side=side) for name, side in sides.items())


def _side(value: float | None, line: float | None, *, slack: float = 0.0) -> Side:
    """Up where ``value`` is above ``line`` by more than ``slack``."""
    if value is None or line is None:
        return "unknown"
    away = value - line
    return "up" if away > slack else "down" if away < -slack else "neither"


def _idle(value: float | None) -> Side:
    return "unknown" if value is None else "neither"


def _of_cloud(where: Cloud | None) -> Side:
    if where is None:
        return "unknown"
    return "up" if where == "above" else "down" if where == "below" else "neither"


def rsi_state(rsi: float) -> Literal["overbought", "oversold", "between"]:
    return "overbought" if rsi >= OVERBOUGHT else "oversold" if rsi <= OVERSOLD else "between"


def strength(adx: float) -> Literal["strong", "middling", "weak"]:
    return "strong" if adx >= TRENDING else "weak" if adx < TRENDLESS else "middling"


def direction(value: float | None) -> Literal["up", "down"] | None:
    return None if value is None else "up" if value > 0 else "down"


def beyond(close: float, line: float | None) -> float | None:
    """From ``line`` to the close, as a fraction of ``line``."""
    return close / line - 1 if line else None


def cloud(now: Now) -> Cloud | None:
    """Where the close is of the Ichimoku cloud."""
    close, one, other = now["close"], now["ichimoku_span_a"], now["ichimoku_span_b"]
    if close is None or one is None or other is None:
        return None
    low, high = sorted((one, other))
    return "above" if close > high else "below" if close < low else "inside"


def stand(now: Now, line: str) -> Stand | None:
    """Where the close is of the indicator called ``line``."""
    side = now.side("close", line)
    return None if side == "unknown" else "above" if side == "up" else "below" if side == "down" else "at"
