"""Market structure on a picture: turns with their labels, and the levels that closes broke."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from personas.pictures.bars import Shown
from personas.pictures.geometry import Bar, Dot, Label, Line, Rect
from personas.pictures.layout import FIGURE, FIGURE_BOLD
from personas.pictures.palette import Ink
from personas.pictures.scale import Scale
from personas.pictures.typeface import Style, measure
from services.studies.levels import StructureBreak, StructureFacts, SwingTurn

DOT = 7
CLEAR = 5
"""Rows between a turn and its label."""
BESIDE = 4
"""Pixels between a label and what stands beside it."""
SLIDE = 8
"""Pixels from one place that a break's name is tried at to the next."""
FAR = (2, 14, 28)
FARTHER = (*FAR, 46, 68, 94)
"""Rows between a break's line and its name, tried in turn; the newest break's may stand farther away."""
BREAKS_SHOWN = 4
ARROWS = {"up": "▲", "down": "▼"}
BREAK_DASH = (3, 3)


@dataclass(frozen=True, slots=True)
class Turns:
    lines: tuple[Line, ...]
    dots: tuple[Dot, ...]
    labels: tuple[Label, ...]


def turns(structure: StructureFacts, shown: Shown, bars: Sequence[Bar], scale: Scale, room: Rect) -> Turns:
    """Turns and the newest breaks within ``room``. A label that would cover a candle, a turn or another label is left
    out, and so is a break without one, but for the newest.
    """
    first = int(shown.time[0])
    seen = [turn for turn in structure.swings if turn.time.timestamp() * 1000 >= first]
    broken = [one for one in structure.breaks if one.time.timestamp() * 1000 >= first][-BREAKS_SHOWN:]
    dots = tuple(Dot(int(shown.x[shown.index(turn.time)]), scale.y(turn.price), DOT, "text") for turn in seen)
    taken = [bar.wick for bar in bars]
    taken += [Rect(dot.x - DOT // 2, dot.y - DOT // 2, dot.x + DOT // 2 + 1, dot.y + DOT // 2 + 1) for dot in dots]
    labels: list[Label] = []
    lines: list[Line] = []
    for one in reversed(broken):
        line, newest = _line(one, shown, scale, room), one is broken[-1]
        label = _fitting(_break_labels(one, line, newest=newest), taken, room)
        if label:
            labels.append(label)
            taken.append(label.box)
        if label or newest:
            lines.append(line)
    for turn in reversed(seen):
        label = _fitting(_turn_labels(turn, shown, scale, newest=turn in seen[-2:]), taken, room)
        if label:
            labels.append(label)
            taken.append(label.box)
    return Turns(tuple(lines), dots, tuple(labels))


def _line(one: StructureBreak, shown: Shown, scale: Scale, room: Rect) -> Line:
    """From the turn that made the level to the bar that closed beyond it."""
    left, right = int(shown.x[shown.index(one.level_time)]), int(shown.x[shown.index(one.time)])
    row = min(max(scale.y(one.level), room.top), room.bottom - 2)
    return Line(Rect(left, row, max(right, left + 1), row + 2), "text", BREAK_DASH, faint=True)


def _break_labels(one: StructureBreak, line: Line, *, newest: bool) -> Iterable[Label]:
    """Where its name may stand: above or below its line, the nearer to its middle the better, or just beyond an end."""
    text, style = f"{one.name} {ARROWS[one.direction]}", FIGURE_BOLD if newest else FIGURE
    ink: Ink = "text" if newest else "muted"
    width, box = measure(text, style), line.box
    middle = (box.left + box.right - width) // 2
    lefts = range(box.left - width - BESIDE, box.right + BESIDE + 1, SLIDE)
    for far in FARTHER if newest else FAR:
        tops = (box.top - style.height - far, box.bottom + far)
        for top in tops if one.direction == "up" else tops[::-1]:
            for left in sorted(lefts, key=lambda left: abs(left - middle)):
                yield Label.at(left, top, text, style, ink)


def _turn_labels(turn: SwingTurn, shown: Shown, scale: Scale, *, newest: bool) -> Iterable[Label]:
    """Where its name may stand: above a high and below a low, and a little aside."""
    style: Style = FIGURE_BOLD if newest else FIGURE
    ink: Ink = "text" if newest else "muted"
    left = int(shown.x[shown.index(turn.time)]) - measure(turn.name, style) // 2
    row = scale.y(turn.price)
    for far in (CLEAR, CLEAR + 8, CLEAR + 18):
        top = row - far - style.height if turn.kind == "high" else row + far
        for aside in (0, -10, 10, -20, 20):
            yield Label.at(left + aside, top, turn.name, style, ink)


def _fitting(places: Iterable[Label], taken: Sequence[Rect], room: Rect) -> Label | None:
    """The first of ``places`` that covers nothing."""
    for label in places:
        box = label.box
        wide = Rect(box.left - BESIDE, box.top, box.right + BESIDE, box.bottom)
        if box.within(room) and not any(wide.overlaps(block) for block in taken):
            return label
    return None
