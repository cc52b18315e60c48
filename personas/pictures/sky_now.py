"""The picture of the sky at an instant: the zodiac with its bodies, and the aspects between them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from personas.pictures.figures import price_text
from personas.pictures.sky_head import NO_WEIGHT, sky_header
from personas.pictures.study import Look, Study
from personas.pictures.wheel import Wheel, arc, blank, chord, legend, marks, written
from personas.reading.cosmic import phase_called
from services.cosmic.facts import BodyFacts
from services.cosmic.now import CosmicNowAnswer

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WHEEL: Final = Wheel((296.0, 285.0), 278.0, 228.0)
DOTS, LABELS, INSIDE = 214.0, 180.0, 134.0
TABLE: Final = 632.0


def study_sky(answer: CosmicNowAnswer, badges: Sequence[str]) -> Study:
    head = sky_header(
        "The sky",
        phase_called(answer.moon.name),
        answer,
        badges,
        [NO_WEIGHT, f"Moon {price_text(answer.moon.illuminated_share * 100, 1)}% lit"],
    )
    placed = marks(answer.bodies, LABELS)

    def plot(figure: "Figure", look: Look) -> None:
        axes = blank(figure)
        WHEEL.ring(axes, look, INSIDE)
        longitude = {body.name: body.longitude for body in answer.bodies}
        for each in reversed(answer.aspects):
            ends = (WHEEL.at(longitude[body], INSIDE) for body in (each.first, each.second))
            chord(axes, look, each.aspect, *ends)
        WHEEL.bodies(axes, look, placed, DOTS, "text")
        _table(axes, look, answer.bodies)
        found = len(answer.aspects)
        count = f"{found} major aspect{'' if found == 1 else 's'}; {price_text(answer.expected_by_chance, 1)} at random"
        written(axes, TABLE, 448, count, look("text"))
        legend(axes, look, TABLE, 492, 3)

    return Study(head, (), None, plot)


def _table(axes: "Axes", look: Look, bodies: Sequence[BodyFacts]) -> None:
    """A row a body: name, degree, sign, and whether it goes back."""
    for number, body in enumerate(bodies):
        y = 34 + number * 39
        written(axes, TABLE, y, body.name.title(), look("text"), bold=True)
        written(axes, TABLE + 206, y, arc(body.degree), look("text"), ends=True)
        written(axes, TABLE + 222, y, body.sign.title(), look("text"))
        if body.retrograde:
            written(axes, TABLE + 380, y, "R retrograde", look("counter"))
