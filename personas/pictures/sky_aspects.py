"""The picture of aspects in force: how far each is from exact, before it or after it."""

from collections.abc import Sequence
from typing import Final

from personas.about._sky import short_aspect, short_time
from personas.pictures.alt import alt_text
from personas.pictures.figures import price_text
from personas.pictures.geometry import CANVAS, Label, Line, Rect, Shape
from personas.pictures.layout import NO_PRICES, Drawing, Layout
from personas.pictures.palette import Ink
from personas.pictures.sky_head import sky_header
from personas.pictures.styles import EDGE, FIGURE, FIGURE_BOLD, PLOT_TOP
from personas.pictures.typeface import measure, shortened
from personas.pictures.wheel import LINES, arc
from services.cosmic.aspects import CosmicAspectsAnswer
from services.cosmic.facts import AspectFacts

ROWS: Final = 11
AREA: Final = Rect(EDGE, PLOT_TOP, CANVAS.right - EDGE, CANVAS.bottom - 8)
TOP, STEP = PLOT_TOP + FIGURE.height + 4, 39
EXACT, ORB, TIME = 386, 592, 612
"""Columns of the exact, where orbs end, and where times begin."""
HALF_TRACK: Final = 110
LONGEST_NAME: Final = EXACT - HALF_TRACK - EDGE - 8
TRACK, THICK = 8, 5


def draw_aspects(answer: CosmicAspectsAnswer, badges: Sequence[str]) -> Layout:
    count = len(answer.aspects)
    orbs = f"orbs × {price_text(answer.orb_ratio, 2).rstrip('0').rstrip('.')}"
    shown = answer.aspects[:ROWS]
    head = sky_header(
        "Aspects",
        f"{count} in force, {answer.applying} applying",
        answer,
        badges,
        [
            f"by chance {price_text(answer.expected_by_chance, 1)}",
            *([f"closest {len(shown)}"] if count > len(shown) else []),
            f"{orbs}{', minor too' if answer.minor else ''}",
        ],
    )
    drawing = Drawing()
    if count:
        _rows(drawing, answer, shown)
    else:
        text = "No two bodies are within these orbs"
        middle = (CANVAS.width - measure(text, FIGURE)) // 2
        drawing.labels.append(Label.at(middle, (AREA.top + AREA.bottom) // 2, text, FIGURE, "muted"))
    drawing.labels[:0] = head.labels
    alt = alt_text((*head.told, *(_said(each, answer) for each in shown)))
    return drawing.done(AREA, NO_PRICES, None, alt)


def _rows(drawing: Drawing, answer: CosmicAspectsAnswer, shown: Sequence[AspectFacts]) -> None:
    bottom = TOP + STEP * len(shown)
    drawing.lines.append(Line(Rect(EXACT - 1, TOP, EXACT + 1, bottom), "muted"))
    exact = EXACT - measure("exact", FIGURE) // 2
    drawing.labels.extend(
        (
            Label.ending(exact - 10, PLOT_TOP, "applies →", FIGURE, "muted"),
            Label.at(exact, PLOT_TOP, "exact", FIGURE, "text"),
            Label.ending(ORB, PLOT_TOP, "orb", FIGURE, "muted"),
            Label.at(TIME, PLOT_TOP, "exact, UTC", FIGURE, "muted"),
        )
    )
    scale = HALF_TRACK / max(each.widest_orb for each in shown)
    for number, each in enumerate(shown):
        _row(drawing, each, answer, TOP + number * STEP + STEP // 2, scale)


def _row(drawing: Drawing, aspect: AspectFacts, answer: CosmicAspectsAnswer, middle: int, scale: float) -> None:
    ink: Ink = LINES[aspect.aspect].ink if aspect.aspect in LINES else "extension"
    reach, top = round(aspect.widest_orb * scale), middle - FIGURE.height // 2
    at = EXACT + round(aspect.orb * scale) * (-1 if aspect.applying else 1)
    drawing.bands.append((Rect(EXACT - reach, middle - TRACK // 2, EXACT + reach, middle + TRACK // 2), "grid"))
    left, right = sorted((EXACT, at))
    if right > left:
        drawing.over.append(Line(Rect(left, middle - THICK // 2, right, middle + THICK - THICK // 2), ink))
    drawing.shapes.append(Shape(((at - 9, middle - 9), (at + 9, middle), (at - 9, middle + 9)), ink))
    when = "none near" if aspect.exact is None else short_time(aspect.exact, answer.as_of)
    style = FIGURE_BOLD if aspect.applying and aspect.exact else FIGURE
    drawing.labels.extend(
        (
            Label.at(EDGE, top, shortened(short_aspect(aspect), FIGURE, LONGEST_NAME), FIGURE, "text"),
            Label.ending(ORB, top, arc(aspect.orb), FIGURE, "text"),
            Label.at(
                TIME,
                top,
                shortened(when, FIGURE, AREA.right - TIME),
                FIGURE,
                "text" if style is FIGURE_BOLD else "muted",
            ),
        )
    )


def _said(aspect: AspectFacts, answer: CosmicAspectsAnswer) -> str:
    way = "applies" if aspect.applying else "separates"
    when = "" if aspect.exact is None else f", exact {short_time(aspect.exact, answer.as_of)}"
    return f"{short_aspect(aspect)}, orb {arc(aspect.orb)}, {way}{when}"
