"""The picture of what somebody learnt: points of each day of four weeks, and how far they are in each track."""

from collections.abc import Sequence
from typing import Final

from personas.format import counted, day_month
from personas.pictures.alt import alt_text, listed
from personas.pictures.geometry import CANVAS, Label, Line, Rect
from personas.pictures.layout import NO_PRICES, Drawing, Layout
from personas.pictures.styles import EDGE, FIGURE, FIGURE_BOLD, HEAD_ROW, SUBTITLE, TITLE
from personas.pictures.typeface import measure, shortened
from services.education.progress import ProgressAnswer

RIGHT: Final = CANVAS.right - EDGE
DAYS: Final = Rect(EDGE, 96, RIGHT, 212)
DAYS_ROW: Final = 218
TRACKS: Final = Rect(EDGE, 262, RIGHT, 588)
NAMES: Final = 430
"""Where the names of the tracks end."""
COUNTS: Final = 96
"""Pixels for how many lessons are passed of how many, at the right."""
MOST_TRACKS: Final = 8
BAR: Final = 18
GAP: Final = 5
TALLEST: Final = 5
"""Points of a day that fill a column, where no day has more."""


def draw_progress(answer: ProgressAnswer, marks: Sequence[str]) -> Layout | None:
    """Nothing where nothing was replied."""
    del marks
    if not answer.replies or not answer.days:
        return None
    drawing = Drawing()
    title = f"Level {answer.level.number}: {answer.level.title}"
    drawing.labels.append(Label.at(EDGE, HEAD_ROW, shortened(title, TITLE, RIGHT - EDGE), TITLE, "text"))
    known = f"{answer.level.known} of {counted(answer.level.questions, 'question')} known"
    drawing.labels.append(Label.at(EDGE, HEAD_ROW + TITLE.height + 2, known, SUBTITLE, "muted"))
    days = _days(answer, drawing)
    tracks = _tracks(answer, drawing)
    return drawing.done(DAYS, NO_PRICES, None, alt_text(("What was learnt", title, known, days, tracks)))


def _days(answer: ProgressAnswer, drawing: Drawing) -> str:
    """A column for each day, from the oldest on."""
    most = max(TALLEST, *(right for _, right in answer.days))
    step = DAYS.width / len(answer.days)
    for at, (_, right) in enumerate(answer.days):
        left = DAYS.left + round(at * step)
        far = DAYS.left + round((at + 1) * step) - GAP
        top = DAYS.bottom - round(DAYS.height * right / most) if right else DAYS.bottom - 3
        drawing.lines.append(Line(Rect(left, top, far, DAYS.bottom), "up" if right else "grid"))
    first, last = day_month(answer.days[0][0]), day_month(answer.days[-1][0])
    total = sum(right for _, right in answer.days)
    middle = f"{counted(total, 'point')} on {counted(sum(points > 0 for _, points in answer.days), 'day')}"
    drawing.labels.append(Label.at(DAYS.left, DAYS_ROW, first, FIGURE, "muted"))
    drawing.labels.append(Label.ending(DAYS.right, DAYS_ROW, last, FIGURE, "muted"))
    left = (DAYS.left + DAYS.right - measure(middle, FIGURE)) // 2
    drawing.labels.append(Label.at(left, DAYS_ROW, middle, FIGURE, "muted"))
    return f"from {first} to {last} {middle}"


def _tracks(answer: ProgressAnswer, drawing: Drawing) -> str:
    """A bar for each track, as full as lessons are passed."""
    height = TRACKS.height // MOST_TRACKS
    room = Rect(NAMES + 12, 0, TRACKS.right - COUNTS, 0)
    told = []
    for at, track in enumerate(answer.tracks[:MOST_TRACKS]):
        row = TRACKS.top + at * height
        middle = row + FIGURE.height // 2
        style = FIGURE_BOLD if track.passed else FIGURE
        name = shortened(track.title, style, NAMES - TRACKS.left)
        count = f"{track.passed} of {track.lessons}"
        drawing.labels.append(Label.at(TRACKS.left, row, name, style, "text" if track.passed else "muted"))
        drawing.labels.append(Label.ending(TRACKS.right, row, count, FIGURE, "muted"))
        box = Rect(room.left, middle - BAR // 2, room.right, middle + BAR // 2)
        drawing.lines.append(Line(box, "grid"))
        if track.passed:
            far = box.left + round(box.width * min(1.0, track.passed / track.lessons))
            drawing.lines.append(Line(Rect(box.left, box.top, far, box.bottom), "up"))
        told.append(f"{track.title} {count}")
    return listed(told)
