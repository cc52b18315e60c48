"""The picture of a confluence: candles, clusters of levels as bands, and a tick for each level at the left."""

from collections.abc import Sequence

from personas.pictures.candle_chart import CandleChart
from personas.pictures.geometry import Line, Rect
from personas.pictures.layout import Layout
from personas.pictures.side import Level
from services.studies.fib_confluence import FibCluster, FibConfluenceAnswer

RECENT_BARS = 90
STRIP = 78
"""Pixels at the left for the ticks."""
TICK, TICK_GAP = 12, 3
"""Pixels: a tick's width, and between two."""
MOST_TICKS = (STRIP - TICK) // (TICK + TICK_GAP)
THINNEST = 5
"""Rows of a band, at least."""


def draw_confluence(answer: FibConfluenceAnswer, marks: Sequence[str]) -> Layout:
    best = answer.strongest
    levels = [
        Level(
            f"{one.moves} · {one.score:.2f}",
            one.middle,
            "pocket_name" if one == best else "text",
            int(one.name.rpartition(" ")[2]),
            bold=one == best,
        )
        for one in answer.clusters
    ]
    nearest = sorted(answer.clusters, key=lambda one: (one != best, abs(one.distance)))
    chart = CandleChart(
        answer,
        answer.candles.last(RECENT_BARS),
        levels=levels,
        reach=[end for one in nearest for end in (one.low, one.high)],
        strip=STRIP,
    )
    seen = [one for one in answer.clusters if chart.scale.low < one.low and one.high < chart.scale.high]
    for one in seen:
        _cluster(chart, one, strongest=one == best)
    if best is None:
        chart.note("no cluster near the price")
    else:
        chart.note("moves · score", sample=("pocket", None))
        where = "" if best in seen else f"best at {chart.text(best.middle)}: "
        chart.note(f"{where}random levels do as well in {best.chance_share:.1%} of tries", "pocket_name")
        if hidden := len(answer.clusters) - len(seen):
            chart.note(f"{hidden} out of view")
        chart.note("tick: a level")
    return chart.layout("Fibonacci confluence", (" + ".join(used.name for used in answer.timeframes), "muted"), marks)


def _cluster(chart: CandleChart, cluster: FibCluster, *, strongest: bool) -> None:
    """A band, lines along the strongest one, and a tick for each of its levels, side by side."""
    box = chart.band(cluster.low, cluster.high, "pocket", thinnest=THINNEST)
    if box and strongest:
        chart.lines.append(Line(Rect(box.left, box.top - 2, box.right, box.top), "pocket_name"))
        chart.lines.append(Line(Rect(box.left, box.bottom, box.right, box.bottom + 2), "pocket_name"))
    for at, member in enumerate(cluster.members[:MOST_TICKS]):
        left, row = chart.plot.left + at * (TICK + TICK_GAP), chart.y(member.price)
        chart.over.append(Line(Rect(left, row - 1, left + TICK, row + 2), "text"))
