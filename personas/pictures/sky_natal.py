"""The picture of transits: the sky of now around the chart of Bitcoin's first block."""

from collections.abc import Sequence
from typing import Final

from personas.about._sky import short_aspect, short_name
from personas.pictures.alt import alt_text
from personas.pictures.figures import price_text
from personas.pictures.geometry import CANVAS, Label, Rect
from personas.pictures.layout import NO_PRICES, Drawing, Layout
from personas.pictures.sky_head import sky_header
from personas.pictures.styles import FIGURE, FIGURE_BOLD, PLOT_TOP
from personas.pictures.wheel import Wheel, arc, legend
from services.cosmic.natal import CosmicNatalAnswer, TransitFacts

AREA: Final = Rect(0, PLOT_TOP, CANVAS.right, CANVAS.bottom)
WHEEL: Final = Wheel((286.0, 358.0), 175.0, 132.0)
NOW_DOTS: Final = 184.0
BORN_DOTS, BORN_NAMES = 122.0, 84.0
INSIDE: Final = 48.0
TABLE: Final = 572
ROWS: Final = 7
ROW: Final = 30
SHORT: Final = 3
"""Letters of an aspect's name in the table; the legend has it in full."""


def draw_natal(answer: CosmicNatalAnswer, badges: Sequence[str]) -> Layout:
    found = len(answer.transits)
    shown = answer.transits[:ROWS]
    closest = f"closest {ROWS} of " if found > ROWS else ""
    head = sky_header(
        answer.chart.name,
        "transits",
        answer,
        badges,
        [
            f"{closest}{found} transit{'' if found == 1 else 's'}",
            f"by chance {price_text(answer.expected_by_chance, 1)}",
            f"chart of {answer.chart.time:%Y-%m-%d %H:%M} UTC",
        ],
    )
    drawing = Drawing()
    WHEEL.ring(drawing, INSIDE)
    there = {body.name: body.longitude for body in answer.bodies}
    then = {body.name: body.longitude for body in answer.chart.bodies}
    for each in reversed(answer.transits):
        WHEEL.chord(drawing, each.aspect, (there[each.transiting], then[each.natal]), INSIDE)
    WHEEL.bodies(drawing, WHEEL.outside(answer.bodies, NOW_DOTS), "text")
    WHEEL.bodies(drawing, WHEEL.inside(answer.chart.bodies, BORN_DOTS, BORN_NAMES), "pocket_name")
    drawing.labels.append(Label.at(TABLE, PLOT_TOP, "outside: now", FIGURE_BOLD, "text"))
    drawing.labels.append(Label.at(TABLE, PLOT_TOP + ROW, "inside: chart", FIGURE_BOLD, "pocket_name"))
    for number, each in enumerate(shown, start=2):
        way = "→" if each.applying else "←"
        row = f"{short_name(each.transiting)} {each.aspect[:SHORT]} {short_name(each.natal)} {way}"
        drawing.labels.append(Label.at(TABLE, PLOT_TOP + number * ROW + 8, row, FIGURE, "text"))
    legend(drawing, TABLE, PLOT_TOP + (2 + ROWS) * ROW + 20, {each.aspect for each in answer.transits})
    drawing.labels[:0] = head.labels
    alt = alt_text((*head.told, *map(_said, answer.transits)))
    return drawing.done(AREA, NO_PRICES, None, alt)


def _said(transit: TransitFacts) -> str:
    return f"{short_aspect(transit)}, orb {arc(transit.orb)}, {'applies' if transit.applying else 'separates'}"
