"""The pictures of the evidence on the sky: all factors side by side, or one of them inside the cloud of chance."""

from collections.abc import Mapping, Sequence
from math import floor, log10
from typing import Final

import numpy as np

from analytics.factor_judgement import Verdict
from personas.about._measures import nearest_to_a_sign
from personas.format import share
from personas.pictures.alt import alt_text
from personas.pictures.axes import Axes
from personas.pictures.figures import decimals, percent_text, price_text, true_minus
from personas.pictures.geometry import CANVAS, Curve, Dot, Label, Line, Rect, Shape
from personas.pictures.header import Note, ghost, header
from personas.pictures.layout import NO_PRICES, Drawing, Layout
from personas.pictures.palette import Ink
from personas.pictures.scale import nice_ticks
from personas.pictures.styles import EDGE, FIGURE, FIGURE_BOLD, PLOT_BOTTOM, PLOT_TOP, TIME_ROW
from personas.pictures.typeface import measure, shortened
from services.cosmic.evidence import ChanceCloud, CosmicEvidenceAnswer, EventPath, FactorEvidence, MeasureEvidence

AREA: Final = Rect(EDGE, PLOT_TOP, CANVAS.right - EDGE, CANVAS.bottom)
PANELS: Final = ((278, 386), (534, 642))
"""The columns from and to which the intervals of the two measures are drawn."""
MEASURES: Final = ("return", "volatility")
FOREST_TOP: Final = PLOT_TOP + FIGURE.height + 1
TALLEST: Final = 40
"""Rows of a factor, at most."""
BESIDE: Final = 10
THICK, DOT, HOLE = 4, 13, 7
HALVES: Final = ((EDGE, 388), (412, CANVAS.right - EDGE))
"""The columns of the two clouds."""
CLOUD_ROWS: Final = 3
"""Lines of text above a cloud."""
CLOUD_BOTTOM, COURSE = 310, (446, PLOT_BOTTOM - 30)
"""The foot of the clouds where a course lies below them, and its rows."""
CONFIDENCE: Final = "95%"
PASSES: Final = "●"
MARKS: Final[Mapping[Verdict, tuple[str, str]]] = {
    "passes": (PASSES, "found twice"),
    "not confirmed": ("once", "not confirmed"),
    "too short": ("short", "too short to tell"),
}
"""What stands beside the chance of a factor that stood out, and what that means."""
FREE: Final = 0.66
"""The share of a cloud's plot that its tallest bar fills."""
INTERVAL: Final = 0.74
"""How high above it the interval of what was seen stands."""


def draw_sky_evidence(answer: CosmicEvidenceAnswer, marks: Sequence[str]) -> Layout:
    one = answer.depth
    every = answer.chosen == "all" or not answer.clouds
    notes = (
        (Note(_weighs_all(answer), "text"), Note(_least(answer)))
        if every
        else (Note(f"{one.title}: {one.spells} spells"), Note(f"bright: {CONFIDENCE} of {answer.draws:,} calendars"))
    )
    head = header(
        answer.symbol,
        answer.timeframe,
        price_text(answer.price, decimals(answer.price, answer.price)),
        (f"{answer.bars:,} bars", "muted"),
        answer.provenance,
        marks,
        notes,
    )
    drawing = Drawing()
    if every:
        _forest(drawing, answer)
        told = list(map(_said, answer.factors))
    else:
        _in_depth(drawing, answer)
        told = [_earned(answer), *(_cloud_said(cloud, answer) for cloud in answer.clouds)]
    drawing.lines.extend(head.samples)
    drawing.labels[:0] = head.labels
    alt = alt_text(("Evidence on the sky", *head.told[:-1], *told, head.told[-1]))
    return drawing.done(AREA, NO_PRICES, ghost(answer.provenance, AREA), alt)


