"""The picture of planetary hours: the light of a day and the dark after it, each in twelve parts."""

from collections.abc import Sequence
from typing import Final

from personas.about._place import coordinates, local_dated
from personas.format import day
from personas.pictures.alt import alt_text, listed
from personas.pictures.geometry import CANVAS, Dot, Label, Rect
from personas.pictures.layout import NO_PRICES, Drawing, Layout
from personas.pictures.palette import Ink
from personas.pictures.sky_head import sky_header
from personas.pictures.styles import EDGE, FIGURE, FIGURE_BOLD, LARGE, PLOT_TOP
from personas.pictures.typeface import legible, shortened
from services.cosmic.hours import HALF, CosmicHoursAnswer, HourFacts, LocalTime
from services.cosmic.place import PlaceFacts

AREA: Final = Rect(EDGE, PLOT_TOP, CANVAS.right - EDGE, CANVAS.bottom)
BETWEEN: Final = 24
WIDTH: Final = (AREA.width - BETWEEN) // 2
"""Of the columns of light and dark: a row of theirs is an hour, however long that lasts."""
COLUMNS = (AREA.left, AREA.left + WIDTH + BETWEEN)
TITLE_ROW, TOP, ROW = PLOT_TOP, PLOT_TOP + FIGURE.height + 6, 33
STRIPE, PAD, RULER = 14, 10, 118
NOW: Final = "◆ now"
DISC, HOLE = 15, 9
"""Pixels across, of what marks the rise of the Moon, and hollow its set."""
FOOT: Final = TOP + HALF * ROW + 6
WORDS: Final = {
    "polar day": "The Sun does not set: there is no day to part.",
    "polar night": "The Sun does not rise: there is no day to part.",
    "no full day": "The Sun does not both rise and set: there is no day to part.",
}


def draw_hours(answer: CosmicHoursAnswer, marks: Sequence[str]) -> Layout:
    first = [f"{answer.ruler.title()} rules the first hour"] if answer.hours else []
    head = sky_header(
        legible(_called(answer.place)),
        f"{answer.weekday} {day(answer.start.local)}",
        answer,
        marks,
        [f"times {answer.utc_offset}", *first],
    )
    drawing = Drawing()
    if answer.hours:
        for half, left, word in ((answer.hours[:HALF], COLUMNS[0], "Light"), (answer.hours[HALF:], COLUMNS[1], "Dark")):
            _half(drawing, half, left, word, answer)
    else:
        _undivided(drawing, answer)
    _moon(drawing, answer)
    drawing.labels[:0] = head.labels
    hours = listed(f"{_clock(hour.start)} {hour.ruler.title()}" for hour in answer.hours)
    now = [] if answer.now is None else [f"Now is an hour of {answer.now.ruler.title()}"]
    moon = listed(f"Moon {word} {local_dated(time, answer)}" for word, time in _moon_times(answer))
    sun = WORDS.get(answer.light, "") if not answer.hours else ""
    alt = alt_text(("Planetary hours", *head.told, sun, *now, hours, moon))
    return drawing.done(AREA, NO_PRICES, None, alt)


def _called(place: PlaceFacts) -> str:
    if place.name is not None:  # the country is on the card: here it would leave the day no room
        return place.name
    return str(coordinates(place)).replace("′", "'")


def _half(drawing: Drawing, half: Sequence[HourFacts], left: int, word: str, answer: CosmicHoursAnswer) -> None:
    """Twelve rows with when each begins and its ruler."""
    minutes = answer.day_hour_minutes if word == "Light" else answer.night_hour_minutes
    title = f"{word} {_clock(half[0].start)} → {_clock(half[-1].end)}"
    drawing.labels.append(Label.at(left, TITLE_ROW, title, FIGURE_BOLD, "text"))
    if minutes is not None:
        drawing.labels.append(Label.ending(left + WIDTH, TITLE_ROW, f"{minutes:.1f} min", FIGURE, "muted"))
    for number, hour in enumerate(half):
        top, current = TOP + number * ROW, answer.now is not None and hour.start == answer.now.start
        fill: Ink = "pocket" if hour.by_day else "grid"
        drawing.bands.append((Rect(left, top, left + STRIPE, top + ROW - 3), fill))
        style, row = FIGURE_BOLD if current else FIGURE, top + (ROW - 3 - FIGURE.height) // 2
        drawing.labels.append(Label.at(left + STRIPE + PAD, row, _clock(hour.start), FIGURE, "muted"))
        ruler = Label.at(left + RULER, row, hour.ruler.title(), style, "text")
        drawing.labels.append(ruler)
        if current:
            drawing.labels.append(Label.at(ruler.box.right + PAD, row, NOW, FIGURE_BOLD, "pocket_name"))
        for rises, time in _moon_times(answer):
            if hour.start.utc <= time.utc < hour.end.utc:
                _disc(drawing, left + WIDTH - DISC, top + (ROW - 3) // 2, rises=rises == "rises")


def _disc(drawing: Drawing, x: int, y: int, *, rises: bool) -> None:
    drawing.dots.append(Dot(x, y, DISC, "text"))
    if not rises:
        drawing.dots.append(Dot(x, y, HOLE, "watermark"))


def _undivided(drawing: Drawing, answer: CosmicHoursAnswer) -> None:
    drawing.labels.append(Label.at(AREA.left, PLOT_TOP + 60, answer.light, LARGE, "text"))
    known = [f"Sun {word} {_clock(time)}" for word, time in (("up", answer.sunrise), ("down", answer.sunset)) if time]
    for number, text in enumerate((*WORDS[answer.light].split(": "), ", ".join(known))):
        if text:
            drawing.labels.append(Label.at(AREA.left, PLOT_TOP + 140 + number * 40, text, FIGURE, "text"))


def _moon(drawing: Drawing, answer: CosmicHoursAnswer) -> None:
    """When the Moon rises and sets, below."""
    known, left = _moon_times(answer), AREA.left
    if not known:
        drawing.labels.append(Label.at(left, FOOT, "The Moon neither rises nor sets", FIGURE, "text"))
    for word, time in known:
        _disc(drawing, left + DISC // 2, FOOT + FIGURE.height // 2, rises=word == "rises")
        text = f"Moon {word} {local_dated(time, answer)}"
        label = Label.at(left + DISC + PAD, FOOT, shortened(text, FIGURE, WIDTH), FIGURE, "text")
        drawing.labels.append(label)
        left = max(label.box.right + BETWEEN, COLUMNS[1])


def _moon_times(answer: CosmicHoursAnswer) -> list[tuple[str, LocalTime]]:
    """Its rise and its set, as they come."""
    known = [(word, time) for word, time in (("rises", answer.moonrise), ("sets", answer.moonset)) if time]
    return sorted(known, key=lambda each: each[1].utc)


def _clock(time: LocalTime) -> str:
    return f"{time.local:%H:%M}"
