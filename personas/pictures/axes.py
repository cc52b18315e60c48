"""A plot of numbers: where its values stand, and the labels and faint lines of its axes."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Final

import numpy as np
from numpy.typing import NDArray

from personas.pictures.geometry import CANVAS, Label, Line, Rect
from personas.pictures.layout import Drawing
from personas.pictures.palette import Ink
from personas.pictures.styles import EDGE, FIGURE
from personas.pictures.typeface import measure

Ends = tuple[float, float]
Tick = tuple[float, str]

LOG_SCALE: Final = "log scale"
"""What stands on an axis on which equal ways are equal factors."""
BESIDE: Final = 8
"""Pixels between a plot and the figures of its axes."""
TITLE_GAP: Final = 4
"""Pixels between what stands over a plot and the plot."""
APART: Final = 12
"""Pixels between two labels of an axis, at least."""


@dataclass(frozen=True, slots=True)
class Axes:
    """``rect`` of a drawing, with values from left to right and from the bottom up; ``log`` is said on the axis."""

    drawing: Drawing
    rect: Rect
    across: Ends
    up: Ends
    log: bool = False

    def x(self, value: float) -> int:
        low, high = self.across
        return self.rect.left + round((value - low) / (high - low) * (self.rect.width - 1))

    def y(self, value: float) -> int:
        low, high, at = (log(each) for each in (*self.up, value)) if self.log else (*self.up, value)
        return self.rect.bottom - 1 - round((at - low) / (high - low) * (self.rect.height - 1))

    def points(self, across: NDArray[np.float64], up: NDArray[np.float64]) -> tuple[tuple[int, int], ...]:
        """Where values stand; those that are not defined are left out."""
        known = np.isfinite(up)
        return tuple((self.x(x), self.y(y)) for x, y in zip(across[known].tolist(), up[known].tolist(), strict=True))

    def box(self, left: float, right: float, low: float, high: float) -> Rect:
        """The rectangle between values, one pixel wide and high at least."""
        x0, x1, y0, y1 = self.x(left), self.x(right), self.y(high), self.y(low)
        return Rect(x0, y0, max(x1, x0 + 1), max(y1, y0 + 1))

    def level_at(self, value: float, ink: Ink, dash: tuple[int, int] | None = None, thick: int = 2) -> None:
        """A level line over the whole width."""
        top = self.y(value) - thick // 2
        self.drawing.over.append(Line(Rect(self.rect.left, top, self.rect.right, top + thick), ink, dash))

    def upright_at(
        self, value: float, ink: Ink, dash: tuple[int, int] | None = None, thick: int = 2, *, top: int | None = None
    ) -> None:
        """An upright line, from the plot's foot to its top or to the row ``top``."""
        column, start = self.x(value), self.rect.top if top is None else top
        box = Rect(column - thick // 2, start, column + thick - thick // 2, self.rect.bottom)
        self.drawing.over.append(Line(box, ink, dash))

    def left_axis(self, ticks: Sequence[Tick]) -> None:
        """Figures at the left, those that have room, and a faint line at each; above them whether it is logarithmic."""
        taken = self.rect.top if self.log else self.rect.top - TITLE_GAP
        for value, text in sorted(ticks, reverse=True):
            row = self.y(value)
            self.drawing.lines.append(Line(Rect(self.rect.left, row, self.rect.right, row + 1), "grid"))
            top = row - FIGURE.height // 2
            if taken <= top <= self.rect.bottom + BESIDE - FIGURE.height:
                self.drawing.labels.append(Label.ending(self.rect.left - BESIDE, top, text, FIGURE, "muted"))
                taken = top + FIGURE.height
        if self.log:
            left = max(EDGE, self.rect.left - BESIDE - measure(LOG_SCALE, FIGURE))
            self.drawing.labels.append(Label.at(left, self.rect.top - FIGURE.height, LOG_SCALE, FIGURE, "muted"))

    def foot(self, ticks: Sequence[Tick]) -> None:
        """Figures below, those that have room, and a faint line at each."""
        taken = 0
        for value, text in sorted(ticks):
            column, width = self.x(value), measure(text, FIGURE)
            self.drawing.lines.append(Line(Rect(column, self.rect.top, column + 1, self.rect.bottom), "grid"))
            left = min(max(column - width // 2, EDGE // 2), CANVAS.right - EDGE // 2 - width)
            if left >= taken:
                self.drawing.labels.append(Label.at(left, self.rect.bottom + BESIDE, text, FIGURE, "muted"))
                taken = left + width + APART