def _forest(drawing: Drawing, answer: CosmicEvidenceAnswer) -> None:
    """A row a factor: the interval of its effect on each measure, and beside it how much of that is chance."""
    heads = [
        Label.at(left, PLOT_TOP, title, FIGURE_BOLD, "text") for title, (left, _) in zip(MEASURES, PANELS, strict=True)
    ]
    drawing.labels.extend(heads)
    height = min(TALLEST, (PLOT_BOTTOM - FIGURE.height - FOREST_TOP) // max(1, len(answer.factors)))
    bottom = FOREST_TOP + height * len(answer.factors)
    for at, one in enumerate(answer.factors):
        top = FOREST_TOP + at * height + (height - FIGURE.height) // 2
        title = shortened(one.title, FIGURE, PANELS[0][0] - EDGE - BESIDE)
        drawing.labels.append(Label.at(EDGE, top, title, FIGURE, "text" if one.returns else "muted"))
    for title, (left, right) in zip(MEASURES, PANELS, strict=True):
        measures = [one.returns if title == "return" else one.volatility for one in answer.factors]
        _intervals(drawing, measures, Rect(left, FOREST_TOP, right, bottom))
        for at, (one, measure_) in enumerate(zip(answer.factors, measures, strict=True)):
            if measure_ is not None or title == "return":
                text, ink = _verdict(one, measure_)
                style = FIGURE_BOLD if PASSES in text else FIGURE
                top = FOREST_TOP + at * height + (height - FIGURE.height) // 2
                drawing.labels.append(Label.at(right + BESIDE, top, text, style, ink))
    drawing.labels.append(Label.at(EDGE, PLOT_TOP, f"{CONFIDENCE} intervals", FIGURE, "muted"))
    left = EDGE
    for text in (*_marks(answer), "random calendars as far"):
        label = Label.at(left, TIME_ROW, text, FIGURE, "muted")
        if label.box.right <= AREA.right:
            drawing.labels.append(label)
            left = label.box.right + 2 * BESIDE


def _intervals(drawing: Drawing, measures: Sequence[MeasureEvidence | None], rect: Rect) -> None:
    reach = max((abs(end) for one in measures if one for end in (one.low_pct, one.high_pct)), default=0.0) or 0.01
    axes = Axes(drawing, rect, (-1.06 * reach, 1.06 * reach), (0.0, 1.0))
    step = _step(reach)
    axes.foot([(value, _tick(value)) for value in (-step, step)])
    axes.upright_at(0.0, "pocket_name", (6, 4), 2)
    height = rect.height // max(1, len(measures))
    for at, one in enumerate(measures):
        if one is None:
            continue
        passes, middle = one.verdict == "passes", rect.top + at * height + height // 2
        ink: Ink = ("up" if one.effect_pct > 0 else "down") if passes else "text"
        ends = axes.x(one.low_pct), axes.x(one.high_pct)
        drawing.over.append(Line(Rect(ends[0], middle - 2, max(ends[1], ends[0] + 2), middle + 2), ink))
        drawing.dots.append(Dot(axes.x(one.effect_pct), middle, DOT, ink))
        if not passes:
            drawing.dots.append(Dot(axes.x(one.effect_pct), middle, HOLE, "watermark"))


def _weighs_all(answer: CosmicEvidenceAnswer) -> str:
    return ("" if answer.standing else "explores: ") + _weighs(answer.weight)


def _weighs(weight: float) -> str:
    return f"may weigh up to {share(weight)}" if weight else "weighs nothing"


def _least(answer: CosmicEvidenceAnswer) -> str:
    """How little chance explains any of them, corrected for the number of them."""
    measures = [each for one in answer.factors for each in (one.returns, one.volatility) if each is not None]
    if not measures:
        return f"{len(answer.factors)} factors beside random calendars"
    least = share(min(each.adjusted_probability for each in measures))
    return f"all {answer.tests} tries counted: random {least} or more"


def _marks(answer: CosmicEvidenceAnswer) -> list[str]:
    """What the words beside a chance mean, where they stand."""
    verdicts = {each.verdict for one in answer.factors for each in (one.returns, one.volatility) if each is not None}
    return [f"{mark}: {meaning}" for verdict, (mark, meaning) in MARKS.items() if verdict in verdicts]


def _step(reach: float) -> float:
    """The largest of 1, 1.5, 2, 3, 4, 6, 8, 10 … that is well within ``reach``, and more than half of it."""
    size = 10.0 ** floor(log10(0.9 * reach))
    return next(times * size for times in (8, 6, 4, 3, 2, 1.5, 1) if times * size <= 0.9 * reach)


def _verdict(one: FactorEvidence, measure: MeasureEvidence | None) -> tuple[str, Ink]:
    if measure is None:
        return f"too few: {one.spells}" if one.lacks == "spells" else "too little", "muted"
    chance = str(share(measure.as_far_share))
    if measure.verdict not in MARKS:
        return chance, "muted"
    return f"{chance} {MARKS[measure.verdict][0]}", "up" if measure.verdict == "passes" else "alert"


def _in_depth(drawing: Drawing, answer: CosmicEvidenceAnswer) -> None:
    """Both clouds of chance above, the course of the price around the events below."""
    bottom = CLOUD_BOTTOM if answer.path else PLOT_BOTTOM - 2 * FIGURE.height
    for cloud, (left, right) in zip(answer.clouds, HALVES, strict=True):
        _cloud(drawing, cloud, answer, Rect(left, PLOT_TOP + CLOUD_ROWS * FIGURE.height + 2, right, bottom))
    earned = _earned(answer)
    row = bottom + FIGURE.height + 14
    for number, text in enumerate(_lines(earned, AREA.width)):
        drawing.labels.append(Label.at(EDGE, row + number * FIGURE.height, text, FIGURE_BOLD, "text"))
    if answer.path:
        _course(drawing, answer.path)


def _lines(text: str, width: int) -> list[str]:
    """``text`` in lines that fit."""
    lines: list[str] = []
    for word in text.split():
        if lines and measure(f"{lines[-1]} {word}", FIGURE_BOLD) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _cloud(drawing: Drawing, cloud: ChanceCloud, answer: CosmicEvidenceAnswer, rect: Rect) -> None:
    """What random calendars gave, their middle filled more strongly, and what was seen."""
    seen, measure_ = cloud.effect_pct, _measured(cloud, answer)
    ends = (seen, seen) if measure_ is None else (measure_.low_pct, measure_.high_pct)
    low, high = min(cloud.edges[0], *ends), max(cloud.edges[-1], *ends)
    room = (high - low) * 0.04
    axes = Axes(drawing, rect, (low - room, high + room), (0.0, max(cloud.counts) / FREE))
    for left, right, count in zip(cloud.edges, cloud.edges[1:], cloud.counts, strict=False):
        usual = cloud.chance_low_pct <= (left + right) / 2 <= cloud.chance_high_pct
        if count:
            box = axes.box(left, right, 0.0, float(count))
            drawing.bands.append((Rect(box.left, box.top, box.right, rect.bottom), "pocket" if usual else "grid"))
    row = rect.bottom - round(INTERVAL * rect.height)
    axes.upright_at(seen, "text", None, THICK, top=row)
    x0, x1 = axes.x(ends[0]), axes.x(ends[1])
    drawing.over.append(Line(Rect(x0, row - 2, max(x1, x0 + 2), row + 2), "text"))
    drawing.dots.append(Dot(axes.x(seen), row, DOT, "text"))
    ticks = nice_ticks(*axes.across, 3).prices
    axes.foot([(value, _tick(value)) for value in ticks])
    for number, text in enumerate(_titles(cloud, answer)):
        style = FIGURE if number else FIGURE_BOLD
        drawing.labels.append(Label.at(rect.left, PLOT_TOP + number * FIGURE.height, text, style, "text"))


def _measured(cloud: ChanceCloud, answer: CosmicEvidenceAnswer) -> MeasureEvidence | None:
    return answer.depth.returns if cloud.name == "return" else answer.depth.volatility


def _titles(cloud: ChanceCloud, answer: CosmicEvidenceAnswer) -> list[str]:
    found = _measured(cloud, answer)
    first = f"{cloud.name} {_seen(cloud.effect_pct)}"
    if found is None:
        return [first]
    return [
        first,
        f"random as far {share(found.as_far_share)}",
        f"all {answer.tests} tries {share(found.adjusted_probability)}",
    ]


def _cloud_said(cloud: ChanceCloud, answer: CosmicEvidenceAnswer) -> str:
    usual = f"{CONFIDENCE} of chance from {_seen(cloud.chance_low_pct)} to {_seen(cloud.chance_high_pct)}"
    return ", ".join((*_titles(cloud, answer), usual))


def _said(one: FactorEvidence) -> str:
    return f"{one.title}: " + ", ".join(
        f"{name} {_verdict(one, found)[0]}"
        if found is None
        else f"{name} {_seen(found.effect_pct)}, random as far {_verdict(one, found)[0]}"
        for name, found in zip(MEASURES, (one.returns, one.volatility), strict=True)
    )


def _earned(answer: CosmicEvidenceAnswer) -> str:
    """How many spells the two measures rest upon, and what came of the one that chance explains less."""
    near = nearest_to_a_sign(answer.depth)
    if near is None:
        return ""
    verdict = f", {MARKS[near.verdict][1]}" if near.verdict in MARKS else ""
    instead = "" if answer.standing else f", only the trial on {answer.standing_bars:,} days counts"
    return f"{answer.depth.spells:,} spells{verdict}: {_weighs(near.weight)}{instead}"


def _course(drawing: Drawing, course: EventPath) -> None:
    values = np.array([*course.low, *course.high, *course.average])
    low, high = float(values.min()), float(values.max())
    margin = 0.08 * (high - low) or 0.001
    rect = Rect(EDGE + 76, COURSE[0], CANVAS.right - EDGE, COURSE[1])
    axes = Axes(drawing, rect, (float(course.at[0]), float(course.at[-1])), (low - margin, high + margin))
    at = np.array(course.at, dtype=np.float64)
    band = (*axes.points(at, np.array(course.high)), *axes.points(at, np.array(course.low))[::-1])
    drawing.shapes.append(Shape(band, "pocket"))
    drawing.curves.append(Curve(axes.points(at, np.array(course.average)), "text", THICK))
    axes.upright_at(0.0, "muted", (6, 4))
    axes.left_axis([(value, _tick(value)) for value in nice_ticks(*axes.up, 3).prices])
    axes.foot([(value, price_text(value, 0)) for value in nice_ticks(*axes.across, 5).prices])
    title = f"mean course of {course.events} events, band: {CONFIDENCE} of chance"
    drawing.labels.append(Label.at(EDGE, COURSE[0] - FIGURE.height - 4, title, FIGURE, "text"))
    under = "bars from the event"
    drawing.labels.append(Label.at((CANVAS.width - measure(under, FIGURE)) // 2, TIME_ROW, under, FIGURE, "muted"))


def _seen(value: float) -> str:
    return percent_text(value) if abs(value) >= 0.001 else _tick(value)


def _tick(value: float) -> str:
    percent = round(value * 100, 8)
    text = f"{percent:+.2g}" if abs(percent) < 1 else f"{percent:+.3g}"
    return true_minus(f"{'0' if not percent else text}%")
