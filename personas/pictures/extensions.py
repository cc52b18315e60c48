"""The picture of a three-point extension: candles, the turns A, B and C, and the prices projected from them."""

from collections.abc import Iterable, Sequence

from personas.pictures.asides import Mark, asides, gutter
from personas.pictures.bars import Shown, bars, holes, place
from personas.pictures.figures import decimals, percent_text, price_text
from personas.pictures.geometry import Bar, Curve, Dot, Label, Line, Rect
from personas.pictures.layout import (
    CANVAS,
    EDGE,
    FIGURE,
    FIGURE_BOLD,
    PLATE_HEIGHT,
    PLOT_TOP,
    TIME_ROW,
    Layout,
    Note,
    candle_span,
    ghost,
    header,
    hole_lines,
    price_line,
    time_axis,
)
from personas.pictures.palette import Ink
from personas.pictures.scale import Scale
from personas.pictures.typeface import measure
from services.studies.fib_extensions import ExtensionKind, ExtensionLevel, FibExtensionsAnswer, turns_of

FEWEST_BARS = 70
BEFORE_A = 12
"""Bars that are shown before A, at least."""
PLOT_BOTTOM = TIME_ROW - 6
FREE = 46
"""Rows beyond the highest and the lowest price in view: a turn's letter fits there."""
CANDLE_SHARE = 0.5
"""The share of the height that the candles keep when projections beyond them come into view."""
TURN_DOT = 13
KINDS: dict[ExtensionKind, tuple[Ink, tuple[int, int] | None, str]] = {
    "projection": ("retracement", None, "from C"),
    "extension": ("extension", (14, 7), "of AB"),
}
"""Ink, dash and legend of each kind: each has a dash of its own, so that it needs no colour."""
LIMIT_DASH = (4, 6)
REACHED = "•"


