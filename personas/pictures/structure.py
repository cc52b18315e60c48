"""Market structure on a chart: turns with their labels, and the levels that closes broke."""

from collections.abc import Iterator

from personas.pictures.candle_chart import CandleChart
from personas.pictures.geometry import Label, Line, Rect
from personas.pictures.palette import Ink
from personas.pictures.styles import FIGURE, FIGURE_BOLD
from personas.pictures.typeface import measure
from services.studies.levels import StructureBreak, StructureFacts, SwingTurn

DOT = 7
CLEAR = 5
"""Rows between a turn and its label."""
SLIDE = 8
"""Pixels from one place that a break's name is tried at to the next."""
FAR = (2, 14, 28)
FARTHER = (*FAR, 46, 68, 94)
"""Rows between a break's line and its name, tried in turn; the newest break's may stand farther away."""
BREAKS_SHOWN = 4
ARROWS = {"up": "▲", "down": "▼"}
BREAK_DASH = (3, 3)


def draw_structure(chart: CandleChart, structure: StructureFacts) -> None:
    """Turns and the newest breaks. A label that would cover a candle, a line, a turn or another label is left out, and
    so is a break without one, but for the newest."""
    first = int(chart.shown.time[0])
    turns = [turn for turn in structure.swings if turn.time.timestamp() * 1000 >= first]
    broken = [one for one in structure.breaks if one.time.timestamp() * 1000 >= first][-BREAKS_SHOWN:]
    for turn in turns:
        chart.dot(turn, DOT)
    for one in reversed(broken):
        line, newest = _line(chart, one), one is broken[-1]
        if chart.name(_break_names(one, line, newest=newest), clear=True) or newest:
            chart.lines.append(line)
    for turn in reversed(turns):
        chart.name(_turn_names(chart, turn, newest=turn in turns[-2:]), clear=True)


def _line(chart: CandleChart, one: StructureBreak) -> Line:
    """From the turn that made the level to the bar that closed beyond it."""
    left, right = chart.x(one.level_time), chart.x(one.time)
    row = min(chart.y(one.level), chart.plot.bottom - 2)
    return Line(Rect(left, row, max(right, left + 1), row + 2), "text", BREAK_DASH, faint=True)


def _break_names(one: StructureBreak, line: Line, *, newest: bool) -> Iterator[Label]:
    """Where its name may stand: above or below its line, the nearer to its middle the better, or just beyond an end."""
    text, style = f"{one.name} {ARROWS[one.direction]}", FIGURE_BOLD if newest else FIGURE
    ink: Ink = "text" if newest else "muted"
    width, box = measure(text, style), line.box
    middle = (box.left + box.right - width) // 2
    lefts = sorted(range(box.left - width - CLEAR, box.right + CLEAR, SLIDE), key=lambda left: abs(left - middle))
    for far in FARTHER if newest else FAR:
        tops = (box.top - style.height - far, box.bottom + far)
        for top in tops if one.direction == "up" else tops[::-1]:
            for left in lefts:
                yield Label.at(left, top, text, style, ink)


def _turn_names(chart: CandleChart, turn: SwingTurn, *, newest: bool) -> Iterator[Label]:
    """Where its name may stand: above a high and below a low, and a little aside."""
    style, (x, row) = FIGURE_BOLD if newest else FIGURE, chart.at(turn)
    left = x - measure(turn.name, style) // 2
    for far in (CLEAR, CLEAR + 8, CLEAR + 18):
        top = row - far - style.height if turn.kind == "high" else row + far
        for aside in (0, -10, 10, -20, 20):
            yield Label.at(left + aside, top, turn.name, style, "text" if newest else "muted")
