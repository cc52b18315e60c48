"""The picture of the sky at an instant: the zodiac with its bodies, and the aspects between them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from personas.about._sky import phase_called
from personas.pictures.figures import price_text
from personas.pictures.sky_head import sky_header
from personas.pictures.study import Look, Study
from personas.pictures.wheel import Wheel, arc, blank, legend, written
from services.cosmic.facts import BodyFacts
from services.cosmic.now import CosmicNowAnswer

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WHEEL: Final = Wheel((322.0, 285.0), 222.0, 174.0)
DOTS, INSIDE = 231.0, 174.0
TABLE: Final = 660.0


def draw_sky(answer: CosmicNowAnswer, badges: Sequence[str]) -> Study:
    head = sky_header(
        "The sky",
        phase_called(answer.moon.name),
        answer,
        badges,
        [f"Moon {price_text(answer.moon.illuminated_share * 100, 1)}% lit"],
    )

    def plot(figure: "Figure", look: Look) -> None:
        axes = blank(figure)
        WHEEL.ring(axes, look, INSIDE)
        longitude = {body.name: body.longitude for body in answer.bodies}
        for each in reversed(answer.aspects):
            WHEEL.chord(axes, look, each.aspect, (longitude[each.first], longitude[each.second]), INSIDE)
        WHEEL.bodies(axes, look, WHEEL.outside(answer.bodies, DOTS), "text")
        _table(axes, look, answer.bodies)
        found = len(answer.aspects)
        count = f"{found} major aspect{'' if found == 1 else 's'}; by chance {price_text(answer.expected_by_chance, 1)}"
        written(axes, TABLE, 432, count, look("text"))
        legend(axes, look, TABLE, 474, {each.aspect for each in answer.aspects})

    return Study(head, (), None, plot)


def _table(axes: "Axes", look: Look, bodies: Sequence[BodyFacts]) -> None:
    """A row a body: name, degree, sign, and whether it goes back."""
    for number, body in enumerate(bodies):
        y = 34 + number * 39
        written(axes, TABLE, y, body.name.title(), look("text"), bold=True)
        written(axes, TABLE + 196, y, arc(body.degree), look("text"), ends=True)
        written(axes, TABLE + 212, y, body.sign.title(), look("text"))
        if body.retrograde:
            written(axes, TABLE + 364, y, "R retrograde", look("counter"))
