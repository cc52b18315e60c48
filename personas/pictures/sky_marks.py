"""Events of the sky on a chart: a dashed line at each, its name above the candles where that has room, and a legend."""

from collections.abc import Sequence

from personas.pictures.bars import Shown
from personas.pictures.geometry import CANVAS, Label, Line, Rect
from personas.pictures.header import SAMPLE
from personas.pictures.palette import Ink
from personas.pictures.styles import EDGE, FIGURE
from personas.pictures.timeline import placed, short_event
from personas.pictures.typeface import shortened
from services.cosmic.facts import SkyEventFacts

ROOM = 66
"""Rows above the candles: for the legend, and for the names below it."""
ROW = 32
CLOSEST = 12
"""Pixels from one line to the next, in the mean: a sort with which they would be closer is left out, all of it."""
LOOK: dict[str, tuple[str, Ink, tuple[int, int]]] = {
    "eclipse": ("eclipse", "alert", (14, 4)),
    "station": ("Mercury", "counter", (8, 6)),
    "full_moon": ("full", "text", (4, 5)),
    "new_moon": ("new", "muted", (3, 8)),
    "ingress": ("Sun's sign", "retracement", (2, 5)),
}
"""Legend, ink and dash of each sort, those first that have a place before others."""


def marked(events: Sequence[SkyEventFacts], plot: Rect) -> tuple[SkyEventFacts, ...]:
    """The events of those sorts that have room."""
    kept: tuple[SkyEventFacts, ...] = ()
    for sort in LOOK:
        more = tuple(event for event in events if _sort(event) == sort)
        if (len(kept) + len(more)) * CLOSEST <= plot.width:
            kept += more
    return kept


def sky_marks(events: Sequence[SkyEventFacts], shown: Shown, plot: Rect, bottom: int) -> tuple[list[Line], list[Label]]:
    """Lines from the top of ``plot`` to ``bottom``, and names in the ``ROOM`` above it."""
    columns = [(_column(event, shown), event) for event in marked(events, plot)]
    lines = [
        Line(Rect(x, plot.top, x + 2, bottom), ink, dash)
        for x, event in columns
        for _, ink, dash in (LOOK[_sort(event)],)
    ]
    names = [(x, short_event(event), LOOK[_sort(event)][1]) for x, event in columns]
    return lines, placed(names, plot.top - ROW, plot.left, plot.right)


def sky_legend(events: Sequence[SkyEventFacts], plot: Rect) -> tuple[list[Label], list[Line]]:
    """What the lines mean, and which events are not drawn: a row above the names."""
    drawn = {_sort(event) for event in marked(events, plot)}
    labels: list[Label] = []
    lines: list[Line] = []
    left, top = EDGE, plot.top - ROOM
    for text, ink, dash in (LOOK[sort] for sort in LOOK if sort in drawn):
        row = top + FIGURE.height // 2
        lines.append(Line(Rect(left, row - 1, left + SAMPLE, row + 2), ink, dash))
        labels.append(Label.at(left + SAMPLE + 8, top, text, FIGURE, "muted"))
        left = labels[-1].box.right + 24
    crowded = [LOOK[sort][0] for sort in LOOK if sort in {_sort(event) for event in events} - drawn]
    if crowded:
        told = shortened(f"too close: {', '.join(crowded)}", FIGURE, CANVAS.right - EDGE - left)
        labels.append(Label.at(left, top, told, FIGURE, "muted"))
    return labels, lines


def _sort(event: SkyEventFacts) -> str:
    return event.detail or event.kind if event.kind == "moon_phase" else event.kind


def _column(event: SkyEventFacts, shown: Shown) -> int:
    """Where it happened: within its bar, which may span weeks, and never beyond the newest."""
    bar = shown.index(event.time)
    if bar + 1 == len(shown.time):
        return int(shown.x[bar])
    start, end = int(shown.time[bar]), int(shown.time[bar + 1])
    share = (event.time.timestamp() * 1000 - start) / (end - start)
    return int(shown.x[bar]) + round((min(max(share, 0.0), 1.0) - 0.5) * shown.step)
