"""The picture of a watchlist: a line a market with the course of its last day."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from personas.phrasing import short_names
from personas.pictures.alt import alt_text, listed
from personas.pictures.figures import decimals, percent_text, price_text
from personas.pictures.geometry import CANVAS, Curve, Label, Line, Rect
from personas.pictures.header import Note, change_text, ghost, header
from personas.pictures.layout import NO_PRICES, Drawing, Layout
from personas.pictures.palette import Ink
from personas.pictures.styles import EDGE, FIGURE, FIGURE_BOLD, PLOT_TOP
from personas.pictures.typeface import measure, shortened
from services.watchlists.facts import WatchlistAnswer, WatchRow

AREA: Final = Rect(EDGE, PLOT_TOP, CANVAS.right - EDGE, CANVAS.bottom - 10)
ALONE: Final = 8
"""More markets than these stand in two columns, without their prices, which are on the card."""
TALLEST: Final = 234
"""Pixels of a line."""
COLUMN_GAP: Final = 36
GAP: Final = 16
LONGEST_NAME: Final = 150
ROOM: Final = 8
"""Free pixels above and below a course."""
OLD: Final = " old"


def draw_watchlist(answer: WatchlistAnswer, marks: Sequence[str]) -> Layout:
    rows = answer.rows
    columns = 1 if len(rows) <= ALONE else 2
    deep = -(-len(rows) // columns)
    height = min(TALLEST, AREA.height // deep)
    width = (AREA.width - COLUMN_GAP * (columns - 1)) // columns
    names = short_names(row.name for row in rows)
    drawing = Drawing()
    widths = _widths(names, rows, priced=columns == 1)
    for at, (name, row) in enumerate(zip(names, rows, strict=True)):
        left, top = AREA.left + at // deep * (width + COLUMN_GAP), AREA.top + at % deep * height
        _line(row, name, Rect(left, top, left + width, top + height), widths, drawing)
    up, down = f"{answer.rising} up", f"{answer.falling} down"
    head = header(answer.called, "24h", up, (down, "muted"), answer.provenance, marks, _notes(answer))
    drawing.lines.extend(head.samples)
    drawing.labels[:0] = head.labels
    told = listed(f"{row.name} {_price_text(row)}{_change(row)}" for row in rows)
    alt = alt_text(("Watchlist", *head.told[:-1], told, head.told[-1]))
    return drawing.done(AREA, NO_PRICES, ghost(answer.provenance, AREA), alt)


def _notes(answer: WatchlistAnswer) -> list[Note]:
    notes = [Note("lines: the last 24 hours")]
    if answer.missing:
        notes.append(Note(f"{len(answer.missing)} missing", "alert"))
    return notes


def _change(row: WatchRow) -> str:
    return "" if row.change_24h is None else f", {percent_text(row.change_24h)} in 24 hours"


def _widths(names: Sequence[str], rows: Sequence[WatchRow], *, priced: bool) -> tuple[int, int, int]:
    """Of the columns of names, prices and changes; without prices 0."""
    name = max(measure(_named(name, row), FIGURE_BOLD) for name, row in zip(names, rows, strict=True))
    price = max(measure(_price_text(row), FIGURE_BOLD) for row in rows) if priced else 0
    return min(name, LONGEST_NAME), price, max(measure(_change_text(row), FIGURE) for row in rows)


def _named(name: str, row: WatchRow) -> str:
    return f"{name}{OLD}" if row.stale else name


def _line(row: WatchRow, name: str, cell: Rect, widths: tuple[int, int, int], drawing: Drawing) -> None:
    """Name, course, price and change of a market, from left to right."""
    named, priced, changed = widths
    top = (cell.top + cell.bottom - FIGURE.height) // 2
    ink = _ink(row)
    shown = shortened(_named(name, row), FIGURE_BOLD, LONGEST_NAME)
    drawing.labels.append(Label.at(cell.left, top, shown, FIGURE_BOLD, "text"))
    drawing.labels.append(Label.ending(cell.right, top, _change_text(row), FIGURE, ink))
    right = cell.right - changed - GAP
    if priced:
        drawing.labels.append(Label.ending(right, top, _price_text(row), FIGURE_BOLD, "text"))
        right -= priced + GAP
    drawing.lines.append(Line(Rect(cell.left, cell.bottom - 1, cell.right, cell.bottom), "grid"))
    _course(row, Rect(cell.left + named + GAP, cell.top + ROOM, right, cell.bottom - ROOM - 1), ink, drawing)


def _course(row: WatchRow, plot: Rect, ink: Ink, drawing: Drawing) -> None:
    if len(row.closes) < 2 or plot.width < 2:
        return
    closes = np.array(row.closes)
    low, span = float(closes.min()), float(np.ptp(closes))
    part = (closes - low) / span if span else np.full(len(closes), 0.5)
    across = np.round(np.linspace(plot.left, plot.right - 1, len(closes))).astype(int).tolist()
    down = np.round(plot.bottom - 1 - part * (plot.height - 1)).astype(int).tolist()
    drawing.curves.append(Curve(tuple(zip(across, down, strict=True)), ink, 3))


def _ink(row: WatchRow) -> Ink:
    change = row.change_24h or 0.0
    return "up" if change > 0 else "down" if change < 0 else "muted"


def _change_text(row: WatchRow) -> str:
    return "" if row.change_24h is None else change_text(row.change_24h)


def _price_text(row: WatchRow) -> str:
    spread = max(row.closes) - min(row.closes) if row.closes else 0.0
    return price_text(row.price, decimals(row.price, spread or row.price / 100))
