"""The picture of transits: the sky of now around the chart of Bitcoin's first block."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from personas.about._sky import short_aspect
from personas.pictures.figures import price_text
from personas.pictures.sky_head import sky_header
from personas.pictures.study import Look, Study
from personas.pictures.wheel import Wheel, arc, blank, legend, written
from services.cosmic.natal import CosmicNatalAnswer

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WHEEL: Final = Wheel((326.0, 285.0), 222.0, 174.0)
NOW_DOTS: Final = 231.0
BORN_DOTS, BORN_NAMES = 165.0, 136.0
INSIDE: Final = 78.0
TABLE: Final = 676.0
ROWS: Final = 10


def draw_natal(answer: CosmicNatalAnswer, badges: Sequence[str]) -> Study:
    head = sky_header(
        answer.chart.name,
        "transits",
        answer,
        badges,
        [f"chart of {answer.chart.time:%Y-%m-%d %H:%M} UTC"],
    )

    def plot(figure: "Figure", look: Look) -> None:
        axes = blank(figure)
        WHEEL.ring(axes, look, INSIDE)
        there = {body.name: body.longitude for body in answer.bodies}
        then = {body.name: body.longitude for body in answer.chart.bodies}
        for each in reversed(answer.transits):
            WHEEL.chord(axes, look, each.aspect, (there[each.transiting], then[each.natal]), INSIDE)
        WHEEL.bodies(axes, look, WHEEL.outside(answer.bodies, NOW_DOTS), "text")
        WHEEL.bodies(axes, look, WHEEL.inside(answer.chart.bodies, BORN_DOTS, BORN_NAMES), "pocket_name")
        written(axes, TABLE, 22, "outside: now", look("text"))
        written(axes, TABLE + 206, 22, "inside: the chart (n.)", look("pocket_name"))
        for number, each in enumerate(answer.transits[:ROWS]):
            y = 66 + number * 35
            written(axes, TABLE, y, short_aspect(each), look("text"))
            written(axes, TABLE + 336, y, arc(each.orb), look("text"), ends=True)
            written(axes, TABLE + 352, y, "→ applies" if each.applying else "← separates", look("muted"))
        found = len(answer.transits)
        closest = f"closest {ROWS} of " if found > ROWS else ""
        count = f"{found} transit{'' if found == 1 else 's'}; by chance {price_text(answer.expected_by_chance, 1)}"
        written(axes, TABLE, 432, closest + count, look("text"))
        legend(axes, look, TABLE, 474, {each.aspect for each in answer.transits})

    return Study(head, (), None, plot)
