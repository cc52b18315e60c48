"""How candlestick and chart patterns are shown."""

from collections.abc import Mapping
from math import sqrt
from typing import Literal

from markupsafe import Markup

from personas.about._one_market import REFERENCE, at_price, bars_ago, buttons, last_bars
from personas.about._patterns import (
    Stage,
    candle_called,
    candles_worth_telling,
    pattern_arrow,
    pattern_stage,
    pattern_state,
)
from personas.card import Tone
from personas.face import Essential, Face
from personas.format import count, counted, price, share
from personas.phrasing import marked
from personas.pictures.patterns import draw_patterns
from services.studies.analyze_facts import Analyze
from services.studies.chart import Chart
from services.studies.fib_harmonics import FibHarmonics
from services.studies.levels import Levels
from services.studies.patterns import CandlestickPattern, ChartPattern, Patterns, PatternsAnswer

Edge = Literal["unknown", "none", "better", "worse"]

MOODS: Mapping[Stage, str] = {
    "forming": "taking shape",
    "on its way": "under way",
    "done": "spent",
    "old": "gone quiet",
    "failed": "failed",
}
TONES: Mapping[str, Tone] = {"bullish": "up", "bearish": "down"}


def pattern_called(pattern: ChartPattern) -> str:
    """What to call a chart pattern in a sentence's beginning: ``Double top``."""
    return pattern.name[0].upper() + pattern.name[1:]


def a_pattern(pattern: ChartPattern) -> str:
    """The same within one: ``a double top``, ``an ascending triangle``."""
    return f"{'an' if pattern.name[0] in 'aeiou' else 'a'} {pattern.name}"


def pattern_record(answer: PatternsAnswer) -> Markup:
    """``In our reference set, the same for every market, 46.1% of 2,105 confirmed patterns met their target, 44.2% of
    2,173 in random prices: hardly better than chance``"""
    cases = f"{share(answer.reached_rate)} of {count(answer.reached_cases)} confirmed patterns"
    met = f"In {REFERENCE} {cases} met their target"
    chance = f"{share(answer.chance_rate)} of {count(answer.chance_cases)} in random prices"
    return marked(f"{met}, {chance}: {beside_luck(answer)}")


def beside_luck(answer: PatternsAnswer) -> str:
    """Whether patterns did better than those of random prices, by more than two standard errors."""
    met, luck = float(answer.reached_rate), float(answer.chance_rate)
    spread = met * (1 - met) / answer.reached_cases + luck * (1 - luck) / answer.chance_cases
    if abs(met - luck) <= 2 * sqrt(spread):
        return "hardly better than chance" if met > luck else "no better than chance"
    return "better than chance" if met > luck else "worse than chance"


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
        cases = counted(candle.cases, "case") if candle.cases else "no case"
        return marked(f"{cases} before, too few for a rate")
    apart = ", apart from chance" if candle_edge(candle) in ("better", "worse") else ""
    return marked(
        f"{share(candle.follow_rate)} of {candle.cases:,} followed, all bars {share(candle.base_rate)}{apart}"
    )


def candle_told(candle: CandlestickPattern) -> Markup:
    """``bullish engulfing, 1 bar ago: 57.1% of 42 followed, all bars 50.3%``"""
    return marked(f"{candle_called(candle)}, {bars_ago(candle.bars_ago)}: {candle_record(candle)}")


def formation_told(answer: PatternsAnswer) -> Markup:
    """The chart pattern that stands first, and how far it is: ``double top, bearish, not decided yet``."""
    if answer.best is None:
        return Markup("no chart pattern")
    way = "either way" if answer.best.direction == "neutral" else answer.best.direction
    return marked(f"{answer.best.name}, {way}, {pattern_state(answer.best)}")


def candles_for(answer: PatternsAnswer, direction: str) -> tuple[CandlestickPattern, ...]:
    """The candlestick patterns that point in ``direction``."""
    return tuple(one for one in answer.candlesticks if one.direction == direction)


def pattern_for(answer: PatternsAnswer, direction: str) -> ChartPattern | None:
    """The first chart pattern that stands and points in ``direction``: one that may still break either way for both."""
    return next((one for one in answer.patterns if one.standing and one.direction in (direction, "neutral")), None)


def mood(said: PatternsAnswer) -> str:
    return "no figure" if said.best is None else MOODS[pattern_stage(said.best)]


def tone(said: PatternsAnswer) -> Tone:
    standing = said.best is not None and said.best.standing
    return TONES.get(said.best.direction, "neutral") if said.best and standing else "neutral"


def essentials(said: PatternsAnswer) -> list[Essential]:
    found, best = [Essential("Price", price(said.price))], said.best
    found.append(Essential("Pattern", formation_told(said), first=True))
    if best is not None and best.standing:
        either = best.direction == "neutral"
        found += at_price("Confirmed above" if either else "Trigger", best.trigger, said.price)
        found += at_price("Confirmed below" if either else "Ends beyond", best.invalidation, said.price)
        found += at_price("Target above" if either else "Target", best.target, said.price)
        found += at_price("Target below", best.target_below, said.price)
    if best is not None:
        found.append(Essential("Record", pattern_record(said)))
    return found


FACE = Face(
    PatternsAnswer,
    essentials=essentials,
    mood=mood,
    tone=tone,
    buttons=buttons(Patterns, Analyze, Levels, FibHarmonics, Chart),
    picture=draw_patterns,
    scope=last_bars,
    words=(
        *(pattern_called, a_pattern, pattern_stage, pattern_state, pattern_arrow, pattern_record),
        *(formation_told, candle_called, candle_told, candles_worth_telling, candles_for, pattern_for),
    ),
)
