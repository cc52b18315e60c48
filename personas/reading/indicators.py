"""What indicators mean in words, and how their numbers are written."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from personas.format import amount, points, price
from services.studies.indicator_readings import ReadingName, Side
from services.studies.indicators import IndicatorsAnswer, IndicatorValue

CALLED: Mapping[ReadingName, str] = {
    "ema200": "the long average",
    "averages": "the shorter averages",
    "macd": "MACD",
    "rsi": "RSI",
    "stochastic": "the stochastic",
    "directional": "directional movement",
    "aroon": "Aroon",
    "supertrend": "Supertrend",
    "psar": "the parabolic stop",
    "ichimoku": "the Ichimoku cloud",
    "vwap": "the day's average price",
    "obv": "volume balance",
}
LINES = (
    *("ema20", "ema50", "ema200", "supertrend", "bb_upper", "bb_middle", "bb_lower", "donchian_high20"),
    *("donchian_low20", "ichimoku_base", "ichimoku_span_a", "ichimoku_span_b", "vwap"),
)
"""Prices that people watch."""


def indicator(answer: IndicatorsAnswer, name: str) -> IndicatorValue:
    """The indicator called ``name``.

    Raises:
        KeyError: there is none.
    """
    for value in answer.values:
        if value.name == name:
            return value
    raise KeyError(name)


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
    known = (value for value in (indicator(answer, name) for name in names) if value.value is not None)
    rows = [(value.title, _written(value, answer.close)) for value in known]
    titles = max((len(title) for title, _ in rows), default=0)
    values = max((len(text) for _, text in rows), default=0)
    return [Markup(f"{title:<{titles}}  {text:>{values}}") for title, text in rows]  # noqa: S704 (titles are ours)


def _written(value: IndicatorValue, close: float) -> str:
    match value.unit:
        case "price" | "difference":
            return str(price(value.value, close))
        case "volume":
            return str(amount(value.value))
        case "percent":
            return str(price(value.value))
        case _:
            return str(points(value.value))


FILTERS: Mapping[str, Callable[..., Any]] = {
    function.__name__: function for function in (indicator, saying, balance, line_above, line_below, indicator_table)
}
