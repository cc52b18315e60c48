"""The picture of a calendar of the sky: a row for each kind, and the names of its foremost events where there is room.

What is named comes in this order: eclipses and seasons as they come, stations of Mercury first and of Pluto last,
ingresses and aspects of the slowest bodies first, new and full moons before the quarters. What has no name is a tick.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from personas.pictures.alt import alt_text
from personas.pictures.geometry import CANVAS, Dot, Label, Line, Rect
from personas.pictures.layout import Layout
from personas.pictures.palette import Ink
from personas.pictures.sky_head import sky_header
from personas.pictures.spread import Wish, spread
from personas.pictures.styles import EDGE, FIGURE, FIGURE_BOLD, PLOT_BOTTOM, PLOT_TOP
from personas.pictures.timeline import Flag, Span, day_axis, flags, long_event, near_date, short_event
from services.cosmic.calendar import CosmicCalendarAnswer
from services.cosmic.happenings import CalendarEvent
from services.cosmic.kinds import Kind

PLOT = Rect(172, PLOT_TOP, CANVAS.right - EDGE, PLOT_BOTTOM)
LANE = FIGURE.height + 3
"""Rows from one lane of names to the next."""
LANES = 6
DOT, HOLE, TICK = 15, 9, 14
TICK_WIDTH, MARK_GAP = 2, 2
"""Columns of a tick, and those left free between two marks of a row."""
FOOT = 6
"""Free rows below the dots of a kind."""
VOID = 10
"""Rows of the bar of an event that lasts."""
INKS: dict[Kind, Ink] = {
    "phases": "text",
    "eclipses": "alert",
    "stations": "counter",
    "ingresses": "retracement",
    "seasons": "pocket_name",
    "aspects": "extension",
    "apsides": "muted",
    "nodes": "muted",
    "signs": "retracement",
    "voids": "muted",
}
SWIFTNESS = ("pluto", "neptune", "uranus", "saturn", "jupiter", "mars", "sun", "venus", "mercury", "moon")
"""From the slowest body to the fastest."""


@dataclass(frozen=True, slots=True)
class Row:
    """What stands in the row of a kind; ``unnamed`` events are ticks."""

    lines: tuple[Line, ...]
    dots: tuple[Dot, ...]
    labels: tuple[Label, ...]
    unnamed: int


def draw_calendar(answer: CosmicCalendarAnswer, marks: Sequence[str]) -> Layout:
    span = Span(answer.start, answer.end, PLOT.left + DOT, PLOT.right - DOT)
    height = PLOT.height // max(1, len(answer.kinds))
    times, columns = day_axis(span, PLOT.top, PLOT.bottom)
    rows = [
        _row(kind, [event for event in answer.events if event.group == kind], span, PLOT.top + number * height, height)
        for number, kind in enumerate(answer.kinds)
    ]
    count, unnamed = len(answer.events), sum(row.unnamed for row in rows)
    head = sky_header(
        "Sky calendar",
        f"{answer.days} {'day' if answer.days == 1 else 'days'}, {count} {'event' if count == 1 else 'events'}",
        answer,
        marks,
        (f"ticks: {unnamed} not named",) if unnamed else (),
    )
    return Layout(
        plot=PLOT,
        lines=(*columns, *(line for row in rows for line in row.lines)),
        dots=tuple(dot for row in rows for dot in row.dots),
        labels=(*head.labels, *(label for row in rows for label in row.labels), *times),
        alt=alt_text(
            (*head.told, *(f"{event.name}, {near_date(event.time, answer.as_of)}" for event in answer.events))
        ),
    )


def _row(kind: Kind, events: Sequence[CalendarEvent], span: Span, top: int, height: int) -> Row:
    """The events of a kind in the ``height`` rows from ``top`` on."""
    middle = top + height - FOOT - DOT // 2 - 1
    foot = middle - DOT // 2
    if not events:
        words = (EDGE, kind.title()), (PLOT.left, "none")
        above = max(0, FIGURE.height - (foot - top))  # by so much the names of the next row stand above it
        at = min(middle - FIGURE.height // 2, top + height - above - FIGURE.height)
        labels = [Label.at(x, at, text, FIGURE, "muted") for x, text in words]
        return Row((), (), tuple(labels), 0)
    lines = [Line(Rect(PLOT.left, middle, PLOT.right, middle + 1), "grid")]
    labels = [Label.at(EDGE, middle - FIGURE_BOLD.height // 2, kind.title(), FIGURE_BOLD, INKS[kind])]
    dots: list[Dot] = []
    lines += [_bar(event, event.until, span, middle) for event in events if event.until is not None]
    points = sorted((event for event in events if event.until is None), key=_foremost)
    columns, named = _marks(points, span, top, foot)
    for event, x, flag in zip(points, columns, named, strict=True):
        if flag is None:
            tick = Rect(x - 1, middle - TICK // 2, x + 1, middle + TICK // 2 + 1)
            lines.append(Line(tick, INKS[kind], faint=True))
        else:
            labels.append(flag.label)
            lines += [Line(flag.stem, "muted", faint=True)] if flag.stem.height else []
            dots += _dots(event, x, middle)
    return Row(tuple(lines), tuple(dots), tuple(labels), named.count(None))


def _bar(event: CalendarEvent, until: datetime, span: Span, middle: int) -> Line:
    """Of an event that lasts."""
    left, right = span.x(event.time), span.x(until)
    return Line(Rect(left, middle - VOID // 2, max(right, left + 2), middle + VOID // 2), INKS[event.group])


def _marks(
    events: Sequence[CalendarEvent], span: Span, top: int, foot: int
) -> tuple[Sequence[int], Sequence[Flag | None]]:
    """Where events of one kind stand, each beside the others, and what they are called there.

    Where not all of them have a name, those that have one at their times are dots; dots are wider than ticks, so the
    marks move apart after that, and a dot whose name has no room any more is a tick.
    """
    times = [span.x(event.time) for event in events]
    columns = _apart(times, [DOT] * len(events))
    flagged = _names(events, columns, top, foot)
    if all(flagged):
        return columns, flagged
    named = [flag is not None for flag in _names(events, times, top, foot)]
    columns = _apart(times, [DOT if name else TICK_WIDTH for name in named])
    held = [number for number, name in enumerate(named) if name]
    found = _names([events[number] for number in held], [columns[number] for number in held], top, foot)
    by_number = dict(zip(held, found, strict=True))
    return columns, [by_number.get(number) for number in range(len(events))]


def _apart(columns: Sequence[int], widths: Sequence[int]) -> list[int]:
    """``columns``, moved as little as keeps marks so wide apart; unmoved where there are too many for that."""
    order = sorted(range(len(columns)), key=lambda number: columns[number])
    wishes = [Wish(columns[number], widths[number] + MARK_GAP) for number in order]
    if sum(wish.height for wish in wishes) > PLOT.width:
        return list(columns)
    starts = spread(wishes, PLOT.left, PLOT.right)
    moved = {number: start + wish.height // 2 for number, wish, start in zip(order, wishes, starts, strict=True)}
    return [moved[number] for number in range(len(columns))]


def _names(events: Sequence[CalendarEvent], columns: Sequence[int], top: int, foot: int) -> list[Flag | None]:
    """Names of events of one kind, in full if that leaves none of them out, else short."""
    lanes = [foot - FIGURE.height - LANE * lane for lane in range(LANES)]
    free = [lane for number, lane in enumerate(lanes) if lane >= top or number == 0]
    for called in (long_event, short_event):
        wanted: list[tuple[int, str, Ink]] = [
            (x, called(event), "text") for x, event in zip(columns, events, strict=True)
        ]
        found = flags(wanted, free, foot, PLOT.left, PLOT.right)
        if all(found):
            break
    return found


def _foremost(event: CalendarEvent) -> int:
    """Where ``event`` comes among those of its kind: the least first."""
    swiftest = max(SWIFTNESS.index(body) for body in event.bodies)
    match event.group:
        case "phases":
            return event.detail not in ("new_moon", "full_moon")
        case "stations":
            return -swiftest
        case _:
            return swiftest


def _dots(event: CalendarEvent, x: int, y: int) -> tuple[Dot, ...]:
    """A dot, with a hole where it is a new moon."""
    dot = Dot(x, y, DOT, INKS[event.group])
    return (dot, Dot(x, y, HOLE, "watermark")) if event.detail == "new_moon" else (dot,)
