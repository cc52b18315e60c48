"""The picture of planetary hours: the light of a day and the dark after it, each in twelve parts, on one scale."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal

from personas.format import day
from personas.pictures.palette import Ink
from personas.pictures.sky_head import sky_header
from personas.pictures.study import STUDY, TEXT, Look, Study
from personas.pictures.typeface import legible
from personas.pictures.wheel import blank
from personas.reading.cosmic import short_name
from personas.reading.place import coordinates
from services.cosmic.hours import HALF, CosmicHoursAnswer, HourFacts, LocalTime
from services.cosmic.place import PlaceFacts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEFT, RIGHT = 24.0, STUDY.width - 24.0
LIGHT_TOP, DARK_TOP, HEIGHT = 96.0, 314.0, 84.0
WIDE, NARROW = 74.0, 27.0
"""A part so wide holds a name, one so wide holds it upright; in a smaller one there is none."""
TIME_WIDTH: Final = 84.0
"""Pixels between two times below the parts, at least."""
WORDS: Final = {
    "polar day": "The Sun does not set: there is no day to part.",
    "polar night": "The Sun does not rise: there is no day to part.",
    "no full day": "The Sun does not both rise and set: there is no day to part.",
}


def study_hours(answer: CosmicHoursAnswer, marks: Sequence[str]) -> Study:
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
    if place.name is not None:
        return f"{place.name}, {place.country}"
    return str(coordinates(place)).replace("′", "'")


def _halves(axes: "Axes", answer: CosmicHoursAnswer, look: Look) -> None:
    light, dark = answer.hours[:HALF], answer.hours[HALF:]
    longest = max(_span(light), _span(dark))
    minutes = (answer.day_hour_minutes or 0.0, answer.night_hour_minutes or 0.0)
    for half, top, word, length in ((light, LIGHT_TOP, "Light", minutes[0]), (dark, DARK_TOP, "Dark", minutes[1])):
        title = f"{word} {_clock(half[0].start)} to {_clock(half[-1].end)}, an hour of {length:.1f} minutes"
        axes.text(LEFT, top - 58, title, fontsize=TEXT, color=look("text"), va="center_baseline")
        per_second = (RIGHT - LEFT) / longest
        _half(axes, half, top, per_second, answer.now, look)
        if answer.now in half:  # whose ends are told to the minute, so the time may lie a little beside them
            seconds = (answer.as_of - half[0].start.utc) / timedelta(seconds=1)
            _pointer(axes, LEFT + min(max(seconds, 0.0), _span(half)) * per_second, top, look)


def _pointer(axes: "Axes", x: float, top: float, look: Look) -> None:
    axes.plot(x, top - 15, "v", markersize=12, color=look("text"))
    side: Literal["left", "right"] = "left" if x < RIGHT - 80 else "right"
    axes.text(
        x + (14 if side == "left" else -14), top - 17, "now", fontsize=TEXT, color=look("text"), ha=side,
        va="center_baseline",
    )  # fmt: skip


def _half(
    axes: "Axes", half: Sequence[HourFacts], top: float, per_second: float, now: HourFacts | None, look: Look
) -> None:
    """Parts from the left edge on, with their rulers; below them as many times as there is room for."""
    from matplotlib.patches import Rectangle

    width = _span(half) * per_second / HALF
    light = half[0].by_day
    every = next((step for step in (1, 2, 3, 4, 6) if step * width >= TIME_WIDTH), HALF)
    for number, hour in enumerate(half):
        left = LEFT + number * width
        current = now is not None and hour.start == now.start
        fill: Ink = "pocket" if light else "grid"
        edge: Ink = "last" if current else "background"
        axes.add_patch(
            Rectangle(
                (left, top), width, HEIGHT, facecolor=look(fill), edgecolor=look(edge), lw=4 if current else 2,
                zorder=3 if current else 2,
            )
        )  # fmt: skip
        if width >= NARROW:
            axes.text(
                left + width / 2,
                top + HEIGHT / 2,
                short_name(hour.ruler),
                fontsize=TEXT,
                fontweight="bold" if current else "normal",
                color=look("text"),
                rotation=0 if width >= WIDE else 90,
                ha="center",
                va="center",
                zorder=4,
            )
        if number % every == 0 and (every < HALF or number == 0):
            axes.text(
                left, top + HEIGHT + 22, _clock(hour.start), fontsize=TEXT, color=look("muted"), va="center_baseline"
            )


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
    known = [(word, time) for word, time in (("rises", answer.moonrise), ("sets", answer.moonset)) if time]
    times = ", ".join(f"{word} {_clock(time)}" for word, time in sorted(known, key=lambda each: each[1].utc))
    text = f"The Moon {times}" if known else "The Moon neither rises nor sets"
    axes.text(LEFT, 494, text, fontsize=TEXT, color=look("text"), va="center_baseline")
    if answer.hours:
        order = (
            f"The first hour of {answer.weekday} is {answer.ruler.title()}'s; the others follow in the Chaldean order"
        )
        axes.text(LEFT, 536, order, fontsize=TEXT, color=look("muted"), va="center_baseline")


def _span(hours: Sequence[HourFacts]) -> float:
    """Seconds."""
    return (hours[-1].end.utc - hours[0].start.utc) / timedelta(seconds=1)


def _clock(time: LocalTime) -> str:
    return f"{time.local:%H:%M}"
