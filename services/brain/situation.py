"""A situation as a vector: the figures of a context, each on a scale of its own, so that likeness is distance.

Prices are told as distances in average true ranges from the market, so that no market's price, tick or restlessness
matters; what has no bounds of its own is pressed between −1 and 1 by ``tanh``, after division by what is usual of it.
Nothing of the account is in it, and nothing that anybody wrote.
"""

import re
from collections.abc import Iterator
from math import isfinite, log, tanh
from typing import Final

from services.brain.context import Context

FORM: Final = 1
"""Of vectors; those of another are not alike, whatever their figures. It grows with each change of ``_PARTS``."""
USUAL_RISK: Final = 1.5
"""In average true ranges: what a plan's stop is usually away."""

_PARTS: Final = {
    "price action": (
        "change over an hour, in 2 ATR",
        "change over 24 hours, in 6 ATR",
        "change over 7 days, in 15 ATR",
        "how far the price is below the high of 24 hours, in 3 ATR",
        "how far it is above the low of 24 hours, in 3 ATR",
        "ATR as a part of the price: the logarithm of how many times 1 % it is, in 2",
    ),
    "structure": (
        "trend: 1 bullish, −1 bearish, 0 ranging",
        "how far the support is below, in 4 ATR",
        "how far the resistance is above, in 4 ATR",
        "where the price is between both: −1 at the support, 1 at the resistance",
        "levels near the price, in 4",
    ),
    "volume": (
        "volume of the last bar: the logarithm of how many times the mean it is, in 1.5",
        "volume in bars that closed higher: −1 none, 1 all",
    ),
    "indicators": (
        "RSI: −1 at 0, 1 at 100",
        "how far the price is above the EMA of 20 bars, in 3 ATR",
        "above that of 50 bars, in 5 ATR",
        "above that of 200 bars, in 10 ATR",
        "EMA of 20 above that of 50 bars, in 3 ATR",
        "EMA of 50 above that of 200 bars, in 6 ATR",
        "ADX above 25, in 25",
        "ADX as a part of 50, with the sign of EMA 20 above EMA 50",
    ),
    "regime": (
        "1 trending up, −1 trending down, else 0",
        "1 ranging, else 0",
        "1 volatile, else 0",
        "restlessness: −1 quiet, 0 usual, 1 restless",
        "where the price is in the range: −1 at its low, 1 at its high",
    ),
    "fibonacci": (
        "the swing: 1 up, −1 down",
        "how far more than half of it is retraced, in halves of it",
        "its size: the logarithm of how many times 5 ATR it is, in 1.5",
        "how far the price is above the nearest level, in ATR",
    ),
    "funding": ("the rate, in 0.03 %",),
    "order book": ("the part of the size that is bid: −1 none, 1 all",),
}
"""What each figure is, in their order."""
NAMES: Final = tuple(name for part in _PARTS.values() for name in part)
DIMENSIONS: Final = 32
WEIGHTS: Final = tuple(1 / len(part) for part in _PARTS.values() for _ in part)
"""Of the squared differences: each part of a situation counts the same, however many figures it is told by."""

_SYMBOL: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9/:._-]{0,39}")
"""A symbol as venues write them; what else is listed as one is not repeated."""


def vector_of(context: Context) -> tuple[float, ...]:
    """The situation, ``DIMENSIONS`` finite figures from −1 to 1 (``NAMES``), prices in ATRs from the market; what is
    not known is 0. It has nothing of the account, nor of anybody."""
    figures = tuple(_pressed(each) for each in _figures(context))
    if len(figures) != DIMENSIONS:
        raise AssertionError(f"{len(figures)} figures")
    return figures


def told(context: Context) -> str:
    """The situation in a line, made of figures and fixed words alone: ``BTC/USDT 1h, bullish, 0.52 retraced, …``."""
    return ", ".join((f"{plain_symbol(context.symbol)} {context.timeframe}", *_words(context)))


def plain_symbol(symbol: str) -> str:
    """``symbol``, or where a venue lists words as one, that it is some market."""
    return symbol if _SYMBOL.fullmatch(symbol) else "a market"


