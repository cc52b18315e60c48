"""The picture of a calendar of the sky: a row for each kind, a dot for each event, names where there is room."""

from collections.abc import Sequence

from personas.pictures.geometry import Dot, Label, Line, Rect
from personas.pictures.layout import CANVAS, EDGE, FIGURE, FIGURE_BOLD, Layout
from personas.pictures.palette import Ink
from personas.pictures.scale import Scale
from personas.pictures.sky_head import sky_header
from personas.pictures.timeline import WEIGHTLESS, Span, day_axis, placed, short_name
from services.cosmic.calendar import CosmicCalendarAnswer
from services.cosmic.happenings import CalendarEvent
from services.cosmic.kinds import Kind

PLOT = Rect(172, 112, CANVAS.right - EDGE, 632)
TALLEST = 110
TWO_LANES = 84
"""Rows that a kind needs for names above and below its dots."""
DOT, SMALL_DOT, HOLE = 15, 9, 9
VOID = 10
"""Rows of the band of an event that lasts."""
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
FIRST_NAMED = ("new_moon", "full_moon")
"""Phases that are named before the quarters."""


def layout_calendar(answer: CosmicCalendarAnswer, marks: Sequence[str]) -> Layout:
    span = Span(answer.start, answer.end, PLOT.left + DOT, PLOT.right - DOT)
    height = min(TALLEST, PLOT.height // max(1, len(answer.kinds)))
    times, columns = day_axis(span, PLOT.top, PLOT.bottom)
    bands: list[tuple[Rect, Ink]] = []
    lines: list[Line] = []
    dots: list[Dot] = []
    labels: list[Label] = []
    for number, kind in enumerate(answer.kinds):
        top = PLOT.top + number * height
        two = height >= TWO_LANES
        middle = top + height // 2 if two else top + FIGURE.height + DOT // 2 + 1
        events = [event for event in answer.events if event.group == kind]
        lines.append(Line(Rect(PLOT.left, middle, PLOT.right, middle + 1), "grid"))
        style = FIGURE_BOLD if events else FIGURE
        labels.append(
            Label.at(EDGE, middle - style.height // 2, kind.title(), style, INKS[kind] if events else "muted")
        )
        if not events:
            labels.append(Label.at(PLOT.left + DOT, middle - DOT // 2 - FIGURE.height, "none", FIGURE, "muted"))
        for event in events:
            x = span.x(event.time)
            if event.until is not None:
                end = max(span.x(event.until), x + 2)
                bands.append((Rect(x, middle - VOID // 2, end, middle + VOID // 2), INKS[kind]))
            else:
                dots += _dots(event, x, middle)
        above, below = middle - DOT // 2 - FIGURE.height, middle + DOT // 2 + 2
        labels += placed(_names(events, span), (above, below) if two else (above,), PLOT.left, CANVAS.right - 6)
    count = len(answer.events)
    head = sky_header(
        "Sky calendar",
        f"{answer.days} {'day' if answer.days == 1 else 'days'}, {count} {'event' if count == 1 else 'events'}",
        answer,
        marks,
        (WEIGHTLESS,),
    )
    return Layout(
        plot=PLOT,
        scale=Scale(0.0, 1.0, PLOT.top, PLOT.bottom),
        ghost=None,
        bands=tuple(bands),
        lines=(*columns, *lines),
        bars=(),
        over=(),
        dots=tuple(dots),
        leaders=(),
        labels=(*head, *labels, *times),
    )


def _dots(event: CalendarEvent, x: int, y: int) -> tuple[Dot, ...]:
    """A new moon is a ring, a quarter a small dot, all else a dot."""
    ink = INKS[event.group]
    if event.group == "phases" and event.detail not in FIRST_NAMED:
        return (Dot(x, y, SMALL_DOT, ink),)
    if event.detail == "new_moon":
        return (Dot(x, y, DOT, ink), Dot(x, y, HOLE, "watermark"))
    return (Dot(x, y, DOT, ink),)


def _names(events: Sequence[CalendarEvent], span: Span) -> list[tuple[int, str, Ink]]:
    """What each event would be called, new and full moons before quarters, voids not at all."""
    order = sorted(
        (event for event in events if event.until is None),
        key=lambda event: event.group == "phases" and event.detail not in FIRST_NAMED,
    )
    return [(span.x(event.time), short_name(event), "text") for event in order]
