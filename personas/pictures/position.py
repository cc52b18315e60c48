"""The picture of a position: candles, and beside them what it may lose and gain, from its entry on."""

from collections.abc import Sequence
from dataclasses import dataclass

from personas.format import MINUS, base, quote
from personas.pictures.bars import bars, holes, place
from personas.pictures.figures import amount_text, decimals, percent_text, price_text
from personas.pictures.geometry import Label, Leader, Line, Rect
from personas.pictures.layout import (
    CANVAS,
    EDGE,
    FIGURE,
    FIGURE_BOLD,
    PLATE_HEIGHT,
    PLOT_TOP,
    SUBTITLE,
    TIME_ROW,
    Layout,
    Note,
    candle_span,
    ghost,
    header,
    hole_lines,
    price_line,
    price_tag,
    time_axis,
)
from personas.pictures.palette import Ink
from personas.pictures.scale import Scale
from personas.pictures.spread import Wish, spread
from personas.pictures.typeface import measure, shortened
from services.studies.risk_size import RiskSizeAnswer

PLOT_BOTTOM = TIME_ROW - 6
BOX = 200
"""Pixels at the right of the candles, for the position."""
CANDLE_SHARE = 0.45
"""The share of the height that the candles keep when targets and the liquidation price come into view."""
LEAD, COLUMN_GAP, PAD = 32, 16, 10
PRICE_RIGHT = CANVAS.right - 6 - PAD
FREE = 46
LONGEST_BASE = 120
LONGEST_AMOUNT = 13
"""Characters."""
FIRM = 1e4


@dataclass(frozen=True, slots=True)
class Mark:
    """A price of the position, and how its line and label look."""

    name: str
    price: float
    ink: Ink
    dash: tuple[int, int] | None
    bold: bool = False


