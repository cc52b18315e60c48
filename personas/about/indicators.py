"""How indicators are shown."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from markupsafe import Markup

from personas.about._one_market import at_price, bars_ago, buttons, unmoved
from personas.face import Essential, Face
from personas.format import amount, points, price
from personas.phrasing import columns, marked
from personas.pictures.indicators import draw_indicators
from services.studies.analyze_facts import Analyze
from services.studies.chart import Chart
from services.studies.indicator_readings import ReadingName, Side
from services.studies.indicators import Indicators, IndicatorsAnswer, IndicatorValue
from services.studies.levels import Levels

MOODS: Mapping[Side, str] = {
    "up": "more for up",
    "down": "more for down",
    "neither": "divided",
    "unknown": "too little to say",
}
CALLED: Mapping[ReadingName, str] = {
    "ema200": "EMA200",
    "averages": "EMA20 beside EMA50",
    "macd": "MACD",
    "rsi": "RSI",
    "stochastic": "the stochastic",
    "directional": "directional movement",
    "aroon": "Aroon",
    "supertrend": "Supertrend",
    "psar": "the parabolic stop",
    "ichimoku": "the Ichimoku cloud",
    "vwap": "VWAP",
    "obv": "volume balance",
}
LINES = (
    *("ema20", "ema50", "ema200", "supertrend", "bb_upper", "bb_middle", "bb_lower", "donchian_high20"),
    *("donchian_low20", "ichimoku_base", "ichimoku_span_a", "ichimoku_span_b", "vwap"),
)
"""Prices that people watch."""


def saying(answer: IndicatorsAnswer, side: Side) -> tuple[str, ...]:
    """What the readings that say ``side`` are called."""
    return tuple(CALLED[reading.name] for reading in answer.readings if reading.side == side)


def balance(answer: IndicatorsAnswer) -> Side:
    """The side that at least half of the known readings say, and twice as many as say the other; ``unknown`` where
    fewer than half are known.
    """
    known = answer.up + answer.down + answer.neither
    if 2 * known < len(answer.readings):
        return "unknown"
    sides: tuple[tuple[Side, int, int], ...] = (("up", answer.up, answer.down), ("down", answer.down, answer.up))
    for side, these, others in sides:
        if these and 2 * these >= known and these >= 2 * others:
            return side
    return "neither"


def balance_told(answer: IndicatorsAnswer) -> Markup:
    """Which way, and how many say so: ``mostly up (8 of 12 readings, 2 against)``, ``no direction (5 of 12 readings up,
    4 down)``."""
    side, of = balance(answer), f"of {len(answer.readings)} readings"
    if side in ("up", "down"):
        mine, others = (answer.up, answer.down) if side == "up" else (answer.down, answer.up)
        told = f"mostly {side} ({mine} {of}, {others or 'none'} against)"
    else:
        words = "no direction" if side == "neither" else "too little history to say"
        told = f"{words} ({answer.up} {of} up, {answer.down} down)"
    return marked(told)


def line_above(answer: IndicatorsAnswer) -> IndicatorValue | None:
    """The nearest watched price above the close."""
    return min(_lines(answer, above=True), key=_height, default=None)


def line_below(answer: IndicatorsAnswer) -> IndicatorValue | None:
    """The nearest watched price below the close."""
    return max(_lines(answer, above=False), key=_height, default=None)


def _lines(answer: IndicatorsAnswer, *, above: bool) -> list[IndicatorValue]:
    known = (value for value in answer.values if value.name in LINES and value.value is not None)
    return [line for line in known if (_height(line) > answer.close if above else _height(line) < answer.close)]


def _height(line: IndicatorValue) -> float:
    return 0.0 if line.value is None else line.value


def indicator_table(answer: IndicatorsAnswer, names: Sequence[str]) -> list[Markup]:
    """A line for each indicator named that is defined: what it is called, and its value, in columns."""
    return columns(_named(answer, names), "<>")


def indicators_listed(answer: IndicatorsAnswer, names: Sequence[str]) -> Markup:
    """The same on one line, a first word once: ``SMA20 49,497.09 · Keltner upper 50,100.00, lower 48,894.18``."""
    families = groupby(_named(answer, names), key=lambda named: named[0].partition(" ")[0])
    return marked(" · ".join(f"{first} {_of_a_family(list(members))}" for first, members in families))


def _of_a_family(members: Sequence[tuple[str, Markup]]) -> str:
    """What each of one first word is called besides, and its value."""
    return ", ".join(f"{title.partition(' ')[2]} {value}".strip() for title, value in members)


def _named(answer: IndicatorsAnswer, names: Sequence[str]) -> list[tuple[str, Markup]]:
    known = {value.name: value for value in answer.values if value.value is not None}
    return [(known[name].title, _written(known[name], answer.close)) for name in names if name in known]


def _written(value: IndicatorValue, close: float) -> Markup:
    match value.unit:
        case "price" | "difference":
            return price(value.value, close)
        case "volume":
            return amount(value.value)
        case "percent":
            return price(value.value)
        case _:
            return points(value.value)


def essentials(said: IndicatorsAnswer) -> list[Essential]:
    found = [Essential("Price", price(said.price)), Essential("Readings", balance_told(said), first=True)]
    found += unmoved(said)
    for label, line in (("Next line above", line_above(said)), ("Next line below", line_below(said))):
        if line is not None:
            found += at_price(f"{label}, {line.title}", line.value, said.close)
    return found + at_price("Supertrend", said.supertrend, said.close)


FACE = Face(
    IndicatorsAnswer,
    essentials=essentials,
    mood=lambda said: MOODS[balance(said)],
    tone=lambda said: side if (side := balance(said)) in ("up", "down") else "neutral",
    buttons=buttons(Indicators, Analyze, Levels, Chart),
    picture=draw_indicators,
    words=(saying, balance_told, line_above, line_below, indicator_table, indicators_listed, bars_ago),
)
