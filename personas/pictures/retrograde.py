"""The picture of retrograde periods: a row for each planet, a bar for each time that it goes back, and now."""

from collections.abc import Sequence
from datetime import datetime

from personas.format import day_month
from personas.pictures.alt import alt_text
from personas.pictures.geometry import CANVAS, Label, Line, Rect
from personas.pictures.layout import Layout
from personas.pictures.palette import Ink
from personas.pictures.sky_head import sky_header
from personas.pictures.styles import EDGE, FIGURE, FIGURE_BOLD, PLOT_BOTTOM, PLOT_TOP
from personas.pictures.timeline import Span, day_axis, placed
from personas.pictures.typeface import measure
from services.cosmic.retrograde import CosmicRetrogradeAnswer, PlanetMotion, RetrogradePeriod

PLOT = Rect(172, 154, CANVAS.right - EDGE, PLOT_BOTTOM)
NOW_ROW = PLOT_TOP
BAR = 20
NAME_UP = 2
"""Rows between a bar and its dates."""
BACK: Ink = "counter"
BACK_NOW: Ink = "pocket_name"
NOW_DASH = (8, 7)


def draw_retrograde(answer: CosmicRetrogradeAnswer, marks: Sequence[str]) -> Layout:
    span = Span(answer.start, answer.end, PLOT.left, PLOT.right)
    height = PLOT.height // max(1, len(answer.planets))
    times, columns = day_axis(span, PLOT.top, PLOT.bottom)
    now, word = _now(span.x(answer.as_of))
    lines: list[Line] = []
    bars: list[Line] = []
    labels: list[Label] = []
    for number, planet in enumerate(answer.planets):
        middle = PLOT.top + number * height + (height + FIGURE.height + NAME_UP) // 2
        periods = [period for period in answer.periods if period.body == planet.name]
        lines.append(Line(Rect(PLOT.left, middle, PLOT.right, middle + 1), "muted", faint=True))
        bars += [_bar(period, span, middle, BACK_NOW if period == planet.now else BACK) for period in periods]
        labels.append(_name(planet, middle))
        labels += _dates(periods, planet, span, middle - BAR // 2 - NAME_UP - FIGURE.height)
    count = len(answer.retrograde)
    head = sky_header(
        "Retrograde",
        f"{count} of {len(answer.planets)} planets now" if count else "no planet now",
        answer,
        marks,
        ("bars: retrograde", "←: retrograde now"),
    )
    return Layout(
        plot=PLOT,
        lines=(*columns, *lines),
        over=(*bars, *_beside(now, labels)),
        labels=(*head.labels, *labels, word, *times),
        alt=alt_text((*head.told, *(_said(period) for period in answer.periods))),
    )


def _now(x: int) -> tuple[Rect, Label]:
    """The line of now at a column, and its name above it."""
    width = measure("now", FIGURE_BOLD)
    word = Label.at(min(x - width // 2, PLOT.right - width), NOW_ROW, "now", FIGURE_BOLD, "text")
    return Rect(x - 1, NOW_ROW + FIGURE_BOLD.height + 2, x + 1, PLOT.bottom), word


def _bar(period: RetrogradePeriod, span: Span, middle: int, ink: Ink) -> Line:
    left, right = span.x(period.start), span.x(period.end)
    return Line(Rect(left, middle - BAR // 2, max(right, left + 2), middle + BAR // 2), ink)


def _name(planet: PlanetMotion, middle: int) -> Label:
    style = FIGURE_BOLD if planet.retrograde else FIGURE
    text = f"{planet.name.title()} ←" if planet.retrograde else planet.name.title()
    ink: Ink = BACK_NOW if planet.retrograde else "muted"
    return Label.at(EDGE, middle - style.height // 2, text, style, ink)


def _dates(periods: Sequence[RetrogradePeriod], planet: PlanetMotion, span: Span, top: int) -> list[Label]:
    """From when until when, over each bar that has room for it; that of now first."""
    wanted: list[tuple[int, str, Ink]] = [
        (
            (span.x(period.start) + span.x(period.end)) // 2,
            _range(period.start, period.end),
            "text" if period == planet.now else "muted",
        )
        for period in sorted(periods, key=lambda period: period != planet.now)
    ]
    return placed(wanted, top, span.left, span.right)


def _beside(now: Rect, labels: Sequence[Label]) -> list[Line]:
    """The line of now, where it crosses no label."""
    crossed = sorted((label.box.top, label.box.bottom) for label in labels if label.box.overlaps(now))
    tops = [now.top, *(bottom for _, bottom in crossed)]
    bottoms = [*(top for top, _ in crossed), now.bottom]
    return [
        Line(Rect(now.left, top, now.right, bottom), "last", NOW_DASH)
        for top, bottom in zip(tops, bottoms, strict=True)
        if bottom > top
    ]


def _range(start: datetime, end: datetime) -> str:
    """``1 Apr – 25 Apr``; ``13 Dec – 2 Jan 2024`` where a year ends in it."""
    return f"{day_month(start)} – {day_month(end)}{'' if start.year == end.year else f' {end.year}'}"


def _said(period: RetrogradePeriod) -> str:
    return f"{period.body.title()} is retrograde {period.start:%Y-%m-%d} to {period.end:%Y-%m-%d}"