def layout_extensions(answer: FibExtensionsAnswer, marks: Sequence[str]) -> Layout:
    span = answer.bars_ab + answer.bars_bc + answer.bars_since + 1
    candles = answer.candles.last(max(FEWEST_BARS, span + BEFORE_A))
    ends = (answer.price, *(turn.price for turn in turns_of(answer)))
    low, high = min(float(candles.low.min()), *ends), max(float(candles.high.max()), *ends)
    scale = Scale.over(*_reach(answer.levels, low, high), PLOT_TOP, PLOT_BOTTOM, free=FREE)
    places = decimals(answer.price, scale.span)
    seen = _fitting(answer, scale)
    named = [*_marks(answer, seen), Mark("C", answer.limit.price, "alert", 0)]
    plot = Rect(EDGE // 2, scale.top, CANVAS.right - gutter(named, answer.price, places), scale.bottom)
    aside = asides(named, answer.price, places, scale, plot)
    shown = place(candles, plot.left, plot.right)
    candle_bars = bars(shown, scale, None)
    dots = _dots(answer, shown, scale)
    times, columns = time_axis(shown, plot, plot.bottom)
    head, samples = header(
        answer.symbol,
        candle_span(answer.timeframe, shown.group),
        price_text(answer.price, places),
        _state(answer),
        answer.provenance,
        marks,
        _legend(seen),
    )
    return Layout(
        plot=plot,
        scale=scale,
        ghost=ghost(answer.provenance, plot),
        bands=(),
        lines=(
            *columns,
            *hole_lines(holes(shown, answer.provenance.gaps), plot.top, plot.bottom),
            *_lines(answer, seen, dots, scale, plot),
            *samples,
        ),
        bars=candle_bars,
        over=(price_line(scale.y(answer.price), plot.left, plot.right),),
        dots=dots,
        leaders=aside.leaders,
        labels=(*head, *aside.labels, *_letters(answer, dots, candle_bars, plot), *times),
        curves=(Curve(tuple((dot.x, dot.y) for dot in dots), "text", 2, (6, 5)),),
    )


def _reach(levels: Sequence[ExtensionLevel], low: float, high: float) -> tuple[float, float]:
    """``low`` to ``high`` (of the candles), and the levels beyond as far as ``CANDLE_SHARE`` allows, nearest first."""
    bottom, top = low, high
    for price in sorted((lv.price for lv in levels), key=lambda price: max(low - price, price - high)):
        reach = min(bottom, price), max(top, price)
        if high - low < CANDLE_SHARE * (reach[1] - reach[0]):
            break
        bottom, top = reach
    return bottom, top


def _fitting(answer: FibExtensionsAnswer, scale: Scale) -> list[ExtensionLevel]:
    """The levels in view that can be named above and below the price without moving its tag.

    First the next target, then what lies ahead, nearest first and projections before extensions, then what was reached.
    """
    row = scale.y(answer.price)
    rooms = {
        True: (row - PLATE_HEIGHT // 2 - scale.top) // FIGURE.height,
        False: (scale.bottom - row - PLATE_HEIGHT // 2) // FIGURE.height,
    }
    rooms[answer.limit.price > answer.price] -= 1
    chosen: list[ExtensionLevel] = []
    for level in sorted(
        (level for level in answer.levels if scale.low < level.price < scale.high),
        key=lambda lv: (lv != answer.next_target, lv.reached, lv.kind == "extension", abs(lv.distance)),
    ):
        above = level.price > answer.price
        if rooms[above] > 0:
            rooms[above] -= 1
            chosen.append(level)
    return sorted(chosen, key=lambda level: -level.price)


def _marks(answer: FibExtensionsAnswer, seen: Sequence[ExtensionLevel]) -> list[Mark]:
    """Ratio and price of each level."""
    return [
        Mark(
            _name(level),
            level.price,
            KINDS[level.kind][0],
            1,
            bold=level == answer.next_target,
        )
        for level in seen
    ]


def _name(level: ExtensionLevel) -> str:
    ratio = f"{level.ratio:g}" if level.kind == "projection" else f"AB {level.ratio:g}"
    return f"{REACHED} {ratio}" if level.reached else ratio


def _dots(answer: FibExtensionsAnswer, shown: Shown, scale: Scale) -> tuple[Dot, ...]:
    return tuple(
        Dot(int(shown.x[shown.index(turn.time)]), scale.y(turn.price), TURN_DOT, "text") for turn in turns_of(answer)
    )


def _lines(
    answer: FibExtensionsAnswer, seen: Sequence[ExtensionLevel], dots: Sequence[Dot], scale: Scale, plot: Rect
) -> list[Line]:
    """A line from C on for each level in view, the next one thicker, and one at C itself."""
    left = dots[-1].x
    row = scale.y(answer.limit.price)
    lines = [Line(Rect(left, row - 1, plot.right, row + 1), "alert", LIMIT_DASH)]
    for level in seen:
        ink, dash, _ = KINDS[level.kind]
        row, near = scale.y(level.price), level == answer.next_target
        box = Rect(left, row - 1, plot.right, row + 2 if near else row + 1)
        lines.append(Line(box, ink, dash, faint=not near))
    return lines


def _letters(answer: FibExtensionsAnswer, dots: Sequence[Dot], bars: Sequence[Bar], plot: Rect) -> list[Label]:
    """A, B and C beside their turns: above a high, below a low, and aside where that is taken."""
    up = answer.direction == "up"
    labels: list[Label] = []
    for turn, dot in reversed(list(zip(turns_of(answer), dots, strict=True))):
        above = (turn.name == "B") == up
        wanted = list(_places(turn.name, dot, above=above, plot=plot))
        free = [label for label in wanted if not any(label.box.overlaps(other.box) for other in labels)]
        clear = (label for label in free if not any(bar.wick.overlaps(label.box) for bar in bars))
        chosen = next(clear, free[0] if free else None)
        if chosen is not None:
            labels.append(chosen)
    return labels


def _places(name: str, dot: Dot, *, above: bool, plot: Rect) -> Iterable[Label]:
    """Where a letter may stand, the best first."""
    width, half = measure(name, FIGURE_BOLD), TURN_DOT // 2 + 3
    top = dot.y - half - FIGURE.height if above else dot.y + half
    lefts = (dot.x - width // 2, dot.x - half - width, dot.x + half)
    for row in (top, dot.y - FIGURE.height // 2):
        for left in lefts if row == top else lefts[1:]:
            label = Label.at(left, row, name, FIGURE_BOLD, "text")
            if label.box.within(plot):
                yield label


def _state(answer: FibExtensionsAnswer) -> tuple[str, Ink]:
    if answer.state != "holds":
        return f"beyond {answer.state[-1].upper()}: off", "alert"
    arrow = "▲" if answer.direction == "up" else "▼"
    return f"{arrow} AB {percent_text(answer.change_ab)}", "up" if answer.direction == "up" else "down"


def _legend(seen: Sequence[ExtensionLevel]) -> list[Note]:
    """What the lines mean."""
    kinds = {level.kind for level in seen}
    notes = [Note(text, sample=(ink, dash)) for kind, (ink, dash, text) in KINDS.items() if kind in kinds]
    notes.append(Note("off beyond C", sample=("alert", LIMIT_DASH)))
    if any(level.reached for level in seen):
        notes.append(Note(f"{REACHED} reached"))
    return notes
