"""The zodiac as a wheel: bodies at their degrees, and aspects as lines between them.

Names stand wholly outside the circle of their dots, or wholly inside it, with a corner on a circle around all of them:
so a line that winds from a dot to that corner between the two circles crosses no other name.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import atan2, copysign, cos, hypot, pi, radians, sin, sqrt
from math import degrees as turned
from typing import TYPE_CHECKING, Final, Literal

from analytics.sky.names import SIGN_WIDTH, SIGNS
from personas.about._sky import short_name
from personas.format import degrees
from personas.pictures.palette import Ink
from personas.pictures.spread import Wish, spread
from personas.pictures.study import STUDY, TEXT, Look
from personas.pictures.styles import FIGURE_BOLD
from personas.pictures.typeface import measure
from services.cosmic.facts import BodyFacts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

XY = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""
Dash = tuple[float, tuple[float, ...]]

SOLID: Final[Dash] = (0.0, ())
LINES: Final[dict[str, tuple[Ink, Dash, float]]] = {
    "conjunction": ("pocket_name", SOLID, 4.5),
    "trine": ("up", SOLID, 2.6),
    "sextile": ("up", (0.0, (2.0, 2.0)), 2.6),
    "square": ("down", (0.0, (3.5, 1.5)), 2.6),
    "opposition": ("counter", (0.0, (7.0, 2.0, 1.5, 2.0)), 3.0),
}
"""Colour, dash and width of a line by its aspect: the dash alone tells them apart."""
DOTTED: Final[Dash] = (0.0, (1.0, 2.5))
"""Of a leader, which is no aspect."""
SHORTEST: Final = 40.0
"""Pixels that the line of an aspect is long, at least."""
SAMPLE: Final = 56
"""The length of a line in the legend, in pixels."""
DOT, END = 9.0, 6.5
"""Points across: a body's dot, and that where its aspects end."""
OFF: Final = 13.0
"""Pixels from the circle of the dots to that which the names touch."""
LEADER: Final = 20.0
"""Pixels from a dot to its name from which on there is a line."""
HALF_LINE: Final = 14
BETWEEN: Final = 8.0
"""Pixels between two labels."""
EDGE_ROWS: Final = 4
"""Free rows above the highest name and below the lowest."""
PASSES: Final = 400
STEPS: Final = 16
"""Straight pieces of a leader."""


