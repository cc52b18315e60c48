"""The two lines above a picture of the sky: what it is, where it comes from, and of when."""

from collections.abc import Sequence

from personas.pictures.geometry import CANVAS, Label
from personas.pictures.header import HEAD_ROW, NOTE, NOTE_ROW, SUBTITLE, TITLE, Note, second_line
from personas.pictures.layout import EDGE
from personas.pictures.palette import Ink
from personas.pictures.typeface import shortened
from services.cosmic.facts import CosmicAnswer

NO_WEIGHT = "no weight in a decision"
"""What stands on every picture of the sky, of what that picture shows."""
GAP = 20


def sky_header(
    title: str, subtitle: str, answer: CosmicAnswer, marks: Sequence[str] = (), notes: Sequence[str] = ()
) -> tuple[Label, ...]:
    """``title`` and ``subtitle``, the source at the right; below them ``marks`` as badges, ``NO_WEIGHT``, ``notes`` as
    far as there is room, and the time that the answer is of."""
    right = CANVAS.right - EDGE
    origin = Label.ending(right, HEAD_ROW + 12, answer.source, NOTE, "muted")
    end = origin.box.left - GAP
    first = Label.at(EDGE, HEAD_ROW, shortened(title, TITLE, end - EDGE), TITLE, "text")
    left, top = first.box.right + GAP, HEAD_ROW + TITLE.ascent - SUBTITLE.ascent
    under = Label.at(left, top, shortened(subtitle, SUBTITLE, max(0, end - left)), SUBTITLE, "muted")
    as_of = Label.ending(right, NOTE_ROW + 4, f"{answer.as_of:%Y-%m-%d %H:%M} UTC", NOTE, "muted")
    badges: list[tuple[str, Ink]] = [(mark, "mark") for mark in dict.fromkeys(marks)]
    below, _ = second_line(badges, [Note(note) for note in (NO_WEIGHT, *notes)], as_of)
    return (first, under, origin, *below)
