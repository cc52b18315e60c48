"""What timelines of the sky have in common: a time axis of days, short names, and rows for names side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from personas.pictures.geometry import Label, Line, Rect
from personas.pictures.layout import FIGURE, TIME_ROW
from personas.pictures.palette import Ink
from personas.pictures.timeaxis import MONTH_NAMES
from personas.pictures.typeface import Style, measure
from services.cosmic.facts import SkyEventFacts

WEIGHTLESS = "weight in a decision: none"
"""Said on every picture of the sky."""
GAP = 10
"""Pixels between two names, at least."""
TICK_GAP, MONTH_GAP = 26, 8
STEPS = (1, 2, 7, 14)
"""Days between two labels of the axis; beyond them it is months."""
MONTHS = (1, 2, 3)

SHORT = {
    "sun": "Sun",
    "moon": "Moon",
    "mercury": "Mer",
    "venus": "Ven",
    "mars": "Mar",
    "jupiter": "Jup",
    "saturn": "Sat",
    "uranus": "Ura",
    "neptune": "Nep",
    "pluto": "Plu",
}
SHORT_SIGNS = {
    "aries": "Ari",
    "taurus": "Tau",
    "gemini": "Gem",
    "cancer": "Can",
    "leo": "Leo",
    "virgo": "Vir",
    "libra": "Lib",
    "scorpio": "Sco",
    "sagittarius": "Sag",
    "capricorn": "Cap",
    "aquarius": "Aqu",
    "pisces": "Pis",
}
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


def short_name(event: SkyEventFacts) -> str:
    """An event in a word or two: ``Full``, ``Mer retro``, ``Sun Cap``, ``Mar sextile Sat``, ``Solar ecl.``"""
    body = SHORT[event.bodies[0]]
    match event.kind:
        case "station":
            return f"{body} {'retro' if event.detail == 'retrograde' else 'direct'}"
        case "ingress":
            return f"{body} {SHORT_SIGNS[event.sign or 'aries']}"
        case "aspect":
            return f"{body} {event.detail} {SHORT[event.bodies[1]]}"
        case "eclipse":
            return "Solar ecl." if "solar" in event.name else "Lunar ecl."
        case "void_of_course":
            return "Void"
        case _:
            return SHORT_DETAILS.get(event.detail or "", event.name)


def placed(
    wanted: Sequence[tuple[int, str, Ink]],
    lanes: Sequence[int],
    left: int,
    right: int,
    style: Style = FIGURE,
    taken: Sequence[Rect] = (),
) -> list[Label]:
    """Names centred on their columns, each on the first of ``lanes`` (top rows) that has room, in the order wanted.
    Those that have none are left out."""
    labels: list[Label] = []
    for x, text, ink in wanted:
        width = measure(text, style)
        start = min(max(x - width // 2, left), right - width)
        for lane in lanes:
            label = Label.at(start, lane, text, style, ink)
            wide = Rect(label.box.left - GAP, label.box.top, label.box.right + GAP, label.box.bottom)
            if not any(wide.overlaps(box) for box in (*taken, *(other.box for other in labels))):
                labels.append(label)
                break
    return labels


def day_axis(span: Span, top: int, bottom: int) -> tuple[list[Label], list[Line]]:
    """Labels at the foot, and a faint line up from each: the finest steps that have room."""
    ticks = _ticks(span)
    labels, lines = [], []
    for time, text, major in ticks:
        x = span.x(time)
        lines.append(Line(Rect(x, top, x + 1, bottom), "grid"))
        label = Label.at(x - measure(text, FIGURE) // 2, TIME_ROW, text, FIGURE, "text" if major else "muted")
        if label.box.left >= span.left - 20 and label.box.right <= span.right + 6:
            labels.append(label)
    return labels, lines


def _ticks(span: Span) -> list[tuple[datetime, str, bool]]:
    room = span.right - span.left
    for step in STEPS:
        days = [day for day in _days(span) if (day.toordinal() % step) == 0]
        if len(days) * (measure("00 Mmm", FIGURE) + TICK_GAP) <= room:
            return [(day, f"{day.day} {MONTH_NAMES[day.month - 1]}", day.day == 1) for day in days] or _clock(span)
    for months in MONTHS:
        firsts = [day for day in _days(span) if day.day == 1 and (day.month - 1) % months == 0]
        if len(firsts) * (measure("0000", FIGURE) + MONTH_GAP) <= room:
            break
    return [(day, str(day.year) if day.month == 1 else MONTH_NAMES[day.month - 1], day.month == 1) for day in firsts]


def _days(span: Span) -> Iterator[datetime]:
    """Midnights within ``span``."""
    day = span.start.replace(hour=0, minute=0, second=0, microsecond=0)
    if day < span.start:
        day += timedelta(days=1)
    while day <= span.end:
        yield day
        day += timedelta(days=1)


def _clock(span: Span) -> list[tuple[datetime, str, bool]]:
    return [(span.start, f"{span.start:%H:%M}", False), (span.end, f"{span.end:%H:%M}", False)]
