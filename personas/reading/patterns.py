"""What patterns are called, and what their facts mean in words. Nothing here makes a number that is no fact."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from markupsafe import Markup

from analytics.candlesticks import CONFIRMS, KINDS
from personas.format import count, share
from services.studies.patterns import CandlestickPattern, ChartPattern, PatternsAnswer

Edge = Literal["unknown", "none", "better", "worse"]
Stage = Literal["forming", "on its way", "done", "old", "failed"]

TOLD = 3
"""Candlestick patterns that a card has room for."""


def pattern_called(pattern: ChartPattern) -> str:
    """What to call a chart pattern in a sentence's beginning: ``Double top``."""
    return pattern.name[0].upper() + pattern.name[1:]


def a_pattern(pattern: ChartPattern) -> str:
    """The same within one: ``a double top``, ``an ascending triangle``."""
    return f"{'an' if pattern.name[0] in 'aeiou' else 'a'} {pattern.name}"


def pattern_stage(pattern: ChartPattern) -> Stage:
    """Where a chart pattern is in its life: ``on its way`` to its target, ``done`` having touched it, ``old`` where it
    was confirmed and has come to nothing for longer than it took to form."""
    if pattern.state == "failed":
        return "failed"
    if pattern.state == "forming":
        return "forming"
    if pattern.reached is not None:
        return "done"
    return "on its way" if pattern.standing else "old"


def pattern_state(pattern: ChartPattern) -> str:
    """The same in words that follow a name."""
    broke = pattern.confirmed is not None
    return {
        "forming": "not decided yet",
        "on its way": "confirmed, target ahead",
        "done": "confirmed, target touched",
        "old": "confirmed, and gone quiet",
        "failed": "confirmed, then failed" if broke else "failed",
    }[pattern_stage(pattern)]


def decided_by(pattern: ChartPattern) -> tuple[float, float]:
    """The two prices that decide a forming pattern by a close beyond one: the upper, the lower."""
    return max(pattern.trigger, pattern.invalidation), min(pattern.trigger, pattern.invalidation)


def pattern_arrow(pattern: ChartPattern | CandlestickPattern) -> str:
    """``▲`` bullish, ``▼`` bearish, ``◆`` either way."""
    return {"bullish": "▲", "bearish": "▼", "neutral": "◆"}[pattern.direction]


def candle_called(candle: CandlestickPattern) -> str:
    """``bullish engulfing``, ``confirmed bearish hikkake``, ``hammer``: the direction where the name has two forms."""
    confirmed = "confirmed " if candle.strength >= CONFIRMS else ""
    two_forms = candle.name in TWO_FORMS and candle.direction != "neutral"
    return f"{confirmed}{candle.direction} {candle.name}" if two_forms else f"{confirmed}{candle.name}"


def candle_age(candle: CandlestickPattern) -> Markup:
    """``on the newest bar``, ``1 bar ago``, ``3 bars ago``."""
    ago = candle.bars_ago
    words = "on the newest bar" if ago == 0 else "1 bar ago" if ago == 1 else f"{count(ago)} bars ago"
    return Markup(words)  # noqa: S704 (made of a number)


def candle_edge(candle: CandlestickPattern) -> Edge:
    """Whether what followed such a pattern here differs from what follows any bar: ``none`` where the share of all
    bars lies within the interval of its own; ``unknown`` where the cases are too few, or it points nowhere."""
    low, high, base = candle.low_rate, candle.high_rate, candle.base_rate
    if low is None or high is None or base is None:
        return "unknown"
    return "better" if base < low else "worse" if base > high else "none"


def candle_record(candle: CandlestickPattern) -> Markup:
    """``57.1% of 42 followed, all bars 50.3%``; ``4 cases before, too few for a rate``; ``points nowhere``."""
    if candle.direction == "neutral":
        return Markup("points nowhere")
    if candle.follow_rate is None:
        cases = "no case" if candle.cases == 0 else "1 case" if candle.cases == 1 else f"{count(candle.cases)} cases"
        return Markup(f"{cases} before, too few for a rate")  # noqa: S704 (made of a number)
    return Markup(  # noqa: S704 (made of numbers)
        f"{share(candle.follow_rate)} of {count(candle.cases)} followed, all bars {share(candle.base_rate)}"
    )


def candles_worth_telling(answer: PatternsAnswer, most: int = TOLD) -> tuple[CandlestickPattern, ...]:
    """The candlestick patterns that point somewhere, newest first and those that say more before others; where none
    does, the newest of those that do not."""
    pointing = tuple(one for one in answer.candlesticks if one.direction != "neutral")
    return (pointing or answer.candlesticks)[:most]


def candles_for(answer: PatternsAnswer, direction: str) -> tuple[CandlestickPattern, ...]:
    """The candlestick patterns that point in ``direction``."""
    return tuple(one for one in answer.candlesticks if one.direction == direction)


def pattern_for(answer: PatternsAnswer, direction: str) -> ChartPattern | None:
    """The first chart pattern that stands and points in ``direction``: one that may still break either way for both."""
    return next((one for one in answer.patterns if one.standing and one.direction in (direction, "neutral")), None)


TWO_FORMS = frozenset(kind.name for kind in KINDS if kind.way == "either")
"""Names of candlestick patterns that exist in both directions."""

FILTERS: Mapping[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (
        pattern_called,
        a_pattern,
        pattern_stage,
        pattern_state,
        decided_by,
        pattern_arrow,
        candle_called,
        candle_age,
        candle_edge,
        candle_record,
        candles_worth_telling,
        candles_for,
        pattern_for,
    )
}
