"""The picture of the Moon: its disc as it is lit, what it does next, and its faces over the coming month."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import cos, radians
from typing import TYPE_CHECKING, Final

from personas.about._sky import on_time, phase_called
from personas.pictures.lunar_disc import Light, disc
from personas.pictures.sky_head import sky_header
from personas.pictures.study import STUDY, TEXT, Look, Study
from personas.pictures.timeline import near_date
from personas.pictures.wheel import arc, blank
from services.cosmic.moon import CosmicMoonAnswer, QuarterFacts, VoidFacts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CENTRE: Final = (218.0, 208.0)
RADIUS: Final = 196
COLUMN: Final = 470.0
"""Where the words beside the disc begin."""
ROW: Final = 48.0
STRIP: Final = 452.0
"""The middle of the row of small discs."""
SMALL: Final = 15
LARGE: Final = 34.0
"""Points of the first line."""
NEAREST_KM, FARTHEST_KM = 356_400.0, 406_700.0
"""The ends of the scale of distance: the Moon keeps within them."""


def draw_moon(answer: CosmicMoonAnswer, marks: Sequence[str]) -> Study:
    head = sky_header(
        "The Moon",
        phase_called(answer.phase),
        answer,
        marks,
        ["from the Earth's centre, north is up"],
    )

    def plot(figure: "Figure", look: Look) -> None:
        axes = blank(figure)
        light = Light(answer.illuminated_share, answer.bright_limb_deg, answer.axis_deg)
        _disc(axes, look, CENTRE, RADIUS, light)
        _words(axes, answer, look)
        _strip(axes, answer, look)

    return Study(head, (), None, plot)


def _disc(axes: "Axes", look: Look, centre: tuple[float, float], radius: int, light: Light) -> None:
    x, y = centre
    image = disc(2 * radius, light, look.palette, plains=radius > SMALL)
    axes.imshow(image, extent=(x - radius, x + radius, y + radius, y - radius), interpolation="nearest", aspect="auto")
    axes.set_xlim(0, STUDY.width)
    axes.set_ylim(STUDY.height, 0)


def _words(axes: "Axes", answer: CosmicMoonAnswer, look: Look) -> None:
    lit = f"{answer.illuminated_share * 100:.1f}% lit"
    axes.text(COLUMN, 40, lit, fontsize=LARGE, fontweight="bold", color=look("text"), va="center_baseline")
    growing = "waxing" if answer.waxing else "waning"
    age = "" if answer.age_days is None else f", {answer.age_days:.1f} days after the new moon"
    rows = [
        ("", f"{growing}{age}"),
        ("Place", f"{arc(answer.degree)} {answer.sign.title()}"),
        ("Distance", f"{answer.distance_km:,.0f} km"),
    ]
    if answer.void is not None:
        rows.append(("Void" if answer.void_now else "Next void", _void(answer.void, answer)))
    if answer.perigee is not None and answer.apogee is not None:
        near, far = near_date(answer.perigee.time, answer.as_of), near_date(answer.apogee.time, answer.as_of)
        rows.append(("Nearest", f"{near}, farthest {far}"))
    if answer.eclipse is not None:
        rows.append(("Eclipse", f"{on_time(answer.eclipse.time, answer.as_of)}, {answer.eclipse.name.lower()}"))
    for number, (name, value) in enumerate(rows, start=1):
        y = 48 + number * ROW
        if name:
            axes.text(COLUMN, y, name, fontsize=TEXT, color=look("muted"), va="center_baseline")
        left = COLUMN + 130 if name else COLUMN
        axes.text(left, y, value, fontsize=TEXT, color=look("text"), va="center_baseline")
    _scale(axes, answer, look, 48 + 3 * ROW)


def _void(void: VoidFacts, answer: CosmicMoonAnswer) -> str:
    end = near_date(void.end, answer.as_of)
    if answer.void_now:
        return f"now, until {end}, then {void.into.title()}"
    same_day = void.start.date() == void.end.date()
    return (
        f"{near_date(void.start, answer.as_of)} → {f'{void.end:%H:%M}' if same_day else end}, then {void.into.title()}"
    )


def _scale(axes: "Axes", answer: CosmicMoonAnswer, look: Look, y: float) -> None:
    """A line from the nearest the Moon comes to the farthest it goes, with a dot where it is."""
    left, right = 880.0, 1080.0
    share = (answer.distance_km - NEAREST_KM) / (FARTHEST_KM - NEAREST_KM)
    at = left + (right - left) * min(max(share, 0.0), 1.0)
    axes.plot([left, right], [y, y], color=look("grid"), linewidth=3.0, solid_capstyle="round")
    axes.plot([at], [y], marker="o", markersize=11, color=look("text"), linestyle="none")
    for x, word, side in ((left - 14, "near", "right"), (right + 14, "far", "left")):
        axes.text(x, y, word, fontsize=TEXT, color=look("muted"), ha=side, va="center_baseline")


def _strip(axes: "Axes", answer: CosmicMoonAnswer, look: Look) -> None:
    """A small disc a day from today on, lit from the side that the Sun is on, and the quarters below at their times."""
    axes.plot([24, STUDY.width - 24], [STRIP - 32] * 2, color=look("grid"), linewidth=1.5)
    for day, elongation in enumerate(answer.coming_elongation):
        share = (1.0 - cos(radians(elongation))) / 2.0
        _disc(axes, look, (_column(day), STRIP), SMALL, Light(share, 270.0 if elongation < 180.0 else 90.0))
    for each in answer.quarters:
        days = (each.time - answer.as_of) / timedelta(days=1)
        if days <= len(answer.coming_elongation) - 1:
            _quarter(axes, each, _column(days), answer.as_of, look)


def _quarter(axes: "Axes", each: QuarterFacts, x: float, beside: datetime, look: Look) -> None:
    axes.plot([x, x], [STRIP + 20, STRIP + 34], color=look("muted"), linewidth=1.5)
    side = "left" if x < 110 else "right" if x > STUDY.width - 110 else "center"
    edge = {"left": max(24.0, x - 20), "right": min(STUDY.width - 24.0, x + 20), "center": x}[side]
    for row, (text, ink) in enumerate(((phase_called(each.name), "text"), (near_date(each.time, beside), "muted"))):
        axes.text(
            edge,
            STRIP + 54 + 32 * row,
            text,
            fontsize=TEXT,
            color=look("text" if ink == "text" else "muted"),
            ha=side,
            va="center_baseline",
        )


def _column(day: float) -> float:
    """Where a day stands in the strip."""
    return 24 + 20 + day * (STUDY.width - 88) / 29
