"""What patterns are called, on cards and in pictures."""

from typing import Literal

from analytics.candlesticks import CONFIRMS, KINDS
from services.studies.patterns import CandlestickPattern, ChartPattern, PatternsAnswer

Stage = Literal["forming", "on its way", "done", "old", "failed"]

TOLD = 3
"""Candlestick patterns that a card has room for."""
TWO_FORMS = frozenset(kind.name for kind in KINDS if kind.way == "either")
"""Names of candlestick patterns that exist in both directions."""


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


def pattern_arrow(pattern: ChartPattern | CandlestickPattern) -> str:
    """``▲`` bullish, ``▼`` bearish, ``◆`` either way."""
    return {"bullish": "▲", "bearish": "▼", "neutral": "◆"}[pattern.direction]


def candle_called(candle: CandlestickPattern) -> str:
    """``bullish engulfing``, ``confirmed bearish hikkake``, ``hammer``: the direction where the name has two forms."""
    confirmed = "confirmed " if candle.strength >= CONFIRMS else ""
    two_forms = candle.name in TWO_FORMS and candle.direction != "neutral"
    return f"{confirmed}{candle.direction} {candle.name}" if two_forms else f"{confirmed}{candle.name}"


def candles_worth_telling(answer: PatternsAnswer, most: int = TOLD) -> tuple[CandlestickPattern, ...]:
    """The candlestick patterns that point somewhere, newest first and those that say more before others; where none
    does, the newest of those that do not."""
    pointing = tuple(one for one in answer.candlesticks if one.direction != "neutral")
    return (pointing or answer.candlesticks)[:most]
