"""The picture of Fibonacci levels: candles, the swing they are measured on, its levels and its golden pocket."""

from collections.abc import Sequence
from math import hypot

from personas.pictures.bars import Shown, bars, holes, place
from personas.pictures.geometry import Bar, Dot, Label, Line, Rect
from personas.pictures.layout import (
    NOTE,
    Layout,
    Note,
    candle_span,
    change_text,
    ghost,
    header,
    hole_lines,
    price_line,
    time_axis,
)
from personas.pictures.levels import DASHES, View, level_labels, level_lines, view, visible_range
from personas.pictures.scale import Scale
from personas.pictures.typeface import measure
from services.market.candles import Candles
from services.studies.fib_levels import FibLevelsAnswer

RECENT_BARS = 150
"""Bars that are shown, and more where the swing began before."""
BEFORE_SWING = 6
"""Bars that are shown before the swing's start, at least."""
SWING_DOT, TRAIL_DOT, TRAIL_STEP = 15, 5, 11
"""Pixels: the dots at the swing's ends, those between, and the way from one to the next."""
POCKET_NAME = "golden pocket"


def layout_fib(answer: FibLevelsAnswer, marks: Sequence[str]) -> Layout:
    candles = _window(answer)
    ends = (answer.price, answer.swing.start.price, answer.swing.end.price)
    low, high = min(float(candles.low.min()), *ends), max(float(candles.high.max()), *ends)
    seen = view(answer, *visible_range(low, high, answer.price, answer.levels))
    scale = seen.scale
    shown = place(candles, seen.plot.left, seen.plot.right)
    candle_bars = bars(shown, scale, None)

    trail = _swing(answer, shown, scale)
    left = min(trail[0].x, trail[-1].x)
    aside = level_labels(seen)
    levels = level_lines(seen, left, aside.moved)
    last = price_line(seen.row, seen.plot.left, seen.plot.right if aside.price_moved else seen.ratio_left - 6)
    pocket = _pocket(answer, scale, left, seen.plot.right)
    name = _pocket_name(pocket, candle_bars, [*levels, last], trail, seen.plot)
    times, columns = time_axis(shown, seen.plot, seen.plot.bottom)
    head, samples = header(
        answer.symbol,
        candle_span(answer.timeframe, shown.group),
        seen.text(answer.price),
        (f"swing {change_text(answer.swing.change)}", "muted"),
        answer.provenance,
        marks,
        _legend(seen, named=name is not None),
    )
    gaps = hole_lines(holes(shown, answer.provenance.gaps), seen.plot.top, seen.plot.bottom)
    return Layout(
        plot=seen.plot,
        scale=scale,
        ghost=ghost(answer.provenance, seen.plot),
        bands=((pocket, "pocket"),),
        lines=(*columns, *gaps, *levels, *samples),
        bars=candle_bars,
        over=(last,),
        dots=trail,
        leaders=aside.leaders,
        labels=(*head, *aside.labels, *([name] if name else []), *times),
    )


def _window(answer: FibLevelsAnswer) -> Candles:
    """The newest candles, reaching back to before the swing."""
    candles, swing = answer.candles, answer.swing
    return candles.last(max(RECENT_BARS, swing.bars + swing.bars_since + 1 + BEFORE_SWING))


def _swing(answer: FibLevelsAnswer, shown: Shown, scale: Scale) -> tuple[Dot, ...]:
    """A dotted way from the swing's start to its end, with a large dot at both."""
    start, end = answer.swing.start, answer.swing.end
    x0, y0 = int(shown.x[shown.index(start.time)]), scale.y(start.price)
    x1, y1 = int(shown.x[shown.index(end.time)]), scale.y(end.price)
    steps = max(1, int(hypot(x1 - x0, y1 - y0) / TRAIL_STEP))
    between = (
        Dot(x0 + round((x1 - x0) * k / steps), y0 + round((y1 - y0) * k / steps), TRAIL_DOT, "muted")
        for k in range(1, steps)
    )
    return Dot(x0, y0, SWING_DOT, "text"), *between, Dot(x1, y1, SWING_DOT, "text")


def _pocket(answer: FibLevelsAnswer, scale: Scale, left: int, right: int) -> Rect:
    pocket = answer.golden_pocket
    return Rect(left, scale.y(pocket.high), right, scale.y(pocket.low) + 1)


def _pocket_name(
    pocket: Rect, bars: Sequence[Bar], lines: Sequence[Line], dots: Sequence[Dot], plot: Rect
) -> Label | None:
    """The band's name, just above or below it and as far to the right as it covers nothing; ``None`` if nowhere."""
    width = measure(POCKET_NAME, NOTE)
    for top in (pocket.top - NOTE.height - 2, pocket.bottom + 2):
        rows = Rect(plot.left, top, plot.right, top + NOTE.height)
        if not rows.within(plot) or any(line.box.overlaps(rows) for line in lines):
            continue
        blocks = [(bar.body.left, bar.body.right) for bar in bars if bar.wick.overlaps(rows)]
        blocks += [
            (dot.x - dot.size, dot.x + dot.size)
            for dot in dots
            if top <= dot.y + dot.size and dot.y - dot.size <= rows.bottom
        ]
        right = plot.right - 8
        for start, end in sorted(blocks, reverse=True):
            if right - end >= width + 12:
                break
            right = min(right, start)
        if right - width - 6 >= pocket.left:
            return Label.at(right - width - 6, top, POCKET_NAME, NOTE, "pocket_name")
    return None


def _legend(seen: View, *, named: bool) -> list[Note]:
    """What the lines mean."""
    kinds = {level.kind for level in seen.levels}
    notes = [Note(kind, sample=(kind, dash)) for kind, dash in DASHES.items() if kind in kinds]
    if not named:
        notes.append(Note(POCKET_NAME, "pocket_name", sample=("pocket", None)))
    return notes
