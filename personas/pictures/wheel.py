"""The zodiac as a wheel: bodies at their degrees, and aspects as lines between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, radians, sin
from typing import TYPE_CHECKING, Final, Literal

from analytics.sky.names import SIGN_WIDTH, SIGNS
from personas.pictures.layout import FIGURE_BOLD
from personas.pictures.palette import Ink
from personas.pictures.study import STUDY, TEXT, Look
from personas.pictures.typeface import measure
from personas.reading.cosmic import SHORT, degrees, short_name
from services.cosmic.facts import BodyFacts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

Place = tuple[float, float]
Dash = tuple[float, tuple[float, ...]]

SOLID: Final[Dash] = (0.0, ())
LINES: Final[dict[str, tuple[Ink, Dash, float]]] = {
    "conjunction": ("pocket_name", SOLID, 4.5),
    "trine": ("up", SOLID, 2.6),
    "sextile": ("up", (0.0, (2.0, 2.0)), 2.6),
    "square": ("down", (0.0, (7.0, 2.5)), 2.6),
    "opposition": ("down", (0.0, (7.0, 2.0, 1.2, 2.0)), 3.0),
}
"""Colour, dash and width of a line by its aspect: the dash alone tells them apart."""
DOT: Final = 9.0
OFF: Final = 10.0
"""Pixels from a body's dot to its label."""
HALF_LINE: Final = 14.0
BETWEEN: Final = 8.0
"""Pixels between two labels."""
PASSES: Final = 400


@dataclass(frozen=True, slots=True)
class Mark:
    """A body's label, ``width`` pixels wide: the longitudes at which the body stands, and its label."""

    text: str
    width: int
    longitude: float
    label: float


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel around ``centre``, whose ring of signs is between the radii ``inner`` and ``outer``, in pixels."""

    centre: Place
    outer: float
    inner: float

    def at(self, longitude: float, radius: float) -> Place:
        """A place on the wheel: Aries begins at the left, and longitude grows counter-clockwise."""
        angle = radians(longitude + 180.0)
        return self.centre[0] + radius * cos(angle), self.centre[1] - radius * sin(angle)

    def label_at(self, mark: Mark, dot: float) -> Place:
        """The middle of the label of a body whose dot is at the radius ``dot``: away from the ring of signs."""
        angle = radians(mark.label)
        reach = OFF + abs(cos(angle)) * mark.width / 2 + abs(sin(angle)) * HALF_LINE
        return self.at(mark.label, dot + (reach if dot > self.outer else -reach))

    def ring(self, axes: "Axes", look: Look, inside: float) -> None:
        """The twelve signs, a tick each five degrees, and the circle that the aspects are drawn in."""
        from matplotlib.patches import Circle

        for radius in (self.outer, self.inner, inside):
            axes.add_patch(Circle(self.centre, radius, fill=False, edgecolor=look("muted"), linewidth=1.4, alpha=0.7))
        for number, sign in enumerate(SIGNS):
            start = number * SIGN_WIDTH
            self._ray(axes, look, start, self.inner, self.outer)
            for tick in range(5, int(SIGN_WIDTH), 5):
                self._ray(axes, look, start + tick, self.inner, self.inner + (8 if tick % 10 == 0 else 4))
            x, y = self.at(start + SIGN_WIDTH / 2, (self.outer + self.inner) / 2 + 2)
            written(axes, x, y, sign.title()[:SHORT], look("text"), middle=True)

    def bodies(self, axes: "Axes", look: Look, marks: Sequence[Mark], dot: float, ink: Ink) -> None:
        """A dot for each body at the radius ``dot``, and its name with a leader where that had to move aside."""
        for mark in marks:
            x, y = self.at(mark.longitude, dot)
            middle = self.label_at(mark, dot)
            edge = _edge(middle, (x, y), mark.width / 2 + 3)
            if hypot(x - edge[0], y - edge[1]) > OFF + DOT:
                axes.plot((x, edge[0]), (y, edge[1]), color=look("muted"), linewidth=1.3)
            axes.plot(x, y, "o", markersize=DOT, color=look(ink), markeredgecolor=look("background"))
            text = written(axes, *middle, mark.text, look(ink), bold=True, middle=True)
            text.set_bbox({"facecolor": look("background"), "edgecolor": "none", "pad": 0.5})  # over the leaders

    def _ray(self, axes: "Axes", look: Look, longitude: float, start: float, end: float) -> None:
        (x0, y0), (x1, y1) = self.at(longitude, start), self.at(longitude, end)
        axes.plot((x0, x1), (y0, y1), color=look("muted"), linewidth=1.3, alpha=0.7)


def blank(figure: "Figure") -> "Axes":
    """Axes in the figure's own pixels, y downwards."""
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_xlim(0, STUDY.width)
    axes.set_ylim(STUDY.height, 0)
    axes.axis("off")
    return axes