@dataclass(frozen=True, slots=True)
class WheelBody:
    """A body on the wheel: where its dot is, the box of its name, and the corner of the box that is nearest to the
    circle of the dots, in pixels."""

    text: str
    dot: XY
    box: Box
    corner: XY


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel around ``centre``, whose ring of signs is between the radii ``inner`` and ``outer``, in pixels."""

    centre: XY
    outer: float
    inner: float

    def at(self, longitude: float, radius: float) -> XY:
        """A place on the wheel: Aries begins at the left, and longitude grows counter-clockwise."""
        angle = radians(longitude + 180.0)
        return self.centre[0] + radius * cos(angle), self.centre[1] - radius * sin(angle)

    def outside(self, standing: Sequence[BodyFacts], dots: float) -> tuple[WheelBody, ...]:
        """The bodies with dots at the radius ``dots`` and names beyond them."""
        sides: dict[bool, list[tuple[XY, str]]] = {True: [], False: []}
        for body in standing:
            dot = self.at(body.longitude, dots)
            sides[dot[0] < self.centre[0]].append((dot, wheel_name(body)))
        return tuple(
            one for left, found in sides.items() for one in self._beside(sorted(found, key=_height), dots, left=left)
        )

    def inside(self, standing: Sequence[BodyFacts], dots: float, names: float) -> tuple[WheelBody, ...]:
        """The bodies with dots at the radius ``dots`` and names within them, around the radius ``names``."""
        ordered = sorted(standing, key=lambda body: body.longitude)
        texts = [wheel_name(body) for body in ordered]
        widths = [measure(text, FIGURE_BOLD) for text in texts]
        placed = []
        longitudes = apart([body.longitude for body in ordered], widths, names)
        for body, text, width, longitude in zip(ordered, texts, widths, longitudes, strict=True):
            toward = self.at(longitude, 1.0)
            x, y = toward[0] - self.centre[0], toward[1] - self.centre[1]
            half = abs(x) * width / 2 + abs(y) * HALF_LINE
            reach = sqrt(half**2 - width**2 / 4 - HALF_LINE**2 + (dots - OFF) ** 2) - half
            left, top = self.centre[0] + reach * x - width / 2, self.centre[1] + reach * y - HALF_LINE
            box = (left, top, left + width, top + 2 * HALF_LINE)
            corner = (box[0] if x < 0 else box[2]), (box[1] if y < 0 else box[3])
            placed.append(WheelBody(text, self.at(body.longitude, dots), box, corner))
        return tuple(placed)

    def _beside(self, found: Sequence[tuple[XY, str]], dots: float, *, left: bool) -> list[WheelBody]:
        """Names of one side, from the top down, each on rows of its own and as near to the wheel as they can."""
        middle = self.centre[1]
        away = (dots + OFF + HALF_LINE) / dots
        wishes = [Wish(round(middle + (y - middle) * away), 2 * HALF_LINE) for (_, y), _ in found]
        tops = spread(wishes, EDGE_ROWS, STUDY.height - EDGE_ROWS)
        placed = []
        for (dot, text), top in zip(found, tops, strict=True):
            row = min(max(middle, top), top + 2 * HALF_LINE)
            aside = max(sqrt(max((dots + OFF) ** 2 - (row - middle) ** 2, 0.0)), BETWEEN / 2)
            width = measure(text, FIGURE_BOLD)
            start = self.centre[0] + (-aside - width if left else aside)
            end = start + width
            corner = min(max(dot[0], start), end) if aside == BETWEEN / 2 else end if left else start
            placed.append(WheelBody(text, dot, (start, top, end, top + 2 * HALF_LINE), (corner, row)))
        return placed

    def leader(self, one: WheelBody) -> list[XY]:
        """The line from a dot to its name: distance from the centre and direction change evenly up to the circle that
        the names touch, and from there it is straight."""
        (x0, y0), (x1, y1) = ((x - self.centre[0], y - self.centre[1]) for x, y in (one.dot, one.corner))
        near, angle = hypot(x0, y0), atan2(y0, x0)
        far = min(hypot(x1, y1), near + OFF)
        turn = (atan2(y1, x1) - angle + pi) % (2 * pi) - pi
        places = []
        for step in range(STEPS + 1):
            radius, direction = near + (far - near) * step / STEPS, angle + turn * step / STEPS
            places.append((self.centre[0] + radius * cos(direction), self.centre[1] + radius * sin(direction)))
        return [*places, one.corner]

    def ring(self, axes: "Axes", look: Look, inside: float) -> None:
        """The twelve signs, a tick each five degrees, and the circle that the aspects are drawn in."""
        from matplotlib.patches import Circle

        for radius in (self.outer, self.inner, inside):
            axes.add_patch(Circle(self.centre, radius, fill=False, edgecolor=look("muted"), linewidth=1.4, alpha=0.7))
        for number, sign in enumerate(SIGNS):
            start = number * SIGN_WIDTH
            self._ray(axes, look, start, self.inner, self.outer)
            for tick in range(5, int(SIGN_WIDTH), 5):
                self._ray(axes, look, start + tick, self.inner, self.inner + (6 if tick % 10 == 0 else 3))
            x, y = self.at(start + SIGN_WIDTH / 2, (self.outer + self.inner) / 2 + 3)
            written(axes, x, y, short_name(sign), look("text"), middle=True)

    def bodies(self, axes: "Axes", look: Look, placed: Sequence[WheelBody], ink: Ink) -> None:
        """A dot for each body, and its name with a leader where that had to move aside."""
        for one in placed:
            (x, y), (left, top, right, bottom) = one.dot, one.box
            if hypot(x - one.corner[0], y - one.corner[1]) > LEADER:
                axes.plot(*zip(*self.leader(one), strict=True), color=look("muted"), linestyle=DOTTED, linewidth=1.6)
            axes.plot(x, y, "o", markersize=DOT, color=look(ink), markeredgecolor=look("background"))
            written(axes, (left + right) / 2, (top + bottom) / 2, one.text, look(ink), bold=True, middle=True)

    def chord(self, axes: "Axes", look: Look, aspect: str, longitudes: tuple[float, float], radius: float) -> None:
        """The line of an aspect between two places on the circle of ``radius``, longer than they are apart where that
        is less than ``SHORTEST``: so a conjunction can be seen."""
        half = ((longitudes[1] - longitudes[0] + 180.0) % 360.0 - 180.0) / 2
        middle = longitudes[0] + half
        reach = copysign(max(abs(half), turned(SHORTEST / (2 * radius))), half)
        line(axes, look, aspect, self.at(middle - reach, radius), self.at(middle + reach, radius))
        for longitude in longitudes:
            axes.plot(*self.at(longitude, radius), "o", markersize=END, color=look(LINES[aspect][0]))

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


def line(axes: "Axes", look: Look, aspect: str, start: XY, end: XY) -> None:
    ink, dash, width = LINES[aspect]
    axes.plot((start[0], end[0]), (start[1], end[1]), color=look(ink), linestyle=dash, linewidth=width)


def legend(axes: "Axes", look: Look, left: float, row: float, drawn: Collection[str]) -> None:
    """What the lines that are ``drawn`` mean, in two columns."""
    for number, aspect in enumerate(aspect for aspect in LINES if aspect in drawn):
        x, y = left + number % 2 * 252, row + number // 2 * 36
        line(axes, look, aspect, (x, y), (x + SAMPLE, y))
        written(axes, x + SAMPLE + 12, y, aspect, look("muted"))


def arc(value: float) -> str:
    """``14°31'``: the font has no prime."""
    return str(degrees(value)).replace("′", "'")


def _height(each: tuple[XY, str]) -> float:
    return each[0][1]
