"""The picture of the sky at an instant: the zodiac with its bodies, and the aspects between them."""

from collections.abc import Sequence
from typing import Final

from personas.about._sky import phase_called, short_name
from personas.pictures.alt import alt_text
from personas.pictures.figures import price_text
from personas.pictures.geometry import CANVAS, Label, Rect
from personas.pictures.layout import NO_PRICES, Drawing, Layout
from personas.pictures.sky_head import sky_header
from personas.pictures.styles import FIGURE, FIGURE_BOLD, PLOT_TOP
from personas.pictures.wheel import Wheel, arc, legend, wheel_name
from services.cosmic.facts import BodyFacts
from services.cosmic.now import CosmicNowAnswer

AREA: Final = Rect(0, PLOT_TOP, CANVAS.right, CANVAS.bottom)
WHEEL: Final = Wheel((280.0, 358.0), 167.0, 122.0)
DOTS, INSIDE = 176.0, 122.0
TABLE: Final = 558
ROW: Final = 30
DEGREES, SIGN = 728, 736
"""Columns where degrees end, and where signs begin."""


def draw_sky(answer: CosmicNowAnswer, badges: Sequence[str]) -> Layout:
    found = len(answer.aspects)
    head = sky_header(
        "The sky",
        f"{phase_called(answer.moon.name)}, Moon {price_text(answer.moon.illuminated_share * 100, 1)}% lit",
        answer,
        badges,
        [
            f"{found} major aspect{'' if found == 1 else 's'}; by chance {price_text(answer.expected_by_chance, 1)}",
        ],
    )
    drawing = Drawing()
    WHEEL.ring(drawing, INSIDE)
    longitude = {body.name: body.longitude for body in answer.bodies}
    for each in reversed(answer.aspects):
        WHEEL.chord(drawing, each.aspect, (longitude[each.first], longitude[each.second]), INSIDE)
    WHEEL.bodies(drawing, WHEEL.outside(answer.bodies, DOTS), "text")
    _table(drawing, answer.bodies)
    legend(drawing, TABLE, PLOT_TOP + ROW * len(answer.bodies) + 12, {each.aspect for each in answer.aspects})
    drawing.labels[:0] = head.labels
    aspects = (f"{each.first.title()} {each.aspect} {each.second.title()}" for each in answer.aspects)
    alt = alt_text((*head.told, *map(_said, answer.bodies), *aspects))
    return drawing.done(AREA, NO_PRICES, None, alt)


def _table(drawing: Drawing, bodies: Sequence[BodyFacts]) -> None:
    """A row a body: name, with an R where it goes back, degree and sign."""
    for number, body in enumerate(bodies):
        top = PLOT_TOP + number * ROW
        drawing.labels.append(
            Label.at(TABLE, top, wheel_name(body), FIGURE_BOLD, "counter" if body.retrograde else "text")
        )
        drawing.labels.append(Label.ending(DEGREES, top, arc(body.degree), FIGURE, "text"))
        drawing.labels.append(Label.at(SIGN, top, short_name(body.sign), FIGURE, "text"))


def _said(body: BodyFacts) -> str:
    return f"{body.name.title()} {arc(body.degree)} {body.sign.title()}{', retrograde' if body.retrograde else ''}"