def written(
    axes: "Axes",
    x: float,
    y: float,
    text: str,
    colour: str,
    *,
    bold: bool = False,
    middle: bool = False,
    ends: bool = False,
) -> "Text":
    """A line of text at a height: from ``x`` on, around it, or up to it."""
    side: Literal["left", "center", "right"] = "center" if middle else "right" if ends else "left"
    weight = 700 if bold else 400
    return axes.text(x, y, text, fontsize=TEXT, fontweight=weight, color=colour, ha=side, va="center_baseline")


def marks(standing: Sequence[BodyFacts], radius: float) -> tuple[Mark, ...]:
    """The bodies with their labels, moved apart on a circle of ``radius``, each as little as it must."""
    ordered = sorted(standing, key=lambda body: body.longitude)
    texts = [wheel_name(body) for body in ordered]
    widths = [measure(text, FIGURE_BOLD) for text in texts]
    places = apart([body.longitude for body in ordered], widths, radius)
    return tuple(
        Mark(text, width, body.longitude, place)
        for body, text, width, place in zip(ordered, texts, widths, places, strict=True)
    )


def wheel_name(body: BodyFacts) -> str:
    """``Mer``, ``Mer R`` where it is retrograde."""
    return f"{short_name(body.name)}{' R' if body.retrograde else ''}"


def apart(longitudes: Sequence[float], widths: Sequence[int], radius: float) -> list[float]:
    """Longitudes for labels ``widths`` pixels wide, in order like ``longitudes``, none over its neighbour.

    Two labels are clear where they are beside or above each other. Neighbours that are not push each other away until
    all have room.
    """
    places = list(longitudes)
    count = len(places)
    for _ in range(PASSES if count > 1 else 0):
        moved = False
        for one in range(count):
            other = (one + 1) % count
            gap = places[other] - places[one] + (360.0 if other == 0 else 0.0)
            need = _clear((widths[one] + widths[other]) / 2, places[one] + gap / 2, radius)
            if gap < need - 0.01:
                push = (need - gap) / 2
                places[one], places[other] = places[one] - push, places[other] + push
                moved = True
        if not moved:
            break
    return places


def _clear(width: float, longitude: float, radius: float) -> float:
    """Degrees that two labels must be apart around ``longitude``, whose half widths add up to ``width``."""
    angle = radians(longitude)
    across, along = abs(sin(angle)), abs(cos(angle))
    pixels = min((width + BETWEEN) / max(across, 1e-9), (2 * HALF_LINE + BETWEEN) / max(along, 1e-9))
    return pixels * 180.0 / (pi * radius)


def chord(axes: "Axes", look: Look, aspect: str, start: Place, end: Place) -> None:
    """The line of an aspect."""
    ink, dash, width = LINES[aspect]
    axes.plot((start[0], end[0]), (start[1], end[1]), color=look(ink), linestyle=dash, linewidth=width)


def legend(axes: "Axes", look: Look, left: float, row: float, columns: int) -> None:
    """What each line means."""
    for number, aspect in enumerate(LINES):
        x, y = left + number % columns * 204, row + number // columns * 36
        chord(axes, look, aspect, (x, y), (x + 42, y))
        written(axes, x + 52, y, aspect, look("muted"))


def arc(value: float) -> str:
    """``14°31'``: the font has no prime."""
    return str(degrees(value)).replace("′", "'")


def _edge(middle: Place, towards: Place, half_width: float) -> Place:
    """Where the way from a label's middle leaves its box."""
    x, y = towards[0] - middle[0], towards[1] - middle[1]
    share = min(half_width / max(abs(x), 1e-9), (HALF_LINE + 2) / max(abs(y), 1e-9), 1.0)
    return middle[0] + x * share, middle[1] + y * share
