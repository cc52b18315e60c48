"""Pictures of rates beside chance: a dot within its interval, a band of chance, a dash to compare with."""

from typing import Final

from personas.pictures.geometry import Dot, Label, Line, Rect
from personas.pictures.header import SAMPLE
from personas.pictures.layout import Drawing
from personas.pictures.styles import EDGE, FIGURE, PLOT_TOP

DOT: Final = 15
DASH: Final = (6, 4)


def legend(drawing: Drawing, dot: str, band: str, dash: str) -> None:
    """What dot, band and dash mean, in one line above the plot."""
    middle = PLOT_TOP + FIGURE.height // 2
    left = EDGE
    sample = Rect(left, middle - 2, left + SAMPLE, middle + 2)
    drawing.lines.append(Line(sample, "text"))
    drawing.dots.append(Dot(left + SAMPLE // 2, middle, DOT, "text"))
    left = _named(drawing, left, dot)
    drawing.bands.append((Rect(left, middle - 9, left + SAMPLE, middle + 9), "pocket"))
    left = _named(drawing, left, band)
    drawing.lines.append(Line(Rect(left, middle - 2, left + SAMPLE, middle + 2), "pocket_name", DASH))
    _named(drawing, left, dash)


def _named(drawing: Drawing, left: int, text: str) -> int:
    """Where the next sample begins."""
    label = Label.at(left + SAMPLE + 6, PLOT_TOP, text, FIGURE, "muted")
    drawing.labels.append(label)
    return label.box.right + 16
