"""A picture before it is painted: everything it shows, as shapes in pixels."""

from collections.abc import Sequence
from dataclasses import dataclass

from personas.pictures.bars import Shown
from personas.pictures.figures import percent_text
from personas.pictures.geometry import Bar, Curve, Dot, Label, Leader, Line, Rect, Shape
from personas.pictures.palette import Ink, Palette
from personas.pictures.scale import Scale
from personas.pictures.timeaxis import time_ticks
from personas.pictures.typeface import Style, measure, shortened
from services.market.candles import Provenance

CANVAS = Rect(0, 0, 1200, 675)
EDGE = 24
"""Free pixels at the left and right of the canvas."""
HEAD_ROW, NOTE_ROW = 10, 62
"""The top rows of the two lines of the header."""
PLOT_TOP = 112
TIME_ROW = 640
"""The top row of the time axis."""

TITLE = Style("Bold", 38)
SUBTITLE = Style("Medium", 34)
BADGE = Style("Bold", 28)
NOTE = Style("Medium", 24)
FIGURE = Style("Medium", 24)
FIGURE_BOLD = Style("Bold", 24)
GHOST = Style("Bold", 132)

LONGEST_SOURCE = 300
"""Pixels for the source's name."""
SHORTEST_SYMBOL = 190
"""Pixels that the symbol has before the source is shortened."""
LONGEST_MARK = 240
BADGE_HEIGHT = 38
SAMPLE = 35
"""The length of a line in the legend."""
PLATE_HEIGHT = 36
"""Rows of the last price's tag."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Shapes by layer, the lowest layer first.

    ``ghost`` is the mark behind the plot, ``bands`` and ``shapes`` are filled zones, ``lines`` lie under the ``bars``,
    ``over`` and ``curves`` on them; of the ``labels`` none covers another.
    """

    plot: Rect
    scale: Scale
    ghost: Label | None
    bands: tuple[tuple[Rect, Ink], ...]
    lines: tuple[Line, ...]
    bars: tuple[Bar, ...]
    over: tuple[Line, ...]
    dots: tuple[Dot, ...]
    leaders: tuple[Leader, ...]
    labels: tuple[Label, ...]
    shapes: tuple[Shape, ...] = ()
    curves: tuple[Curve, ...] = ()

    def png(self, palette: Palette) -> bytes:
        """Painted. The same layout gives the same bytes."""
        from personas.pictures.paint import png

        return png(self, palette)


@dataclass(frozen=True, slots=True)
class Note:
    """A remark in the header's second line; ``sample`` is the line that it names (its ink and dash)."""

    text: str
    ink: Ink = "muted"
    sample: tuple[Ink, tuple[int, int] | None] | None = None


def header(
    symbol: str,
    timeframe: str,
    price: str,
    change: tuple[str, Ink],
    provenance: Provenance,
    marks: Sequence[str],
    notes: Sequence[Note],
) -> tuple[list[Label], list[Line]]:
    """The two lines above the plot: what this is, and where it comes from.

    ``change`` is a text and its colour. SIMULATED and STALE come first of the badges, ``marks`` next (there is
    room for three short ones in any case), then those of ``notes`` that have room. The second list is the lines that
    the notes name.
    """
    right = CANVAS.right - EDGE
    parts: tuple[tuple[str, Style, Ink, int], ...] = (
        (timeframe, SUBTITLE, "muted", 16),
        (price, TITLE, "text", 32),
        (change[0], SUBTITLE, change[1], 20),
    )
    rest = sum(gap + measure(text, style) for text, style, _, gap in parts) + EDGE
    source = provenance.venue if provenance.simulated else f"{provenance.venue} · {provenance.source}"
    source = shortened(source, NOTE, min(LONGEST_SOURCE, right - EDGE - rest - SHORTEST_SYMBOL))
    origin = Label.ending(right, HEAD_ROW + 12, source, NOTE, "muted")
    head = [Label.at(EDGE, HEAD_ROW, shortened(symbol, TITLE, origin.box.left - EDGE - rest), TITLE, "text")]
    for text, style, ink, gap in parts:
        head.append(Label.at(head[-1].box.right + gap, HEAD_ROW + TITLE.ascent - style.ascent, text, style, ink))
    as_of = Label.ending(
        right,
        NOTE_ROW + 4,
        f"{provenance.as_of:%Y-%m-%d %H:%M} UTC",
        NOTE,
        "alert" if provenance.stale else "muted",
    )
    badges = _badges(provenance, marks, as_of.box.left - EDGE)
    left = badges[-1].box.right + 20 if badges else EDGE
    remarks, samples = _notes(notes, left, as_of.box.left - EDGE)
    return [*head, origin, *badges, *remarks, as_of], samples


