"""The two lines above a picture of the sky: what it is, where it comes from, and of when."""

from collections.abc import Sequence

from personas.pictures.geometry import Label, Rect
from personas.pictures.layout import BADGE, BADGE_HEIGHT, CANVAS, EDGE, HEAD_ROW, NOTE, NOTE_ROW, SUBTITLE, TITLE
from personas.pictures.typeface import measure, shortened
from services.cosmic.facts import CosmicAnswer

NO_WEIGHT = "no weight in a decision"
"""What stands on every picture of the sky, of what that picture shows."""
LONGEST_MARK = 240
GAP = 20


def sky_header(
    title: str, subtitle: str, answer: CosmicAnswer, marks: Sequence[str] = (), notes: Sequence[str] = ()
) -> tuple[Label, ...]:
    """``title`` and ``subtitle``, the source at the right; below them ``marks`` as badges, ``NO_WEIGHT``, ``notes`` as
    far as there is room, and the time that the answer is of."""
    right = CANVAS.right - EDGE
    origin = Label.ending(right, HEAD_ROW + 12, answer.source, NOTE, "muted")
    room = origin.box.left - GAP - EDGE
    first = Label.at(EDGE, HEAD_ROW, shortened(title, TITLE, room), TITLE, "text")
    left = first.box.right + GAP
    under = Label.at(
        left,
        HEAD_ROW + TITLE.ascent - SUBTITLE.ascent,
        shortened(subtitle, SUBTITLE, max(0, origin.box.left - GAP - left)),
        SUBTITLE,
        "muted",
    )
    as_of = Label.ending(right, NOTE_ROW + 4, f"{answer.as_of:%Y-%m-%d %H:%M} UTC", NOTE, "muted")
    badges = _badges(marks, as_of.box.left - GAP)
    remarks = _remarks((NO_WEIGHT, *notes), badges[-1].box.right + GAP if badges else EDGE, as_of.box.left - GAP)
    return (first, under, origin, *badges, *remarks, as_of)


def _badges(marks: Sequence[str], right: int) -> list[Label]:
    labels: list[Label] = []
    left = EDGE
    for mark in dict.fromkeys(marks):
        text = shortened(mark, BADGE, LONGEST_MARK)
        box = Rect(left, NOTE_ROW, left + measure(text, BADGE) + 28, NOTE_ROW + BADGE_HEIGHT)
        if box.right <= right:
            labels.append(Label(text, BADGE, box, left + 14, "background", "mark"))
            left = box.right + 12
    return labels


def _remarks(notes: Sequence[str], left: int, right: int) -> list[Label]:
    labels: list[Label] = []
    for note in notes:
        label = Label.at(left, NOTE_ROW + 4, note, NOTE, "muted")
        if label.box.right <= right:
            labels.append(label)
            left = label.box.right + 26
    return labels
