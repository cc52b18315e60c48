"""What timelines of the sky have in common: a time axis of days, short names, and rows for names side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from personas.about._sky import short_name
from personas.format import clock, day_month
from personas.pictures.geometry import CANVAS, Label, Line, Rect
from personas.pictures.palette import Ink
from personas.pictures.styles import EDGE, FIGURE, TIME_ROW
from personas.pictures.timeaxis import MONTH_NAMES
from personas.pictures.typeface import measure
from services.cosmic.facts import SkyEventFacts

GAP = 10
"""Pixels between two names, at least."""
STEM_GAP = 5
"""Pixels between a stem and another's name, at least."""
STEM = 2
TICK_GAP, MONTH_GAP = 26, 8
SHORT_SPAN = timedelta(days=2)
"""Up to which the axis names hours."""
STEPS = (1, 2, 7, 14)
"""Days between two labels of the axis; beyond them it is months."""
MONTHS = (1, 2, 3)
NEAR = timedelta(days=60)
"""Events of another year that are farther away show it in place of the hour."""

SHORT_DETAILS = {
    "new_moon": "New",
    "first_quarter": "1st Q",
    "full_moon": "Full",
    "last_quarter": "Last Q",
    "march_equinox": "Equinox",
    "june_solstice": "Solstice",
    "september_equinox": "Equinox",
    "december_solstice": "Solstice",
    "ascending": "Node up",
    "descending": "Node down",
    "perigee": "Perigee",
    "apogee": "Apogee",
}


@dataclass(frozen=True, slots=True)
class Span:
    """Time from ``start`` to ``end`` on the columns from ``left`` to ``right``."""

    start: datetime
    end: datetime
    left: int
    right: int

    def x(self, time: datetime) -> int:
        """The column of ``time``, no farther out than the ends."""
        share = (time - self.start) / max(self.end - self.start, timedelta(seconds=1))
        return self.left + round(min(max(share, 0.0), 1.0) * (self.right - self.left))


@dataclass(frozen=True, slots=True)
class Flag:
    """A name, and the stem from it down to what it names."""

    label: Label
    stem: Rect


def short_event(event: SkyEventFacts) -> str:
    """An event in a word or two: ``Full``, ``Mer retro``, ``Sun in Cap``, ``Mar sextile Sat``, ``Solar ecl.``"""
    body = short_name(event.bodies[0])
    match event.kind:
        case "station":
            return f"{body} {'retro' if event.detail == 'retrograde' else 'direct'}"
        case "ingress":
            return f"{body} in {short_name(event.sign or 'aries')}"
        case "aspect":
            return f"{body} {event.detail} {short_name(event.bodies[1])}"
        case "eclipse":
            return "Solar ecl." if "solar" in event.name else "Lunar ecl."
        case "void_of_course":
            return "Void"
        case _:
            return SHORT_DETAILS.get(event.detail or "", event.name)


def long_event(event: SkyEventFacts) -> str:
    """An event in full: ``Mercury retrograde``, ``Sun in Capricorn``, ``Mars sextile Saturn``."""
    body = event.bodies[0].title()
    match event.kind:
        case "station":
            return f"{body} {event.detail}"
        case "ingress":
            return f"{body} in {(event.sign or 'aries').title()}"
        case "aspect":
            return f"{body} {event.detail} {event.bodies[1].title()}"
        case "eclipse":
            return event.name
        case _:
            return short_event(event)


def near_date(time: datetime, beside: datetime) -> str:
    """``4 Jan 03:30``; ``12 Aug 2026`` of a time far from ``beside`` and in another year."""
    return f"{day_month(time)} {clock(time) if time.year == beside.year or time - beside < NEAR else time.year}"