def _badges(provenance: Provenance, marks: Sequence[str], right: int) -> list[Label]:
    wanted: list[tuple[str, Ink]] = []
    if provenance.simulated:
        wanted.append(("SIMULATED", "mark"))
    if provenance.stale:
        wanted.append(("STALE", "alert"))
    wanted.extend((mark, "mark") for mark in dict.fromkeys(marks) if mark != "SIMULATED")
    labels: list[Label] = []
    left = EDGE
    for text, ground in wanted:
        text = shortened(text, BADGE, LONGEST_MARK)
        box = Rect(left, NOTE_ROW, left + measure(text, BADGE) + 28, NOTE_ROW + BADGE_HEIGHT)
        if box.right <= right:
            labels.append(Label(text, BADGE, box, left + 14, "background", ground))
            left = box.right + 12
    return labels


def _notes(notes: Sequence[Note], left: int, right: int) -> tuple[list[Label], list[Line]]:
    labels: list[Label] = []
    samples: list[Line] = []
    top = NOTE_ROW + 4
    for note in notes:
        lead = SAMPLE + 8 if note.sample else 0
        label = Label.at(left + lead, top, note.text, NOTE, note.ink)
        if label.box.right > right:
            continue
        labels.append(label)
        if note.sample:
            ink, dash = note.sample
            row = top + NOTE.height // 2
            samples.append(Line(Rect(left, row - 1, left + SAMPLE, row + 2), ink, dash))
        left = label.box.right + 26
    return labels, samples


def ghost(provenance: Provenance, plot: Rect) -> Label | None:
    """SIMULATED, large and faint behind the plot, so that no cut-out of the picture passes for a market."""
    if not provenance.simulated:
        return None
    left = (plot.left + plot.right - measure("SIMULATED", GHOST)) // 2
    return Label.at(max(plot.left, left), (plot.top + plot.bottom - GHOST.height) // 2, "SIMULATED", GHOST, "watermark")


def time_axis(shown: Shown, plot: Rect, bottom: int) -> tuple[list[Label], list[Line]]:
    """Labels below the plot, and a faint line up from each."""
    labels, lines = [], []
    for tick in time_ticks(shown.time, shown.x, plot.left - 6, plot.right, FIGURE):
        x = int(shown.x[tick.index])
        labels.append(Label.at(tick.left, TIME_ROW, tick.text, FIGURE, "text" if tick.major else "muted"))
        lines.append(Line(Rect(x, plot.top, x + 1, bottom), "grid"))
    return labels, lines


def change_text(change: float) -> str:
    arrow = "▲ " if change > 0 else "▼ " if change < 0 else ""
    return arrow + percent_text(change)


def price_tag(price: str, left: int, top: int, text_left: int, before: tuple[str, int] | None = None) -> Label:
    """The last price on a plate at the right."""
    box = Rect(left, top, CANVAS.right - 6, top + PLATE_HEIGHT)
    return Label(price, FIGURE_BOLD, box, text_left, "background", "last", before)


def price_line(row: int, left: int, right: int) -> Line:
    return Line(Rect(left, row - 1, right, row + 1), "last", (8, 7), faint=True)


def hole_lines(columns: Sequence[int], top: int, bottom: int) -> list[Line]:
    """A thin dotted line where candles are missing."""
    return [Line(Rect(x, top, x + 1, bottom), "muted", (2, 4)) for x in columns]


def candle_span(timeframe: str, group: int) -> str:
    """What one candle of the picture spans: ``1h``, or ``3 × 1h`` where three became one."""
    return timeframe if group == 1 else f"{group} × {timeframe}"
