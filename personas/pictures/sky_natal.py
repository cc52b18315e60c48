"""The picture of transits: the sky of now around the chart of Bitcoin's first block."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from personas.pictures.figures import price_text
from personas.pictures.sky_head import NO_WEIGHT, sky_header
from personas.pictures.study import Look, Study
from personas.pictures.wheel import Wheel, arc, blank, chord, legend, marks, written
from personas.reading.cosmic import short_aspect
from services.cosmic.natal import CosmicNatalAnswer

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WHEEL: Final = Wheel((326.0, 286.0), 234.0, 188.0)
NOW_DOTS, NOW_LABELS = 243.0, 268.0
BORN_DOTS, BORN_LABELS = 178.0, 148.0
INSIDE: Final = 98.0
TABLE: Final = 676.0
ROWS: Final = 10


def study_natal(answer: CosmicNatalAnswer, badges: Sequence[str]) -> Study:
    head = sky_header(
        answer.chart.name,
        "transits",
        answer,
        badges,
        [NO_WEIGHT, f"chart of {answer.chart.time:%Y-%m-%d %H:%M} UTC"],
    )
    now, born = marks(answer.bodies, NOW_LABELS), marks(answer.chart.bodies, BORN_LABELS)

    def plot(figure: "Figure", look: Look) -> None:
        axes = blank(figure)
        WHEEL.ring(axes, look, INSIDE)
        there = {body.name: body.longitude for body in answer.bodies}
        then = {body.name: body.longitude for body in answer.chart.bodies}
        for each in reversed(answer.transits):
            ends = WHEEL.at(there[each.transiting], INSIDE), WHEEL.at(then[each.natal], INSIDE)
            chord(axes, look, each.aspect, *ends)
        WHEEL.bodies(axes, look, now, NOW_DOTS, "text")
        WHEEL.bodies(axes, look, born, BORN_DOTS, "pocket_name")
        written(axes, TABLE, 22, "outside: now", look("text"))
        written(axes, TABLE + 206, 22, "inside: the chart (n.)", look("pocket_name"))
        for number, each in enumerate(answer.transits[:ROWS]):
            y = 66 + number * 35
            written(axes, TABLE, y, short_aspect(each), look("text"))
            written(axes, TABLE + 336, y, arc(each.orb), look("text"), ends=True)
            written(axes, TABLE + 352, y, "→ applies" if each.applying else "← separates", look("muted"))
        found = len(answer.transits)
        count = f"{found} transit{'' if found == 1 else 's'}; {price_text(answer.expected_by_chance, 1)} at random"
        written(axes, TABLE, 428, count, look("text"))
        legend(axes, look, TABLE, 470, 2)

    return Study(head, (), None, plot)
