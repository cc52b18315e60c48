"""The picture of a calendar of the sky: a row for each kind, and the names of its foremost events where there is room.

What is named comes in this order: eclipses and seasons as they come, stations of Mercury first and of Pluto last,
ingresses and aspects of the slowest bodies first, new and full moons before the quarters. What has no name is a tick.
"""

from collections.abc import Sequence

from personas.pictures.geometry import Dot, Label, Line, Rect
from personas.pictures.layout import CANVAS, EDGE, FIGURE, FIGURE_BOLD, Layout
from personas.pictures.palette import Ink
from personas.pictures.scale import Scale
from personas.pictures.sky_head import sky_header
from personas.pictures.timeline import Flag, Span, day_axis, flags, long_name, short_name
from services.cosmic.calendar import CosmicCalendarAnswer
from services.cosmic.happenings import CalendarEvent
from services.cosmic.kinds import Kind

PLOT = Rect(172, 112, CANVAS.right - EDGE, 632)
RIGHTMOST = CANVAS.right - EDGE // 2
LANE = FIGURE.height + 3
"""Rows from one lane of names to the next."""
LANES = 6
DOT, HOLE, TICK = 15, 9, 14
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


def layout_calendar(answer: CosmicCalendarAnswer, marks: Sequence[str]) -> Layout:
    span = Span(answer.start, answer.end, PLOT.left + DOT, PLOT.right - DOT)
    height = PLOT.height // max(1, len(answer.kinds))
    times, columns = day_axis(span, PLOT.top, PLOT.bottom)
    lines: list[Line] = []
    dots: list[Dot] = []
    labels: list[Label] = []
    unnamed = 0
    for number, kind in enumerate(answer.kinds):
        top = PLOT.top + number * height
        middle = top + height - FOOT - DOT // 2 - 1
        events = sorted((event for event in answer.events if event.group == kind), key=_foremost)
        style = FIGURE_BOLD if events else FIGURE
        labels.append(
            Label.at(EDGE, middle - style.height // 2, kind.title(), style, INKS[kind] if events else "muted")
        )
        foot = middle - DOT // 2
        if events:
            lines.append(Line(Rect(PLOT.left, middle, PLOT.right, middle + 1), "grid"))
        else:
            labels.append(Label.at(PLOT.left, middle - style.height // 2, "none", style, "muted"))
        for event in events:
            if event.until is not None:
                x = span.x(event.time)
                end = max(span.x(event.until), x + 2)
                lines.append(Line(Rect(x, middle - VOID // 2, end, middle + VOID // 2), INKS[kind]))
        points = [event for event in events if event.until is None]
        for event, flag in zip(points, _names(points, span, top, foot), strict=True):
            x = span.x(event.time)
            if flag is None:
                unnamed += 1
                tick = Rect(x - 1, middle - TICK // 2, x + 1, middle + TICK // 2 + 1)
                lines.append(Line(tick, INKS[kind], faint=True))
            else:
                labels.append(flag.label)
                lines += [Line(flag.stem, "muted", faint=True)] if flag.stem.height else []
                dots += _dots(event, x, middle)
    count = len(answer.events)
    head = sky_header(
        "Sky calendar",
        f"{answer.days} {'day' if answer.days == 1 else 'days'}, {count} {'event' if count == 1 else 'events'}",
        answer,
        marks,
        (f"ticks: {unnamed} not named",) if unnamed else (),
    )
    return Layout(
        plot=PLOT,
        scale=Scale(0.0, 1.0, PLOT.top, PLOT.bottom),
        ghost=None,
        bands=(),
        lines=(*columns, *lines),
        bars=(),
        over=(),
        dots=tuple(dots),
        leaders=(),
        labels=(*head, *labels, *times),
    )


def _names(events: Sequence[CalendarEvent], span: Span, top: int, foot: int) -> list[Flag | None]:
    """Names of events of one kind, in full if that leaves none of them out, else short."""
    lanes = [foot - FIGURE.height - LANE * lane for lane in range(LANES)]
    free = [lane for number, lane in enumerate(lanes) if lane >= top or number == 0]
    for called in (long_name, short_name):
        wanted: list[tuple[int, str, Ink]] = [(span.x(event.time), called(event), "text") for event in events]
        found = flags(wanted, free, foot, PLOT.left, RIGHTMOST)
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
