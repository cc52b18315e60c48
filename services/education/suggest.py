"""Titles of lessons, for whoever types one."""

from collections.abc import Sequence

from services.education.curriculum import Curriculum


def suggest_titles(text: str, curriculum: Curriculum) -> Sequence[str]:
    """Titles that have what was typed, those that begin with it first."""
    wanted = text.strip().casefold()
    titles = [lesson.title for lesson in curriculum.lessons.values()]
    return sorted(
        (title for title in titles if wanted in title.casefold()),
        key=lambda title: not title.casefold().startswith(wanted),
    )
