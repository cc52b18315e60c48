"""The picture of planetary hours: the light of a day and the dark after it, each in twelve parts."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

from personas.about._place import coordinates, local_dated
from personas.about._sky import short_name
from personas.format import day
from personas.pictures.palette import Ink
from personas.pictures.sky_head import sky_header
from personas.pictures.spread import Wish, spread
from personas.pictures.study import STUDY, TEXT, Look, Study
from personas.pictures.styles import FIGURE
from personas.pictures.typeface import legible, measure
from personas.pictures.wheel import blank
from services.cosmic.hours import HALF, CosmicHoursAnswer, HourFacts, LocalTime
from services.cosmic.place import PlaceFacts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEFT, RIGHT = 24.0, STUDY.width - 24.0
WIDTH: Final = (RIGHT - LEFT) / HALF
"""Of a part: the light and the dark are each as wide as the picture, however long they last."""
LIGHT_TOP, DARK_TOP, HEIGHT = 84.0, 336.0, 92.0
RULER: Final = 20.0
"""Points of a ruler's name."""
DISC: Final = 11.0
"""Points across, of what marks the rise of the Moon, and hollow its set."""
MOON_ROOM: Final = 40
"""Pixels of that and of the gaps around it, beside the words."""
WORDS: Final = {
    "polar day": "The Sun does not set: there is no day to part.",
    "polar night": "The Sun does not rise: there is no day to part.",
    "no full day": "The Sun does not both rise and set: there is no day to part.",
}


def draw_hours(answer: CosmicHoursAnswer, marks: Sequence[str]) -> Study:
    head = sky_header(
        legible(_called(answer.place)),
        f"{answer.weekday} {day(answer.start.local)}",
        answer,
        marks,
        [f"times {answer.utc_offset}"],
    )

    def plot(figure: "Figure", look: Look) -> None:
        axes = blank(figure)
        if answer.hours:
            _halves(axes, answer, look)
        else:
            _undivided(axes, answer, look)
        _moon(axes, answer, look)

    return Study(head, (), None, plot)


def _called(place: PlaceFacts) -> str:
    if place.name is not None:  # the country is on the card: here it would leave the day no room
        return place.name
    return str(coordinates(place)).replace("′", "'")


def _halves(axes: "Axes", answer: CosmicHoursAnswer, look: Look) -> None:
    light, dark = answer.hours[:HALF], answer.hours[HALF:]
    minutes = (answer.day_hour_minutes or 0.0, answer.night_hour_minutes or 0.0)
    for half, top, word, length in ((light, LIGHT_TOP, "Light", minutes[0]), (dark, DARK_TOP, "Dark", minutes[1])):
        start, end = (local_dated(time, answer) for time in (half[0].start, half[-1].end))
        title = f"{word} {start} to {end}, an hour of {length:.1f} minutes"
        axes.text(LEFT, top - 54, title, fontsize=TEXT, color=look("text"), va="center_baseline")
        _half(axes, half, top, answer.now, look)
        if answer.now in half:
            _pointer(axes, _column(half, answer.as_of), top, look)
        _moon_marks(axes, half, top, answer, look)


def _column(half: Sequence[HourFacts], time: datetime) -> float:
    """Where a time stands in its half; the ends are told to the minute, so it may lie a little beside them."""
    return LEFT + min(max((time - half[0].start.utc) / timedelta(seconds=_span(half)), 0.0), 1.0) * (RIGHT - LEFT)


def _pointer(axes: "Axes", x: float, top: float, look: Look) -> None:
    axes.plot(x, top - 15, "v", markersize=12, color=look("text"))
    side: Literal["left", "right"] = "left" if x < RIGHT - 80 else "right"
    axes.text(
        x + (14 if side == "left" else -14), top - 17, "now", fontsize=TEXT, color=look("text"), ha=side,
        va="center_baseline",
    )  # fmt: skip