def layout_position(answer: RiskSizeAnswer, marks: Sequence[str]) -> Layout:
    shown_marks, beyond = _in_view(answer)
    candles = answer.candles
    ends = (answer.price, *(mark.price for mark in shown_marks))
    low, high = min(float(candles.low.min()), *ends), max(float(candles.high.max()), *ends)
    scale = Scale.over(low, high, PLOT_TOP, PLOT_BOTTOM, free=FREE)
    places = decimals(answer.price, scale.span)
    texts = {mark.name: price_text(mark.price, places) for mark in (*shown_marks, *beyond)}
    last = price_text(answer.price, places)
    names = max(measure(name, FIGURE_BOLD) for name in (*texts, "now"))
    widest = max(measure(text, FIGURE_BOLD) for text in (*texts.values(), last))
    name_left = PRICE_RIGHT - widest - COLUMN_GAP - names
    plot = Rect(EDGE // 2, scale.top, name_left - LEAD, scale.bottom)
    shown = place(candles, plot.left, plot.right - BOX)
    labels, leaders, moved = _labels(answer, shown_marks, beyond, scale, plot, name_left, texts, last)
    box = (plot.right - BOX + 16, plot.right)
    bands = _zones(answer, shown_marks, scale, box)
    lines = [
        Line(
            Rect(
                plot.left, row - 1, plot.right if mark.name in moved else name_left - 6, row + (2 if mark.bold else 1)
            ),
            mark.ink,
            mark.dash,
            faint=not mark.bold,
        )
        for mark in shown_marks
        for row in (scale.y(mark.price),)
    ]
    times, columns = time_axis(shown, plot, plot.bottom)
    head, _ = header(
        answer.symbol,
        candle_span(answer.timeframe, shown.group),
        f"{answer.side} {_amount(answer)}",
        (shortened(base(answer.symbol), SUBTITLE, LONGEST_BASE), "muted"),
        answer.provenance,
        marks,
        [
            *([Note("liquidated before the stop", "alert")] if _too_late(answer) else []),
            Note(f"{'then' if _too_late(answer) else 'at the stop'} {_loss(answer)}", "down"),
            Note(f"worth {answer.notional:,.2f} {quote(answer.symbol)}"),
        ],
    )
    return Layout(
        plot=plot,
        scale=scale,
        ghost=ghost(answer.provenance, plot),
        bands=bands,
        lines=(*columns, *hole_lines(holes(shown, answer.provenance.gaps), plot.top, plot.bottom), *lines),
        bars=bars(shown, scale, None),
        over=() if answer.at_price else (price_line(scale.y(answer.price), plot.left, plot.right - BOX),),
        dots=(),
        leaders=leaders,
        labels=(*head, *labels, *times),
    )


def _loss(answer: RiskSizeAnswer) -> str:
    return f"{MINUS}{answer.loss:,.2f} ({percent_text(-answer.loss_share)})"


def _amount(answer: RiskSizeAnswer) -> str:
    """Each digit of the amount, or three of them where they are many."""
    exact = f"{answer.amount.normalize():,f}"
    return exact if len(exact) <= LONGEST_AMOUNT else amount_text(float(answer.amount))


def _too_late(answer: RiskSizeAnswer) -> bool:
    return answer.liquidation is not None and answer.liquidation.before_stop


def _marks(answer: RiskSizeAnswer) -> list[Mark]:
    """Entry and stop first, then the others by how near they are."""
    found = [
        Mark("entry", float(answer.entry), "text", None, bold=True),
        Mark("stop", float(answer.stop.price), "down", (14, 7), bold=True),
    ]
    others = [Mark(target.name, float(target.price), "up", (4, 6)) for target in answer.targets]
    if answer.liquidation is not None:
        others.append(
            Mark("liq.", float(answer.liquidation.price), "alert", (2, 4), bold=answer.liquidation.before_stop)
        )
    return found + sorted(others, key=lambda mark: abs(mark.price - float(answer.entry)))


def _in_view(answer: RiskSizeAnswer) -> tuple[list[Mark], list[Mark]]:
    """The marks that fit beside the candles, and the nearest one beyond on each side."""
    low = min(float(answer.candles.low.min()), answer.price)
    high = max(float(answer.candles.high.max()), answer.price)
    span = high - low
    shown: list[Mark] = []
    beyond: list[Mark] = []
    for mark in _marks(answer):
        reach = min(low, mark.price), max(high, mark.price)
        if mark.name in ("entry", "stop") or span >= CANDLE_SHARE * (reach[1] - reach[0]):
            low, high = reach
            shown.append(mark)
        else:
            beyond.append(mark)
    above = min((mark for mark in beyond if mark.price > high), key=lambda mark: mark.price, default=None)
    below = max((mark for mark in beyond if mark.price < low), key=lambda mark: mark.price, default=None)
    return shown, [mark for mark in (above, below) if mark is not None]


def _zones(
    answer: RiskSizeAnswer, shown: Sequence[Mark], scale: Scale, box: tuple[int, int]
) -> tuple[tuple[Rect, Ink], ...]:
    """What may be lost, from the entry to the stop, and gained, from the entry to the last target in view."""
    entry, stop = scale.y(float(answer.entry)), scale.y(float(answer.stop.price))
    zones: list[tuple[Rect, Ink]] = [(Rect(box[0], min(entry, stop), box[1], max(entry, stop) + 1), "down_volume")]
    targets = [scale.y(mark.price) for mark in shown if mark.ink == "up"]
    if targets:
        last = min(targets) if answer.side == "long" else max(targets)
        zones.append((Rect(box[0], min(entry, last), box[1], max(entry, last) + 1), "up_volume"))
    return tuple(zones)


def _labels(
    answer: RiskSizeAnswer,
    shown: Sequence[Mark],
    beyond: Sequence[Mark],
    scale: Scale,
    plot: Rect,
    name_left: int,
    texts: dict[str, str],
    last: str,
) -> tuple[list[Label], tuple[Leader, ...], set[str]]:
    """Name and price of each mark beside its line, the tag at the price, and arrows to what is out of view.

    The names of the marks whose label had to move aside come last.
    """
    above = [mark for mark in beyond if mark.price > scale.high]
    below = [mark for mark in beyond if mark.price < scale.low]
    room = plot.top + (FIGURE.height if above else 0), plot.bottom - (FIGURE.height if below else 0)
    wishes: list[tuple[Mark | None, Wish]] = [
        (mark, Wish(scale.y(mark.price), FIGURE.height))
        for mark in shown
        if not (answer.at_price and mark.name == "entry")
    ]
    wishes.append((None, Wish(scale.y(answer.price), PLATE_HEIGHT, FIRM)))
    wishes.sort(key=lambda pair: (pair[1].centre, -(pair[0].price if pair[0] else answer.price)))
    labels: list[Label] = []
    leaders: list[Leader] = []
    moved: set[str] = set()
    for (mark, wish), top in zip(wishes, spread([wish for _, wish in wishes], *room), strict=True):
        middle = top + wish.height // 2
        if mark is None:
            name = "entry" if answer.at_price else "now"
            start = PRICE_RIGHT - measure(last, FIGURE_BOLD)
            labels.append(price_tag(last, name_left - 6, top, start, (name, name_left)))
        else:
            labels += _pair(mark, texts[mark.name], name_left, top)
        if abs(middle - wish.centre) > 2:
            ink: Ink = mark.ink if mark else "last"
            leaders.append(Leader((plot.right, wish.centre), (name_left - 6, middle), ink))
            moved.add(mark.name if mark else "entry" if answer.at_price else "now")
    for group, top, arrow in ((above, plot.top, "▲"), (below, room[1], "▼")):
        for mark in group:
            labels.append(Label.at(plot.right + 4, top, arrow, FIGURE, mark.ink))
            labels += _pair(mark, texts[mark.name], name_left, top)
    return labels, tuple(leaders), moved


def _pair(mark: Mark, text: str, name_left: int, top: int) -> list[Label]:
    style = FIGURE_BOLD if mark.bold else FIGURE
    return [
        Label.at(name_left, top, mark.name, style, mark.ink),
        Label.ending(PRICE_RIGHT, top, text, style, "text" if mark.bold else mark.ink),
    ]
