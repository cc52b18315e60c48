"""Harmonic patterns and the evidence on levels, each beside plain loops that do the same."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from analytics.harmonics import DEFINITIONS, REVERSALS, Definition, followed, formations, standing
from analytics.level_evidence import MOVE_ATR, PROBES, STEPS, TOUCH_ATR, WATCH, evidence
from analytics.swings import Pivot, zigzag
from analytics.volatility import atr
from tests.bench.local import median_ms
from tests.unit.analytics.markets import Rows, random_rows

BARS = 5_000

Found = tuple[str, int, float, float]
"""Kind, bar of C, and the zone's edges."""


def rows() -> list[str]:
    """A Markdown table: our time, the baseline's, and how many times as long that takes."""
    market = random_rows(BARS, 11)
    high, low, close = market.high, market.low, market.close
    turns = [zigzag(high, low, close, reversal=reversal) for reversal in REVERSALS]
    formed = [
        (one.definition.kind, one.points[-1].bar, one.low, one.high) for all_ in turns for one in formations(all_)
    ]
    assert [one[:2] for one in sorted(formed)] == [one[:2] for one in sorted(_by_loops(turns))]
    ours_formed = median_ms(lambda: [formations(all_) for all_ in turns], 20)
    loops_formed = median_ms(lambda: _by_loops(turns), 5)
    whole = median_ms(lambda: standing(followed(high, low, close)), 20)
    ours_told = median_ms(lambda: evidence(high, low, close), 10)
    few = 60
    share = (2 * STEPS + 1) / few
    loops_told = median_ms(lambda: _bar_by_bar(market, few), 1) * share
    return [
        f"| Harmonics and evidence, {BARS:,} bars | ms | plain loops, ms | × faster |",
        "| --- | --- | --- | --- |",
        _row("zones of nine kinds, turns of four sizes", ours_formed, loops_formed),
        f"| patterns and what became of them, turns included | {whole:.1f} | – | – |",
        _row(f"evidence, {len(PROBES)} ratios by {2 * STEPS + 1} neighbours, chance included", ours_told, loops_told),
        "",
        f"The loops of the evidence are measured on {few} neighbours, without the draws of chance, and scaled up.",
    ]


def _row(name: str, ours: float, theirs: float) -> str:
    return f"| {name} | {ours:.1f} | {theirs:.0f} | {theirs / ours:.1f} |"


def _by_loops(turns: Sequence[Sequence[Pivot]]) -> list[Found]:
    """Each kind held against each four turns, one ratio after the other."""
    found: list[Found] = []
    for pivots in turns:
        for at in range(2, len(pivots)):
            for definition in DEFINITIONS:
                count = len(definition.turns) - 1
                if at + 1 >= count:
                    found += _one(definition, pivots[at + 1 - count : at + 1])
    return found


def _one(definition: Definition, points: Sequence[Pivot]) -> list[Found]:
    *before, a, b, c = (point.price for point in points)
    x = before[0] if before else float("nan")
    ratios = {"AB/XA": (a - b) / (a - x), "BC/AB": (c - b) / (a - b), "XC/XA": (c - x) / (a - x)}
    for rule in definition.before:
        if not rule.range()[0] <= ratios[rule.legs] <= rule.range()[1]:
            return []
    legs = {"AD/XA": (a, a - x), "CD/BC": (c, c - b), "CD/XC": (c, c - x), "CD/AB": (c, a - b)}
    sign = 1.0 if points[-1].kind == "high" else -1.0
    near, far = float("inf"), float("-inf")
    for rule in definition.at_d:
        origin, leg = legs[rule.legs]
        near = min(near, sign * (origin - rule.range()[0] * leg))
        far = max(far, sign * (origin - rule.range()[1] * leg))
    origin, leg = legs[definition.stop[0]]
    low, high = sorted((sign * near, sign * far))
    if far > near or near >= sign * c or low <= 0 or origin - definition.stop[1] * leg <= 0:
        return []
    return [(definition.kind, points[-1].bar, low, high)]


def _bar_by_bar(market: Rows, neighbours: int) -> int:
    """For each leg and each of ``neighbours`` ratios about each probe: bar by bar until it is touched and decided."""
    turns, ranges = zigzag(market.high, market.low, market.close), atr(market.high, market.low, market.close)
    high, low = market.high.tolist(), market.low.tolist()
    held = 0
    for start, end in pairwise(turns):
        unit, size = float(ranges[end.known]), end.price - start.price
        for probe in PROBES:
            for ratio in np.linspace(probe.ratio - probe.reach, probe.ratio + probe.reach, neighbours).tolist():
                level = start.price + ratio * size if probe.ratio > 1 else end.price - ratio * size
                falling = (size > 0) == (probe.ratio < 1)
                held += _held(high, low, end.known, level, unit, falling)
    return held


def _held(high: list[float], low: list[float], known: int, level: float, unit: float, falling: bool) -> bool:
    touched = False
    for bar in range(known + 1, min(len(high), known + 1 + WATCH)):
        down, up = (low[bar], high[bar]) if falling else (-high[bar], -low[bar])
        at = level if falling else -level
        if touched and up >= at + MOVE_ATR * unit:
            return True
        touched = touched or down <= at + TOUCH_ATR * unit
        if touched and down <= at - MOVE_ATR * unit:
            return False
    return False


if __name__ == "__main__":
    print("\n".join(rows()))  # noqa: T201
