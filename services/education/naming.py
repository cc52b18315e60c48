"""Which lesson somebody means who says its title, its name, or what it is about."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from rapidfuzz import fuzz, process

from services.core.errors import NoLessons, UnknownLesson
from services.core.request import AnyRequest
from services.education.curriculum import Curriculum
from services.education.lesson import TRACKS, Lesson
from services.words.glossary import Term, glossary, plain
from services.words.nearest import shown
from services.words.plain_words import FILLERS

OFFERED: Final = 5
SURE: Final = 88.0
"""Percent of likeness from which a misspelt title is taken for the one that it is like."""
LIKELY: Final = 62.0
"""The same from which a lesson is offered."""
BESIDE: Final = 15.0
"""By how much less alike than the most alike one others may be that are offered beside it."""
_WORD: Final = re.compile(r"[\w.%]*\w")
_ENDING: Final = re.compile(r"(?<=\w\w\w)(?:ing|ed|es|s|e)$")
_BEFORE: Final = re.compile(r"^\s*(?:on|about|of)\s+", re.IGNORECASE)


def lesson_called(curriculum: Curriculum, text: str, asked: Callable[[str], AnyRequest]) -> Lesson:
    """The lesson that ``text`` means; ``asked`` makes the request that is offered of the title of another.

    Raises:
        UnknownLesson: none is meant for sure; the error has those that it is like.
        NoLessons: there are none.
    """
    if not curriculum.lessons:
        raise NoLessons
    wanted = plain(_BEFORE.sub("", text.replace("-", " ")))
    names = {plain(name.replace("-", " ")): lesson for lesson in curriculum.lessons.values() for name in _names(lesson)}
    found = names.get(wanted) or _of_track(curriculum, wanted) or _about(curriculum, wanted) or _misspelt(names, wanted)
    if found is not None:
        return found
    likeness, near = _near(curriculum, wanted)
    if likeness >= SURE and len(near) == 1:
        return near[0]
    raise UnknownLesson(
        lesson=shown(text),
        close_matches=tuple(lesson.title for lesson in near),
        near=tuple(asked(lesson.title) for lesson in near),
    )


def _names(lesson: Lesson) -> tuple[str, str]:
    return lesson.name, lesson.title


def _of_track(curriculum: Curriculum, wanted: str) -> Lesson | None:
    """The first lesson of the track that is called so."""
    called = {name for name, title in TRACKS.items() if wanted in (name, plain(title))}
    return next((lesson for lesson in curriculum.lessons.values() if lesson.track in called), None)


def _about(curriculum: Curriculum, wanted: str) -> Lesson | None:
    """The lesson that alone has all the words in its title or name, or else the one that teaches the term first among
    its terms."""
    words = _words(wanted)
    titled = [
        each for each in curriculum.lessons.values() if words and any(words <= _words(name) for name in _names(each))
    ]
    if len(titled) == 1:
        return titled[0]
    term = glossary().find(wanted) or glossary().like(wanted)
    return None if term is None else teaching(curriculum, term)


def teaching(curriculum: Curriculum, term: Term) -> Lesson | None:
    """The lesson that names ``term`` first among those that it teaches."""
    found = [
        (at, lesson)
        for lesson in curriculum.lessons.values()
        for at, each in enumerate(lesson.terms)
        if glossary().find(each) is term
    ]
    return min(found, key=lambda each: each[0])[1] if found else None


def _words(text: str) -> set[str]:
    """Those that say something, each without the ending of a plural or a tense."""
    words = _WORD.findall(text.lower())
    return {_ENDING.sub("", word) for word in words if word not in FILLERS}


def _misspelt(names: dict[str, Lesson], wanted: str) -> Lesson | None:
    found = process.extractOne(wanted, names.keys(), scorer=fuzz.ratio, score_cutoff=SURE)
    return None if found is None else names[found[0]]


def _near(curriculum: Curriculum, wanted: str) -> tuple[float, list[Lesson]]:
    """Lessons that may be meant, the most alike first, and how like that is."""
    likeness = {name: max(_likeness(wanted, lesson)) for name, lesson in curriculum.lessons.items()}
    most = max(likeness.values())
    order = sorted(likeness, key=lambda name: -likeness[name])
    near = [name for name in order if likeness[name] >= max(LIKELY, most - BESIDE)]
    return most, [curriculum.lessons[name] for name in near[:OFFERED]]


def _likeness(wanted: str, lesson: Lesson) -> Iterator[float]:
    """How like it is to each of what the lesson is called and about, in percent: by letters, and a little less by words
    in common."""
    words = " ".join(sorted(_words(wanted)))
    for said in (*_names(lesson), lesson.track, *_terms(lesson)):
        yield fuzz.ratio(wanted, plain(said))
        yield 0.9 * fuzz.token_set_ratio(words, " ".join(sorted(_words(said))))


def _terms(lesson: Lesson) -> Iterator[str]:
    """The words that it teaches, and what else these are called."""
    for name in lesson.terms:
        term = glossary().find(name)
        yield from (name,) if term is None else (term.term, *term.also)
