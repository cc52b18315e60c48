"""The three lines above a plot: what it shows; badges and notes, when and where it comes from; SIMULATED behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from personas.pictures.figures import percent_text
from personas.pictures.geometry import CANVAS, Label, Line, Rect
from personas.pictures.layout import Dash
from personas.pictures.palette import Ink
from personas.pictures.styles import (
    EDGE,
    FIGURE,
    FIGURE_BOLD,
    GHOST,
    HEAD_ROW,
    LAST_NOTE_ROW,
    NOTE_ROW,
    SUBTITLE,
    TITLE,
)
from personas.pictures.typeface import Style, measure, shortened
from services.market.candles import Provenance

PAPER = "PAPER"
"""A badge of what is about a paper account."""
LONGEST_SOURCE = 390
"""Pixels for the source's name."""
LONGEST_BADGE = 150
BADGE_HEIGHT, BADGE_PAD, BADGE_GAP = 34, 12, 10
SAMPLE = 35
"""The length of a line in the legend."""
NOTE_GAP = 22


@dataclass(frozen=True, slots=True)
class Note:
    """A remark in the header's second line; ``sample`` is the line that it names (its ink and dash)."""

    text: str
    ink: Ink = "muted"
    sample: tuple[Ink, Dash | None] | None = None


class Head(NamedTuple):
    """A header: what is written, the lines that its notes name, and what it says in sentences."""

    labels: Sequence[Label]
    samples: Sequence[Line]
    told: Sequence[str]


def header(
    symbol: str,
    timeframe: str,
    price: str,
    change: tuple[str, Ink],
    provenance: Provenance,
    marks: Sequence[str],
    notes: Sequence[Note],
) -> Head:
    """The header of a picture of markets.

    ``change`` is a text and its colour; it goes to the lines below where the first has no room for it. SIMULATED and
    STALE come first of the badges, ``marks`` next (there is room for three short ones in any case), then those of
    ``notes`` that have room.
    """
    right = CANVAS.right - EDGE
    parts: tuple[tuple[str, Style, Ink, int], ...] = (
        (timeframe, SUBTITLE, "muted", 12),
        (price, TITLE, "text", 22),
        (change[0], SUBTITLE, change[1], 16),
    )
    fixed, full = (sum(gap + measure(text, style) for text, style, _, gap in some) for some in (parts[:2], parts))
    first = parts if EDGE + measure(symbol, TITLE) + full <= right else parts[:2]
    head = [Label.at(EDGE, HEAD_ROW, shortened(symbol, TITLE, right - EDGE - fixed), TITLE, "text")]
    for text, style, ink, gap in first:
        head.append(Label.at(head[-1].box.right + gap, HEAD_ROW + TITLE.ascent - style.ascent, text, style, ink))
    badges: list[tuple[str, Ink]] = [("SIMULATED", "mark")] if provenance.simulated else []
    badges += [("STALE", "alert")] if provenance.stale else []
    badges += [(mark, "mark") for mark in dict.fromkeys(marks) if mark != "SIMULATED"]
    moved = [] if first == parts else [Note(*change)]
    source = provenance.venue if provenance.simulated else f"{provenance.venue} · {provenance.source}"
    as_of: tuple[str, Ink] = f"{provenance.as_of:%Y-%m-%d %H:%M} UTC", "alert" if provenance.stale else "muted"
    below, samples = lines_below(badges, [*moved, *notes], as_of, source)
    marked = ", ".join(text for text, _ in badges)
    told = f"{symbol} {timeframe}: {price}, {change[0]}", *(note.text for note in notes if not note.sample), marked
    return Head([*head, *below], samples, (*told, f"{source}, {as_of[0]}"))


def lines_below(
    badges: Sequence[tuple[str, Ink]], notes: Sequence[Note], as_of: tuple[str, Ink], source: str
) -> tuple[list[Label], list[Line]]:
    """Two lines: badges (text and ground) and notes that have room, at the right ``as_of`` and below it the source. The
    second list is the lines that the notes name."""
    right = CANVAS.right - EDGE
    rows = NOTE_ROW + (BADGE_HEIGHT - FIGURE.height) // 2, LAST_NOTE_ROW
    ends = (
        Label.ending(right, rows[0], as_of[0], FIGURE, as_of[1]),
        Label.ending(right, rows[1], shortened(source, FIGURE, LONGEST_SOURCE), FIGURE, "muted"),
    )
    labels: list[Label] = []
    samples: list[Line] = []
    left = EDGE
    for text, ground in badges:
        text = shortened(text, FIGURE_BOLD, LONGEST_BADGE)
        box = Rect(left, NOTE_ROW, left + measure(text, FIGURE_BOLD) + 2 * BADGE_PAD, NOTE_ROW + BADGE_HEIGHT)
        if box.right <= ends[0].box.left - BADGE_GAP:
            labels.append(Label(text, FIGURE_BOLD, box, left + BADGE_PAD, "background", ground))
            left = box.right + BADGE_GAP
    lefts = [left, EDGE]
    for note in notes:
        for at, (row, end) in enumerate(zip(rows, ends, strict=True)):
            label = Label.at(lefts[at] + (SAMPLE + 8 if note.sample else 0), row, note.text, FIGURE, note.ink)
            if label.box.right <= end.box.left - NOTE_GAP:
                labels.append(label)
                if note.sample:
                    middle = row + FIGURE.height // 2
                    samples.append(Line(Rect(lefts[at], middle - 2, lefts[at] + SAMPLE, middle + 2), *note.sample))
                lefts[at] = label.box.right + NOTE_GAP
                break
    return [*labels, *ends], samples


def ghost(provenance: Provenance, plot: Rect) -> Label | None:
    """SIMULATED behind the plot where that is what the market is."""
    return ghost_of(plot) if provenance.simulated else None


def ghost_of(plot: Rect) -> Label:
    """SIMULATED, large and faint behind the plot, so that no cut-out of the picture passes for a market."""
    left = (plot.left + plot.right - measure("SIMULATED", GHOST)) // 2
    return Label.at(max(plot.left, left), (plot.top + plot.bottom - GHOST.height) // 2, "SIMULATED", GHOST, "watermark")


def change_text(change: float) -> str:
    arrow = "▲ " if change > 0 else "▼ " if change < 0 else ""
    return arrow + percent_text(change)


def candle_span(timeframe: str, group: int) -> str:
    """What one candle of the picture spans: ``1h``, or ``3 × 1h`` where three became one."""
    return timeframe if group == 1 else f"{group} × {timeframe}"
