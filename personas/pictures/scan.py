"""The picture of a scan: the first matches of the page side by side, each with its candles and what it matched by."""

from collections.abc import Sequence

from personas.pictures.alt import alt_text
from personas.pictures.bars import bars, place
from personas.pictures.figures import amount_text, decimals, percent_text, price_text, true_minus
from personas.pictures.geometry import CANVAS, Label, Line, Rect
from personas.pictures.header import Note, change_text, ghost, header
from personas.pictures.layout import NO_PRICES, Dash, Drawing, Layout
from personas.pictures.palette import Ink
from personas.pictures.scale import Scale
from personas.pictures.styles import EDGE, FIGURE, FIGURE_BOLD, LARGE, PLOT_TOP
from personas.pictures.typeface import Style, measure, shortened
from services.scan.facts import ScanAnswer, ScanRow, ScanValue

GRIDS = {1: (1, 1), 2: (2, 1), 3: (2, 2), 4: (2, 2)}
"""Columns and rows for so many matches."""
SHOWN = max(GRIDS)
AREA = Rect(EDGE, PLOT_TOP, CANVAS.right - EDGE, CANVAS.bottom - 10)
GAP, ROW_GAP, LINE = 28, 14, 30
"""Pixels between cells, between their rows, and from one line of text to the next."""
FREE = 6
PLACE: Dash = (9, 6)
"""The dash of a level that a match is near."""
FAR = 0.4
"""A level farther from the candles than this share of their span is not drawn."""
BETWEEN = " · "
CHANGES = ("change", "roc")
"""Percentages that have a direction; the others are parts of something, and never below zero."""
MOST_LINES = 2
"""Of what a match is told by, below its name."""


def draw_scan(answer: ScanAnswer, marks: Sequence[str]) -> Layout:
    shown = answer.rows[:SHOWN]
    cells = _cells(len(shown))
    told = [_wrapped(_told(row), cell.width) for row, cell in zip(shown, cells, strict=True)]
    lines = max((1, *map(len, told)))
    drawing = Drawing()
    for row, cell, texts in zip(shown, cells, told, strict=True):
        _candles(row, Rect(cell.left, cell.top + (1 + lines) * LINE + 6, cell.right, cell.bottom), drawing)
        _texts(row, cell, texts, drawing)
    if not shown:
        drawing.labels.extend(_nothing(answer))
    head = header(
        answer.condition,
        " ".join(answer.timeframes),
        f"{answer.matched:,}",
        (f"of {answer.scanned:,} match", "muted"),
        answer.provenance,
        marks,
        _notes(answer, len(shown)),
    )
    drawing.lines.extend(head.samples)
    drawing.labels[:0] = head.labels
    alt = alt_text(("Scan of markets", *head.told, *map(_said, shown)))
    return drawing.done(AREA, NO_PRICES, ghost(answer.provenance, AREA), alt)


def _cells(count: int) -> list[Rect]:
    """The places of ``count`` matches, row by row."""
    if not count:
        return []
    columns, rows = GRIDS[count]
    width = (AREA.width - GAP * (columns - 1)) // columns
    height = (AREA.height - ROW_GAP * (rows - 1)) // rows
    corners = [
        (AREA.left + column * (width + GAP), AREA.top + row * (height + ROW_GAP))
        for row in range(rows)
        for column in range(columns)
    ]
    return [Rect(left, top, left + width, top + height) for left, top in corners[:count]]


def _candles(row: ScanRow, plot: Rect, drawing: Drawing) -> None:
    """The candles, and the levels and zones that are near enough to be seen with them."""
    candles = row.candles
    low, high = min(float(candles.low.min()), row.price), max(float(candles.high.max()), row.price)
    reach = FAR * (high - low)
    near = [one for one in row.places if low - reach <= one.low and one.high <= high + reach]
    ends = [low, high, *(end for one in near for end in (one.low, one.high))]
    scale = Scale.over(min(ends), max(ends), plot.top, plot.bottom, free=FREE)
    drawing.bars.extend(bars(place(candles, plot.left, plot.right), scale))
    drawing.lines.append(Line(Rect(plot.left, plot.top - 4, plot.right, plot.top - 3), "grid"))
    for one in near:
        top, bottom = scale.y(one.high), scale.y(one.low)
        if one.low < one.high:
            drawing.bands.append((Rect(plot.left, top, plot.right, bottom + 1), "pocket"))
        drawing.over.extend(
            Line(Rect(plot.left, y - 1, plot.right, y + 1), "pocket_name", PLACE) for y in dict.fromkeys((top, bottom))
        )


