"""The picture of a three-point extension: candles, the turns A, B and C, and the prices projected from them."""

from collections.abc import Sequence

from personas.pictures.candle_chart import ROOMY, TURN_DOT, CandleChart
from personas.pictures.figures import percent_text
from personas.pictures.layout import Dash, Layout
from personas.pictures.palette import Ink
from personas.pictures.side import Level
from services.studies.fib_extensions import ExtensionKind, ExtensionLevel, FibExtensionsAnswer, turns_of

FEWEST_BARS = 70
BEFORE_A = 12
"""Bars that are shown before A, at least."""
KEEP = 0.5
"""The share of the height that the candles keep when projections beyond them come into view."""
KINDS: dict[ExtensionKind, tuple[Ink, Dash | None, str]] = {
    "projection": ("retracement", None, "from C"),
    "extension": ("extension", (14, 7), "of AB"),
}
"""Ink, dash and legend of each kind: each has a dash of its own, so that it needs no colour."""
LIMIT_DASH = (4, 6)
REACHED = "•"


def draw_extensions(answer: FibExtensionsAnswer, marks: Sequence[str]) -> Layout:
    turns = turns_of(answer)
    span = answer.bars_ab + answer.bars_bc + answer.bars_since + 1
    limit = Level("C", answer.limit.price, "alert", bold=True)
    ranked = sorted(
        answer.levels,
        key=lambda lv: (lv != answer.next_target, lv.reached, lv.kind == "extension", abs(lv.distance)),
    )
    levels = {_level(one, rank, bold=one == answer.next_target): one for rank, one in enumerate(ranked, start=1)}
    chart = CandleChart(
        answer,
        answer.candles.last(max(FEWEST_BARS, span + BEFORE_A)),
        levels=[limit, *levels],
        ends=[turn.price for turn in turns],
        reach=[level.price for level in sorted(answer.levels, key=lambda level: abs(level.distance))],
        keep=KEEP,
        free=ROOMY,
    )
    places = [chart.dot(turn, TURN_DOT) for turn in turns]
    chart.curve(places, "text", 2, (6, 5))
    chart.line(limit, LIMIT_DASH, left=places[-1][0])
    seen = [levels[level] for level in chart.levels if level in levels]
    for level in chart.levels:
        if level in levels:
            chart.line(level, KINDS[levels[level].kind][1], left=places[-1][0])
    for kind, (ink, dash, text) in KINDS.items():
        if kind in {level.kind for level in seen}:
            chart.note(text, sample=(ink, dash))
    chart.note("off beyond C", sample=("alert", LIMIT_DASH))
    if any(level.reached for level in seen):
        chart.note(f"{REACHED} reached")
    for turn, place in reversed(list(zip(turns, places, strict=True))):
        chart.letter(turn.name, place, above=(turn.name == "B") == (answer.direction == "up"))
    return chart.layout("Fibonacci extensions", _state(answer), marks)


def _level(level: ExtensionLevel, rank: int, *, bold: bool) -> Level:
    ratio = f"{level.ratio:g}" if level.kind == "projection" else f"AB {level.ratio:g}"
    return Level(f"{REACHED} {ratio}" if level.reached else ratio, level.price, KINDS[level.kind][0], rank, bold=bold)


def _state(answer: FibExtensionsAnswer) -> tuple[str, Ink]:
    if answer.state != "holds":
        return f"beyond {answer.state[-1].upper()}: off", "alert"
    arrow = "▲" if answer.direction == "up" else "▼"
    return f"{arrow} AB {percent_text(answer.change_ab)}", "up" if answer.direction == "up" else "down"