def flags(
    wanted: Sequence[tuple[int, str, Ink]], lanes: Sequence[int], foot: int, left: int, right: int
) -> list[Flag | None]:
    """A name for each of ``wanted`` (column, text, ink), in the order given; ``None`` where none has room.

    A name stands on one of ``lanes`` (top rows, the lowest first), around its column or beginning or ending at it, and
    its stem goes straight down to the row ``foot``. None covers another name or stem. Of the free places it takes the
    one that is in the way of fewest others.
    """
    columns = [x for x, _, _ in wanted]

    def in_the_way(flag: Flag) -> int:
        above = sum(lane <= flag.label.box.top for lane in lanes)
        return _covered(flag.label, columns) * above

    found: list[Flag | None] = []
    standing: list[Flag] = []
    for x, text, ink in wanted:
        labels = _labels(x, text, ink, lanes, left, right)
        places = [Flag(label, Rect(x, label.box.bottom, x + STEM, max(foot, label.box.bottom))) for label in labels]
        free = [flag for flag in places if all(_apart(flag, other) for other in standing)]
        found.append(min(free, key=in_the_way, default=None))
        standing += [flag for flag in found[-1:] if flag]
    return found


def placed(wanted: Sequence[tuple[int, str, Ink]], lane: int, left: int, right: int) -> list[Label]:
    """Those names that have room on the row ``lane``, as ``flags`` places them."""
    return [flag.label for flag in flags(wanted, (lane,), lane + FIGURE.height, left, right) if flag]


def _labels(x: int, text: str, ink: Ink, lanes: Sequence[int], left: int, right: int) -> list[Label]:
    """Where a name may stand: around the column ``x``, beginning or ending at it, on each of ``lanes``."""
    width = measure(text, FIGURE)
    starts = [min(max(start, left), right - width) for start in (x - width // 2, x - STEM, x + STEM - width)]
    return [Label.at(start, lane, text, FIGURE, ink) for lane in lanes for start in starts]


def _covered(label: Label, columns: Sequence[int]) -> int:
    """How many of ``columns`` are below the label, but for its own."""
    return sum(label.box.left - STEM_GAP <= x <= label.box.right + STEM_GAP for x in columns) - 1


def _apart(one: Flag, other: Flag) -> bool:
    """Whether neither's name covers the other's name or stem."""
    return not (
        _wider(one.label.box, GAP).overlaps(other.label.box)
        or _wider(one.stem, STEM_GAP).overlaps(other.label.box)
        or _wider(other.stem, STEM_GAP).overlaps(one.label.box)
    )


def _wider(box: Rect, by: int) -> Rect:
    return Rect(box.left - by, box.top, box.right + by, box.bottom)


def day_axis(span: Span, top: int, bottom: int) -> tuple[list[Label], list[Line]]:
    """Labels at the foot, and a faint line up from each: the finest steps that have room."""
    labels: list[Label] = []
    lines: list[Line] = []
    for time, text, major in _ticks(span):
        x, width = span.x(time), measure(text, FIGURE)
        left = min(max(x - width // 2, EDGE), CANVAS.right - EDGE // 2 - width)
        if labels and left < labels[-1].box.right + MONTH_GAP:
            continue
        labels.append(Label.at(left, TIME_ROW, text, FIGURE, "text" if major else "muted"))
        lines.append(Line(Rect(x, top, x + 1, bottom), "grid"))
    return labels, lines


def _ticks(span: Span) -> list[tuple[datetime, str, bool]]:
    room = span.right - span.left
    if span.end - span.start <= SHORT_SPAN:
        return [(hour, day_month(hour) if hour.hour == 0 else f"{hour:%H:%M}", hour.hour == 0) for hour in _hours(span)]
    midnights = [hour for hour in _hours(span) if hour.hour == 0]
    for step in STEPS:
        days = [day for day in midnights if day.toordinal() % step == 0]
        if len(days) * (measure("00 Mmm", FIGURE) + TICK_GAP) <= room:
            return [(day, day_month(day), day.day == 1) for day in days]
    for months in MONTHS:
        firsts = [day for day in midnights if day.day == 1 and (day.month - 1) % months == 0]
        if len(firsts) * (measure("0000", FIGURE) + MONTH_GAP) <= room:
            break
    return [(day, str(day.year) if day.month == 1 else MONTH_NAMES[day.month - 1], day.month == 1) for day in firsts]


def _hours(span: Span) -> Iterator[datetime]:
    """Each sixth hour within ``span``, midnights among them."""
    time = span.start.replace(hour=0, minute=0, second=0, microsecond=0)
    while time <= span.end:
        if time >= span.start:
            yield time
        time += timedelta(hours=6)
