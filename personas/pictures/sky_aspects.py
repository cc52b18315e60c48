"""The picture of aspects in force: how far each is from exact, before it or after it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from personas.about._sky import short_aspect, short_time
from personas.pictures.figures import price_text
from personas.pictures.palette import Ink
from personas.pictures.sky_head import sky_header
from personas.pictures.study import STUDY, Look, Study
from personas.pictures.wheel import LINES, arc, blank, written
from services.cosmic.aspects import CosmicAspectsAnswer
from services.cosmic.facts import AspectFacts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROWS: Final = 11
HEAD, TOP, STEP = 26.0, 76.0, 44.0
NAME, EXACT, ORB, TIME = 24.0, 596.0, 950.0, 972.0
HALF_TRACK: Final = 238.0


def draw_aspects(answer: CosmicAspectsAnswer, badges: Sequence[str]) -> Study:
    count = len(answer.aspects)
    orbs = f"orbs × {price_text(answer.orb_ratio, 2).rstrip('0').rstrip('.')}"
    head = sky_header(
        "Aspects",
        f"{count} in force, {answer.applying} applying",
        answer,
        badges,
        [
            f"{orbs}{', minor too' if answer.minor else ''}",
            f"by chance {price_text(answer.expected_by_chance, 1)}",
        ],
    )

    def plot(figure: "Figure", look: Look) -> None:
        axes = blank(figure)
        if count:
            _rows(axes, look, answer)
        else:
            middle = STUDY.width / 2, STUDY.height / 2
            written(axes, *middle, "No two bodies are within these orbs", look("muted"), middle=True)

    return Study(head, (), None, plot)


def _rows(axes: "Axes", look: Look, answer: CosmicAspectsAnswer) -> None:
    shown, count = answer.aspects[:ROWS], len(answer.aspects)
    bottom = TOP + STEP * (len(shown) - 1) + 24
    axes.plot((EXACT, EXACT), (TOP - 24, bottom), color=look("muted"), linewidth=1.6)
    if count > len(shown):
        written(axes, NAME, HEAD, f"closest {len(shown)} of {count}", look("muted"))
    written(axes, EXACT - HALF_TRACK, HEAD, "applies →", look("muted"))
    written(axes, EXACT, HEAD, "exact", look("text"), middle=True)
    written(axes, EXACT + HALF_TRACK, HEAD, "→ separates", look("muted"), ends=True)
    written(axes, ORB, HEAD, "orb", look("muted"), ends=True)
    written(axes, TIME, HEAD, "exact, UTC", look("muted"))
    scale = HALF_TRACK / max(each.widest_orb for each in shown)
    for number, each in enumerate(shown):
        _row(axes, look, each, answer, TOP + number * STEP, scale)


def _row(axes: "Axes", look: Look, aspect: AspectFacts, answer: CosmicAspectsAnswer, y: float, scale: float) -> None:
    ink: Ink = LINES[aspect.aspect][0] if aspect.aspect in LINES else "extension"
    reach = aspect.widest_orb * scale
    at = EXACT + aspect.orb * scale * (-1 if aspect.applying else 1)
    axes.plot((EXACT - reach, EXACT + reach), (y, y), color=look("grid"), linewidth=9, solid_capstyle="round")
    axes.plot((EXACT, at), (y, y), color=look(ink), linewidth=4)
    axes.plot(at, y, ">", markersize=15, color=look(ink), markeredgecolor=look("background"))
    written(axes, NAME, y, short_aspect(aspect), look("text"))
    written(axes, ORB, y, arc(aspect.orb), look("text"), ends=True)
    when = "none near" if aspect.exact is None else short_time(aspect.exact, answer.as_of)
    written(axes, TIME, y, when, look("text" if aspect.applying and aspect.exact else "muted"))
