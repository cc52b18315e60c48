"""The picture of the Moon: its disc as it is lit, what it does next, and its faces over the coming month."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from math import cos, radians
from typing import Final

from personas.about._sky import on_time, phase_called
from personas.pictures.alt import alt_text
from personas.pictures.geometry import CANVAS, Dot, Label, Line, Rect, Sprite
from personas.pictures.layout import NO_PRICES, Drawing, Layout
from personas.pictures.lunar_disc import Light, disc
from personas.pictures.palette import Ink
from personas.pictures.sky_head import sky_header
from personas.pictures.spread import Wish, spread
from personas.pictures.styles import EDGE, FIGURE, LARGE, PLOT_TOP
from personas.pictures.timeline import near_date
from personas.pictures.typeface import measure, shortened
from personas.pictures.wheel import arc
from services.cosmic.moon import CosmicMoonAnswer, QuarterFacts, VoidFacts

AREA: Final = Rect(EDGE, PLOT_TOP, CANVAS.right - EDGE, CANVAS.bottom)
RADIUS: Final = 148
CENTRE: Final = (EDGE + RADIUS, PLOT_TOP + RADIUS + 6)
COLUMN: Final = 344
"""Where the words beside the disc begin."""
ROW: Final = 36
VALUE: Final = 122
"""Pixels from a name to its value."""
STRIP: Final = 466
"""The middle of the row of small discs."""
SMALL: Final = 11
DAYS: Final = 30
NEAREST_KM, FARTHEST_KM = 356_400.0, 406_700.0
"""The ends of the scale of distance: the Moon keeps within them."""
GAP: Final = 14
"""Pixels between the words of two quarters."""
INKS: Final[tuple[Ink, Ink]] = ("text", "muted")


def draw_moon(answer: CosmicMoonAnswer, marks: Sequence[str]) -> Layout:
    head = sky_header("The Moon", phase_called(answer.phase), answer, marks, ["from the Earth, north up"])
    drawing = Drawing()
    light = Light(answer.illuminated_share, answer.bright_limb_deg, answer.axis_deg)
    _disc(drawing, CENTRE, RADIUS, light)
    rows = _rows(answer)
    _words(drawing, answer, rows)
    _strip(drawing, answer)
    drawing.labels[:0] = head.labels
    quarters = (f"{phase_called(each.name)} {near_date(each.time, answer.as_of)}" for each in answer.quarters)
    alt = alt_text((*head.told, _lit(answer), *(f"{name} {value}" for name, value in rows), *quarters))
    return drawing.done(AREA, NO_PRICES, None, alt)


def _disc(drawing: Drawing, centre: tuple[int, int], radius: int, light: Light) -> None:
    pixels = partial(disc, 2 * radius, light, plains=radius > SMALL)
    drawing.sprites.append(Sprite(centre[0] - radius, centre[1] - radius, pixels))


def _lit(answer: CosmicMoonAnswer) -> str:
    return f"{answer.illuminated_share * 100:.1f}% lit"


def _rows(answer: CosmicMoonAnswer) -> list[tuple[str, str]]:
    """What is told beside the disc: a name and a value."""
    growing = "waxing" if answer.waxing else "waning"
    age = "" if answer.age_days is None else f", {answer.age_days:.1f} days old"
    rows = [
        ("", f"{growing}{age}"),
        ("Place", f"{arc(answer.degree)} {answer.sign.title()}"),
        ("Distance", f"{answer.distance_km:,.0f} km"),
    ]
    if answer.perigee is not None:
        rows.append(("Nearest", near_date(answer.perigee.time, answer.as_of)))
    if answer.apogee is not None:
        rows.append(("Farthest", near_date(answer.apogee.time, answer.as_of)))
    if answer.void is not None:
        rows.append(("Void" if answer.void_now else "Next void", _void(answer.void, answer)))
    if answer.eclipse is not None:
        rows.append(("Eclipse", on_time(answer.eclipse.time, answer.as_of)))
    return rows


def _void(void: VoidFacts, answer: CosmicMoonAnswer) -> str:
    end = near_date(void.end, answer.as_of)
    if answer.void_now:
        return f"now, until {end}"
    start = near_date(void.start, answer.as_of)
    return f"{start} → {f'{void.end:%H:%M}' if void.start.date() == void.end.date() else end}"


def _words(drawing: Drawing, answer: CosmicMoonAnswer, rows: Sequence[tuple[str, str]]) -> None:
    drawing.labels.append(Label.at(COLUMN, PLOT_TOP, _lit(answer), LARGE, "text"))
    top = PLOT_TOP + LARGE.height + 4
    for number, (name, value) in enumerate(rows):
        row, left = top + number * ROW, COLUMN + (VALUE if name else 0)
        if name:
            drawing.labels.append(Label.at(COLUMN, row, name, FIGURE, "muted"))
        drawing.labels.append(Label.at(left, row, shortened(value, FIGURE, AREA.right - left), FIGURE, "text"))
        if name == "Distance":
            _scale(drawing, answer, drawing.labels[-1].box.right + 20, row + FIGURE.height // 2)


def _scale(drawing: Drawing, answer: CosmicMoonAnswer, left: int, middle: int) -> None:
    """A line from the nearest the Moon comes to the farthest it goes, with a dot where it is."""
    share = (answer.distance_km - NEAREST_KM) / (FARTHEST_KM - NEAREST_KM)
    at = left + round((AREA.right - left) * min(max(share, 0.0), 1.0))
    drawing.lines.append(Line(Rect(left, middle - 2, AREA.right, middle + 2), "grid"))
    drawing.dots.append(Dot(at, middle, 13, "text"))


def _strip(drawing: Drawing, answer: CosmicMoonAnswer) -> None:
    """A small disc a day from today on, lit from the side that the Sun is on, and the quarters below at their times."""
    drawing.lines.append(Line(Rect(EDGE, STRIP - 24, AREA.right, STRIP - 23), "grid"))
    for day, elongation in enumerate(answer.coming_elongation[:DAYS]):
        share = (1.0 - cos(radians(elongation))) / 2.0
        _disc(drawing, (_column(day), STRIP), SMALL, Light(share, 270.0 if elongation < 180.0 else 90.0))
    found = [(each, (each.time - answer.as_of) / timedelta(days=1)) for each in answer.quarters]
    seen = [(each, _column(days)) for each, days in found if days <= len(answer.coming_elongation) - 1]
    wishes = [
        Wish(x, 2 * (max(measure(text, FIGURE) for text in _quarter(each, answer)) // 2) + GAP) for each, x in seen
    ]
    for (each, x), wish, start in zip(
        seen, wishes, spread(wishes, EDGE - GAP // 2, AREA.right + GAP // 2), strict=True
    ):
        drawing.lines.append(Line(Rect(x - 1, STRIP + 16, x + 1, STRIP + 28), "muted"))
        for row, (text, ink) in enumerate(zip(_quarter(each, answer), INKS, strict=True)):
            left = start + (wish.height - measure(text, FIGURE)) // 2
            drawing.labels.append(Label.at(left, STRIP + 32 + row * FIGURE.height, text, FIGURE, ink))


def _quarter(each: QuarterFacts, answer: CosmicMoonAnswer) -> tuple[str, str]:
    return phase_called(each.name), near_date(each.time, answer.as_of)


def _column(day: float) -> int:
    """Where a day stands in the strip."""
    return EDGE + SMALL + round(day * (AREA.width - 2 * SMALL) / (DAYS - 1))
