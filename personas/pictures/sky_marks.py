"""Events of the sky on a chart: a dashed line at each, and its name above the candles where that has room."""

from collections.abc import Sequence

from personas.pictures.bars import Shown
from personas.pictures.geometry import Label, Line, Rect
from personas.pictures.layout import FIGURE, Note
from personas.pictures.palette import Ink
from personas.pictures.timeline import placed, short_name
from services.cosmic.facts import SkyEventFacts

ROOM = 36
"""Rows above the candles for the names."""
CLOSEST = 12
"""Pixels from one line to the next, in the mean: a kind with which they would be closer is left out, all of it."""
LOOK: dict[str, tuple[str, Ink, tuple[int, int]]] = {
    "eclipse": ("eclipse", "alert", (14, 4)),
    "station": ("Mercury turns", "counter", (8, 6)),
    "moon_phase": ("new, full Moon", "muted", (4, 5)),
    "ingress": ("Sun's sign", "retracement", (2, 6)),
}
"""Legend, ink and dash of each kind, those first that have a place before others."""


def marked(events: Sequence[SkyEventFacts], plot: Rect) -> tuple[SkyEventFacts, ...]:
    """The events of those kinds that have room."""
    kept: tuple[SkyEventFacts, ...] = ()
    for kind in LOOK:
        more = tuple(event for event in events if event.kind == kind)
        if (len(kept) + len(more)) * CLOSEST <= plot.width:
            kept += more
    return kept


def sky_marks(events: Sequence[SkyEventFacts], shown: Shown, plot: Rect, bottom: int) -> tuple[list[Line], list[Label]]:
    """Lines from the top of ``plot`` to ``bottom``, and names in the ``ROOM`` above it."""
    top = plot.top - ROOM + (ROOM - FIGURE.height) // 2
    columns = [(_column(event, shown), event) for event in marked(events, plot)]
    lines = [
        Line(Rect(x, plot.top, x + 2, bottom), ink, dash)
        for x, event in columns
        for _, ink, dash in (LOOK[event.kind],)
    ]
    names = [(x, short_name(event), LOOK[event.kind][1]) for x, event in columns]
    return lines, placed(names, (top,), plot.left, plot.right)


def sky_legend(events: Sequence[SkyEventFacts], plot: Rect) -> list[Note]:
    """What the lines mean."""
    kinds = {event.kind for event in marked(events, plot)}
    return [Note(text, sample=(ink, dash)) for kind, (text, ink, dash) in LOOK.items() if kind in kinds]


def _column(event: SkyEventFacts, shown: Shown) -> int:
    """Where it happened: within its bar, which may span weeks, and never beyond the newest."""
    bar = shown.index(event.time)
    if bar + 1 == len(shown.time):
        return int(shown.x[bar])
    start, end = int(shown.time[bar]), int(shown.time[bar + 1])
    share = (event.time.timestamp() * 1000 - start) / (end - start)
    return int(shown.x[bar]) + round((min(max(share, 0.0), 1.0) - 0.5) * shown.step)
