"""The zodiac as a wheel: bodies at their degrees, and aspects as lines between them.

Names stand wholly outside the circle of their dots, or wholly inside it, with a corner on a circle around all of them:
so a line that winds from a dot to that corner between the two circles crosses no other name.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import atan2, copysign, cos, hypot, pi, radians, sin, sqrt
from math import degrees as turned
from typing import Final

from analytics.sky.names import SIGN_WIDTH, SIGNS
from personas.about._sky import short_name
from personas.format import degrees
from personas.pictures.geometry import CANVAS, Curve, Dot, Label, Line, Rect
from personas.pictures.layout import Dash, Drawing
from personas.pictures.palette import Ink
from personas.pictures.spread import Wish, spread
from personas.pictures.styles import FIGURE, FIGURE_BOLD, PLOT_TOP
from personas.pictures.typeface import measure
from services.cosmic.facts import BodyFacts

XY = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True, slots=True)
class AspectLine:
    """How the line of an aspect looks: dash and width alone tell it from others."""

    ink: Ink
    dash: Dash | None
    width: int


LINES: Final[dict[str, AspectLine]] = {
    "conjunction": AspectLine("pocket_name", None, 7),
    "trine": AspectLine("retracement", None, 4),
    "sextile": AspectLine("retracement", (4, 5), 4),
    "square": AspectLine("counter", (9, 5), 4),
    "opposition": AspectLine("extension", (20, 6), 4),
}
DOTTED: Final[Dash] = (2, 5)
"""Of a leader, which is no aspect."""
SHORTEST: Final = 40.0
"""Pixels that the line of an aspect is long, at least."""
SAMPLE: Final = 42
"""The length of a line in the legend, in pixels."""
DOT, END = 13, 9
"""Pixels across: a body's dot, and that where its aspects end."""
RING: Final = 2
AROUND: Final = 120
"""Straight pieces of a circle."""
OFF: Final = 13.0
"""Pixels from the circle of the dots to that which the names touch."""
LEADER: Final = 20.0
"""Pixels from a dot to its name from which on there is a line."""
HALF_LINE: Final = FIGURE_BOLD.height // 2 + 1
BETWEEN: Final = 8.0
"""Pixels between two labels."""
EDGE_ROWS: Final = 2
"""Free rows below the lowest name."""
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
        texts = [short_name(body.name) for body in ordered]
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
        reach = round(dots + OFF) + 2 * HALF_LINE
        top, bottom = max(PLOT_TOP, round(middle) - reach), min(CANVAS.bottom - EDGE_ROWS, round(middle) + reach)
        tops = spread(wishes, top, bottom)
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

    def ring(self, drawing: Drawing, inside: float) -> None:
        """The twelve signs, a tick each five degrees, and the circle that the aspects are drawn in."""
        for radius in dict.fromkeys((self.outer, self.inner, inside)):
            around = tuple(_pixel(self.at(360.0 * step / AROUND, radius)) for step in range(AROUND + 1))
            drawing.curves.append(Curve(around, "muted", RING))
        for number, sign in enumerate(SIGNS):
            start = number * SIGN_WIDTH
            self._ray(drawing, start, self.inner, self.outer)
            for tick in range(10, int(SIGN_WIDTH), 10):
                self._ray(drawing, start + tick, self.inner, self.inner + 6)
            x, y = self.at(start + SIGN_WIDTH / 2, (self.outer + self.inner) / 2)
            drawing.labels.append(centred((x, y), short_name(sign), "muted"))

    def bodies(self, drawing: Drawing, placed: Sequence[WheelBody], ink: Ink) -> None:
        """A dot for each body, and its name with a leader where that had to move aside."""
        for one in placed:
            (x, y), (left, top, right, bottom) = one.dot, one.box
            if hypot(x - one.corner[0], y - one.corner[1]) > LEADER:
                drawing.curves.append(Curve(tuple(map(_pixel, self.leader(one))), "muted", RING, DOTTED))
            drawing.dots.append(Dot(round(x), round(y), DOT, ink))
            drawing.labels.append(centred(((left + right) / 2, (top + bottom) / 2), one.text, ink, bold=True))

    def chord(self, drawing: Drawing, aspect: str, longitudes: tuple[float, float], radius: float) -> None:
        """The line of an aspect between two places on the circle of ``radius``, longer than they are apart where that
        is less than ``SHORTEST``: so a conjunction can be seen."""
        half = ((longitudes[1] - longitudes[0] + 180.0) % 360.0 - 180.0) / 2
        middle = longitudes[0] + half
        reach = copysign(max(abs(half), turned(SHORTEST / (2 * radius))), half)
        ends = (_pixel(self.at(middle + way, radius)) for way in (-reach, reach))
        look = LINES[aspect]
        drawing.curves.append(Curve(tuple(ends), look.ink, look.width, look.dash))
        for longitude in longitudes:
            x, y = _pixel(self.at(longitude, radius))
            drawing.dots.append(Dot(x, y, END, look.ink))

    def _ray(self, drawing: Drawing, longitude: float, start: float, end: float) -> None:
        ends = (_pixel(self.at(longitude, radius)) for radius in (start, end))
        drawing.curves.append(Curve(tuple(ends), "muted", RING))


def _pixel(place: XY) -> tuple[int, int]:
    return round(place[0]), round(place[1])


def centred(place: XY, text: str, ink: Ink, *, bold: bool = False) -> Label:
    """A text around a place."""
    style = FIGURE_BOLD if bold else FIGURE
    return Label.at(round(place[0] - measure(text, style) / 2), round(place[1] - style.height / 2), text, style, ink)


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


def legend(drawing: Drawing, left: int, top: int, drawn: Collection[str]) -> None:
    """What the lines that are ``drawn`` mean, a row each."""
    for number, aspect in enumerate(aspect for aspect in LINES if aspect in drawn):
        look, row = LINES[aspect], top + number * FIGURE.height
        middle = row + FIGURE.height // 2
        box = Rect(left, middle - look.width // 2, left + SAMPLE, middle + look.width - look.width // 2)
        drawing.lines.append(Line(box, look.ink, look.dash))
        drawing.labels.append(Label.at(left + SAMPLE + 8, row, aspect, FIGURE, "muted"))


def arc(value: float) -> str:
    """``14°31'``: the font has no prime."""
    return str(degrees(value)).replace("′", "'")


def _height(each: tuple[XY, str]) -> float:
    return each[0][1]