def _texts(row: ScanRow, cell: Rect, told: Sequence[str], drawing: Drawing) -> None:
    """The market and its price; below what it matched by, and its change where there is room beside that."""
    price = Label.ending(cell.right, cell.top, _price_text(row, row.price), FIGURE_BOLD, "text")
    name = shortened(f"{row.name} · old" if row.stale else row.name, FIGURE_BOLD, price.box.left - cell.left - 16)
    lines = [Label.at(cell.left, cell.top + (1 + at) * LINE, text, FIGURE, "muted") for at, text in enumerate(told)]
    drawing.labels.extend((Label.at(cell.left, cell.top, name, FIGURE_BOLD, "text"), price, *lines))
    if row.change_24h is not None:
        ink: Ink = "up" if row.change_24h > 0 else "down" if row.change_24h < 0 else "muted"
        change = Label.ending(cell.right, cell.top + LINE, f"{change_text(row.change_24h)} 24h", FIGURE, ink)
        if not lines or lines[0].box.right + 20 <= change.box.left:
            drawing.labels.append(change)


def _told(row: ScanRow) -> list[str]:
    gap = [] if row.sort_gap is None else [percent_text(row.sort_gap)]
    close = [] if row.close == row.price else [f"{row.timeframe} close {_price_text(row, row.close)}"]
    return [
        *gap,
        *close,
        *(_place_text(one.name, one.distance_atr) for one in row.places),
        *map(_value_text, row.values),
    ]


def _price_text(row: ScanRow, price: float) -> str:
    return price_text(price, decimals(price, float(row.candles.high.max() - row.candles.low.min())))


def _said(row: ScanRow) -> str:
    """A match in words."""
    change = [] if row.change_24h is None else [f"{percent_text(row.change_24h)} in 24 hours"]
    return ", ".join((f"{row.name} {_price_text(row, row.price)}", *_told(row), *change))


def _wrapped(texts: Sequence[str], width: int) -> list[str]:
    """``texts`` in at most two lines. None is cut, for a part of a number is another number: what has no room is left
    out, and an ellipsis says so."""
    lines: list[str] = []
    for text in texts:
        longer = f"{lines[-1]}{BETWEEN}{text}" if lines else text
        if lines and measure(longer, FIGURE) <= width:
            lines[-1] = longer
        elif len(lines) < MOST_LINES and measure(text, FIGURE) <= width:
            lines.append(text)
        else:
            if lines and measure(f"{lines[-1]} …", FIGURE) <= width:
                lines[-1] += " …"
            break
    return lines


def _place_text(name: str, distance_atr: float | None) -> str:
    """``0.618 −0.12 ATR``: what the match is near, and how far that is."""
    short = name.removesuffix(" retracement").removesuffix(" extension")
    if distance_atr is None:
        return short
    if not distance_atr:
        return f"in {short}" if short.endswith("pocket") else f"at {short}"
    return true_minus(f"{short} {distance_atr:+.2f} ATR")


def _value_text(value: ScanValue) -> str:
    match value.unit:
        case "percent":
            text = percent_text(value.value / 100)
            text = text if value.name.startswith(CHANGES) else text.removeprefix("+")
        case "volume":
            text = amount_text(value.value)
        case "price" | "difference":
            text = price_text(value.value, decimals(abs(value.value), abs(value.value) / 100))
        case "0..100":
            text = price_text(value.value, 1)
        case _:
            text = price_text(value.value, 2)
    return f"{value.name} {text}"


def _notes(answer: ScanAnswer, shown: int) -> list[Note]:
    notes = [Note(f"by {answer.sorted_by}")] if answer.matched > 1 else []
    if any(row.places for row in answer.rows[:shown]):
        notes.append(Note("level it is near", sample=("pocket_name", PLACE)))
    if answer.matched > shown > 0:
        notes.append(Note(f"first {shown} of page {answer.page}/{answer.pages}"))
    if answer.failed:
        notes.append(Note(f"{answer.failed:,} failed", "alert"))
    return notes


def _nothing(answer: ScanAnswer) -> list[Label]:
    """What stands where the matches would."""
    lines: list[tuple[str, Style, Ink]] = [("No market fits", LARGE, "text")]
    if answer.not_known:
        lines.append((f"{answer.not_known:,} could not be judged: too few bars, or not defined", FIGURE, "muted"))
    labels = []
    top = (AREA.top + AREA.bottom) // 2 - LARGE.height
    for text, style, ink in lines:
        labels.append(Label.at((CANVAS.width - measure(text, style)) // 2, top, text, style, ink))
        top += style.height + 12
    return labels
