"""The two lines above a plot: what it shows, where that comes from, badges and notes; and SIMULATED behind the plot."""

from collections.abc import Sequence
from dataclasses import dataclass

from personas.pictures.figures import percent_text
from personas.pictures.geometry import CANVAS, Label, Line, Rect
from personas.pictures.layout import EDGE, Dash
from personas.pictures.palette import Ink
from personas.pictures.typeface import Style, measure, shortened
from services.market.candles import Provenance

HEAD_ROW, NOTE_ROW = 10, 62
"""The top rows of the two lines."""
TITLE = Style("Bold", 38)
SUBTITLE = Style("Medium", 34)
BADGE = Style("Bold", 28)
NOTE = Style("Medium", 24)
GHOST = Style("Bold", 132)
LONGEST_SOURCE = 300
"""Pixels for the source's name."""
SHORTEST_SYMBOL = 190
"""Pixels that the symbol has before the source is shortened."""
LONGEST_BADGE = 240
BADGE_HEIGHT = 38
SAMPLE = 35
"""The length of a line in the legend."""


@dataclass(frozen=True, slots=True)
class Note:
    """A remark in the header's second line; ``sample`` is the line that it names (its ink and dash)."""

    text: str
    ink: Ink = "muted"
    sample: tuple[Ink, Dash | None] | None = None


def header(
    symbol: str,
    timeframe: str,
    price: str,
    change: tuple[str, Ink],
    provenance: Provenance,
    marks: Sequence[str],
    notes: Sequence[Note],
) -> tuple[list[Label], list[Line]]:
    """The header of a picture of markets.

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
    badges: list[tuple[str, Ink]] = [("SIMULATED", "mark")] if provenance.simulated else []
    badges += [("STALE", "alert")] if provenance.stale else []
    badges += [(mark, "mark") for mark in dict.fromkeys(marks) if mark != "SIMULATED"]
    told = f"{provenance.as_of:%Y-%m-%d %H:%M} UTC"
    as_of = Label.ending(right, NOTE_ROW + 4, told, NOTE, "alert" if provenance.stale else "muted")
    below, samples = second_line(badges, notes, as_of)
    return [*head, origin, *below], samples


def second_line(
    badges: Sequence[tuple[str, Ink]], notes: Sequence[Note], as_of: Label
) -> tuple[list[Label], list[Line]]:
    """Badges (text and ground) and notes, those that have room before ``as_of``, and the lines that the notes name."""
    right = as_of.box.left - EDGE
    labels: list[Label] = []
    samples: list[Line] = []
    left = EDGE
    for text, ground in badges:
        text = shortened(text, BADGE, LONGEST_BADGE)
        box = Rect(left, NOTE_ROW, left + measure(text, BADGE) + 28, NOTE_ROW + BADGE_HEIGHT)
        if box.right <= right:
            labels.append(Label(text, BADGE, box, left + 14, "background", ground))
            left = box.right + 12
    left += 8 if labels else 0
    for note in notes:
        label = Label.at(left + (SAMPLE + 8 if note.sample else 0), as_of.box.top, note.text, NOTE, note.ink)
        if label.box.right > right:
            continue
        labels.append(label)
        if note.sample:
            row = as_of.box.top + NOTE.height // 2
            samples.append(Line(Rect(left, row - 1, left + SAMPLE, row + 2), *note.sample))
        left = label.box.right + 26
    return [*labels, as_of], samples


def ghost(provenance: Provenance, plot: Rect) -> Label | None:
    """SIMULATED, large and faint behind the plot, so that no cut-out of the picture passes for a market."""
    if not provenance.simulated:
        return None
    left = (plot.left + plot.right - measure("SIMULATED", GHOST)) // 2
    return Label.at(max(plot.left, left), (plot.top + plot.bottom - GHOST.height) // 2, "SIMULATED", GHOST, "watermark")


def change_text(change: float) -> str:
    arrow = "▲ " if change > 0 else "▼ " if change < 0 else ""
    return arrow + percent_text(change)


def candle_span(timeframe: str, group: int) -> str:
    """What one candle of the picture spans: ``1h``, or ``3 × 1h`` where three became one."""
    return timeframe if group == 1 else f"{group} × {timeframe}"