def _words(context: Context) -> Iterator[str]:
    if context.structure is not None:
        yield context.structure.trend
    if context.regime is not None and context.regime.regime != "ranging":
        yield f"regime {context.regime.regime}"
    if context.regime is not None and context.regime.volatility in ("quiet", "restless"):
        yield context.regime.volatility
    if context.fibonacci is not None:
        swing = context.fibonacci
        yield f"{swing.retraced:.2f} retraced of a swing {swing.direction}"
    if context.indicators is not None and context.indicators.rsi is not None:
        yield f"RSI {context.indicators.rsi:.0f}"
    if context.indicators is not None and context.indicators.trend_strength is not None:
        yield f"ADX {context.indicators.trend_strength:.0f}"
    if context.volume is not None and context.volume.current_vs_avg is not None:
        yield f"volume {context.volume.current_vs_avg:.1f}× its mean"
    if context.funding is not None and context.funding.sentiment != "balanced":
        yield context.funding.sentiment
    if context.order_book is not None and context.order_book.imbalance != "balanced":
        yield context.order_book.imbalance


Maybe = float | None


def _figures(context: Context) -> Iterator[Maybe]:
    """What ``NAMES`` says, before it is pressed."""
    price, atr = float(context.price_action.current), context.atr

    def above(level: Maybe) -> Maybe:
        """How far the price is above ``level``, in ATR."""
        return None if level is None else (price - level) / atr

    action = context.price_action
    for change, usual in ((action.change_1h, 2), (action.change_24h, 6), (action.change_7d, 15)):
        yield None if change is None or change <= -1 else _tanh(change / (1 + change) * price / atr, usual)
    yield _tanh(above(action.high_24h), -3)
    yield _tanh(above(action.low_24h), 3)
    yield _tanh(_log(action.atr, price * 0.01), 2)

    structure = context.structure
    support, resistance = (structure.support, structure.resistance) if structure else (None, None)
    yield None if structure is None else {"bullish": 1.0, "bearish": -1.0}.get(structure.trend, 0.0)
    yield _tanh(above(support), 4)
    yield _tanh(above(resistance), -4)
    yield _between(price, support, resistance)
    yield None if structure is None else _tanh(len(structure.key_levels), 4)

    volume = context.volume
    yield None if volume is None else _tanh(_log(volume.current_vs_avg, 1), 1.5)
    yield None if volume is None else _between(volume.buy_sell_ratio, 0, 1)

    readings = context.indicators
    yield None if readings is None else _between(readings.rsi, 0, 100)
    fast, middle, slow, adx = (
        (readings.ema_20, readings.ema_50, readings.ema_200, readings.trend_strength) if readings else (None,) * 4
    )
    yield _tanh(above(fast), 3)
    yield _tanh(above(middle), 5)
    yield _tanh(above(slow), 10)
    first = None if fast is None or middle is None else (fast - middle) / atr
    yield _tanh(first, 3)
    yield _tanh(None if middle is None or slow is None else (middle - slow) / atr, 6)
    yield None if adx is None else _tanh(adx - 25, 25)
    yield None if adx is None or first is None else adx / 50 * ((first > 0) - (first < 0))

    regime = context.regime
    yield None if regime is None else {"trending up": 1.0, "trending down": -1.0}.get(regime.regime, 0.0)
    yield None if regime is None else float(regime.regime == "ranging")
    yield None if regime is None else float(regime.regime == "volatile")
    yield None if regime is None else {"quiet": -1.0, "restless": 1.0}.get(regime.volatility, 0.0)
    yield None if regime is None else _between(regime.position_in_range, 0, 1)

    swing = context.fibonacci
    yield None if swing is None else (1.0 if swing.direction == "up" else -1.0)
    yield None if swing is None else _tanh(2 * swing.retraced - 1, 1)
    yield None if swing is None else _tanh(_log(swing.swing_high - swing.swing_low, 5 * atr), 1.5)
    yield None if swing is None or swing.nearest is None else _tanh(above(swing.nearest.price), 1)

    yield None if context.funding is None else _tanh(context.funding.current, 0.0003)
    yield None if context.order_book is None else _between(context.order_book.bid_share, 0, 1)


def _pressed(figure: Maybe) -> float:
    return 0.0 if figure is None or not isfinite(figure) else max(-1.0, min(1.0, float(figure)))


def _tanh(figure: Maybe, usual: float = 1) -> Maybe:
    return None if figure is None else tanh(figure / usual)


def _log(figure: Maybe, of: float) -> Maybe:
    """The logarithm of how many times ``of`` it is."""
    return None if figure is None or figure <= 0 or of <= 0 else log(figure / of)


def _between(figure: Maybe, low: Maybe, high: Maybe) -> Maybe:
    """Where it stands between ``low`` and ``high``: −1 at the one, 1 at the other."""
    if figure is None or low is None or high is None or high <= low:
        return None
    return 2 * (figure - low) / (high - low) - 1
