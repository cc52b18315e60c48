"""The three lines above a picture of the sky: what it is, where it comes from, and of when."""

from collections.abc import Sequence

from personas.pictures.geometry import CANVAS, Label
from personas.pictures.header import Head, Note, lines_below
from personas.pictures.palette import Ink
from personas.pictures.styles import EDGE, HEAD_ROW, SUBTITLE, TITLE
from personas.pictures.typeface import shortened
from services.cosmic.facts import CosmicAnswer

NO_WEIGHT = "no weight in a decision"
"""What stands on every picture of the sky, of what that picture shows."""
GAP = 16


def sky_header(
    title: str, subtitle: str, answer: CosmicAnswer, marks: Sequence[str] = (), notes: Sequence[str] = ()
) -> Head:
    """``title`` and ``subtitle``; below them ``marks`` as badges, ``NO_WEIGHT`` and ``notes`` as far as there is room,
    and at the right the time that the answer is of and its source."""
    right = CANVAS.right - EDGE
    first = Label.at(EDGE, HEAD_ROW, shortened(title, TITLE, right - EDGE), TITLE, "text")
    left, top = first.box.right + GAP, HEAD_ROW + TITLE.ascent - SUBTITLE.ascent
    under = Label.at(left, top, shortened(subtitle, SUBTITLE, max(0, right - left)), SUBTITLE, "muted")
    badges: list[tuple[str, Ink]] = [(mark, "mark") for mark in dict.fromkeys(marks)]
    as_of: tuple[str, Ink] = f"{answer.as_of:%Y-%m-%d %H:%M} UTC", "muted"
    below, _ = lines_below(badges, [Note(note) for note in (NO_WEIGHT, *notes)], as_of, answer.source)
    told = f"{title}, {subtitle}", NO_WEIGHT, *notes, f"{answer.source}, {as_of[0]}"
    return Head((first, under, *below), (), told)
