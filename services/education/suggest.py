"""Titles of lessons, for whoever types one."""

from collections.abc import Sequence

from services.education.curriculum import Curriculum
from services.education.lesson import Lesson


def suggest_titles(text: str, curriculum: Curriculum) -> Sequence[str]:
    """Titles that begin with what was typed, then those that have it, then of lessons that are about it."""
    wanted = text.strip().casefold()
    ranked = ((_rank(wanted, lesson), lesson.title) for lesson in curriculum.lessons.values())
    return [title for rank, title in sorted(ranked, key=lambda each: each[0]) if rank < _NOT]


_NOT = 3


def _rank(wanted: str, lesson: Lesson) -> int:
    title = lesson.title.casefold()
    if title.startswith(wanted):
        return 0
    if wanted in title:
        return 1
    return 2 if any(wanted in term.casefold() for term in lesson.terms) else _NOT
