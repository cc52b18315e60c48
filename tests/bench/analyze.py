"""One page on 500 bars, and how it divides among the analyses that it is made of."""

from collections.abc import Callable

from analytics.indicators.catalog import values_of
from analytics.regime import regimes
from services.studies.analyze import COLUMNS, WARM_UP_BARS, analysis
from services.studies.fib_levels import fib_levels
from services.studies.levels import levels_of
from services.studies.patterns import patterns
from tests.answers._shared import provenance
from tests.answers.analyze.sample import snapshot
from tests.bench.indicators import median_ms
from tests.unit.analytics.markets import random_rows

BARS = 500
GOAL_MS = 25


def rows() -> list[str]:
    """A Markdown table: milliseconds, and the share of the whole."""
    seen = snapshot(random_rows(BARS + WARM_UP_BARS, 3), provenance())
    whole = median_ms(lambda: analysis(seen, BARS))
    parts: dict[str, Callable[[], object]] = {
        "levels, structure, volume by price": lambda: levels_of(seen, BARS),
        "candlestick and chart patterns": lambda: patterns(seen, BARS),
        "regime": lambda: regimes(seen.candles),
        "indicators": lambda: values_of(COLUMNS, seen.candles),
        "Fibonacci levels": lambda: fib_levels(seen, BARS),
    }
    table = [
        f"| one page on {BARS} bars, without its picture (goal {GOAL_MS} ms) | ms | of the page |",
        "| --- | --- | --- |",
    ]
    table.append(f"| `/analyze` | {whole:.1f} | |")
    for name, part in parts.items():
        taken = median_ms(part)
        table.append(f"| {name} | {taken:.2f} | {taken / whole:.0%} |")
    return table