def _half(axes: "Axes", half: Sequence[HourFacts], top: float, now: HourFacts | None, look: Look) -> None:
    """Twelve parts with their rulers, and below each when it begins."""
    from matplotlib.patches import Rectangle

    for number, hour in enumerate(half):
        left = LEFT + number * WIDTH
        current = now is not None and hour.start == now.start
        fill: Ink = "pocket" if hour.by_day else "grid"
        edge: Ink = "last" if current else "background"
        axes.add_patch(
            Rectangle(
                (left, top), WIDTH, HEIGHT, facecolor=look(fill), edgecolor=look(edge), lw=4 if current else 2,
                zorder=3 if current else 2,
            )
        )  # fmt: skip
        axes.text(
            left + WIDTH / 2,
            top + HEIGHT / 2 - 8,
            short_name(hour.ruler),
            fontsize=RULER,
            fontweight="bold" if current else "normal",
            color=look("text"),
            ha="center",
            va="center",
            zorder=4,
        )
        axes.text(left, top + HEIGHT + 22, _clock(hour.start), fontsize=TEXT, color=look("muted"), va="center_baseline")


def _moon_marks(axes: "Axes", half: Sequence[HourFacts], top: float, answer: CosmicHoursAnswer, look: Look) -> None:
    """A disc where the Moon rises, a hollow one where it sets, and their times below."""
    found = [(word, time) for word, time in _moon_times(answer) if half[0].start.utc <= time.utc < half[-1].end.utc]
    texts = [f"Moon {word} {local_dated(time, answer)}" for word, time in found]
    columns = [_column(half, time.utc) for _, time in found]
    wishes = [Wish(round(x), measure(text, FIGURE) + MOON_ROOM) for x, text in zip(columns, texts, strict=True)]
    starts = spread(wishes, round(LEFT), round(RIGHT))
    for (word, _), x, text, start in zip(found, columns, texts, starts, strict=True):
        fill: Ink = "text" if word == "rises" else "background"
        for place in ((x, top + HEIGHT - 17), (start + 10, top + HEIGHT + 60)):
            axes.plot(
                *place,
                "o",
                markersize=DISC,
                color=look("text"),
                markerfacecolor=look(fill),
                markeredgewidth=2,
                zorder=5,
            )
        axes.text(
            start + 26, top + HEIGHT + 58, text, fontsize=TEXT, color=look("text"), va="center_baseline"
        )  # fmt: skip


def _undivided(axes: "Axes", answer: CosmicHoursAnswer, look: Look) -> None:
    from matplotlib.patches import Rectangle

    fill: Ink = "grid" if answer.light == "polar night" else "pocket"
    axes.add_patch(Rectangle((LEFT, LIGHT_TOP), RIGHT - LEFT, HEIGHT, facecolor=look(fill)))
    middle = (LEFT + RIGHT) / 2, LIGHT_TOP + HEIGHT / 2
    axes.text(*middle, answer.light, fontsize=TEXT, fontweight="bold", color=look("text"), ha="center", va="center")
    axes.text(LEFT, LIGHT_TOP + HEIGHT + 50, WORDS[answer.light], fontsize=TEXT, color=look("text"))
    known = [f"Sun {word} {_clock(time)}" for word, time in (("up", answer.sunrise), ("down", answer.sunset)) if time]
    if known:
        axes.text(LEFT, LIGHT_TOP + HEIGHT + 100, ", ".join(known), fontsize=TEXT, color=look("text"))


def _moon(axes: "Axes", answer: CosmicHoursAnswer, look: Look) -> None:
    """What the halves do not show of it, or all of it where there are none."""
    known = _moon_times(answer)
    if not answer.hours or not known:
        times = ", ".join(f"{word} {local_dated(time, answer)}" for word, time in known)
        text = f"The Moon {times}" if known else "The Moon neither rises nor sets"
        row = DARK_TOP + HEIGHT + 72 if answer.hours else LIGHT_TOP + HEIGHT + 150
        axes.text(LEFT, row, text, fontsize=TEXT, color=look("text"))
    if answer.hours:
        order = (
            f"The first hour of {answer.weekday} is {answer.ruler.title()}'s; the others follow in the Chaldean order"
        )
        axes.text(LEFT, 544, order, fontsize=TEXT, color=look("muted"), va="center_baseline")


def _moon_times(answer: CosmicHoursAnswer) -> list[tuple[str, LocalTime]]:
    """Its rise and its set, as they come."""
    known = [(word, time) for word, time in (("rises", answer.moonrise), ("sets", answer.moonset)) if time]
    return sorted(known, key=lambda each: each[1].utc)


def _span(hours: Sequence[HourFacts]) -> float:
    """Seconds."""
    return (hours[-1].end.utc - hours[0].start.utc) / timedelta(seconds=1)


def _clock(time: LocalTime) -> str:
    return f"{time.local:%H:%M}"
