"""Where a learner stands in a curriculum: what they have passed, what is due and what is next. What they know of
questions that there are no more counts for nothing, until it is there again."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from math import ceil
from typing import Final

from services.core.clock import Clock
from services.core.principal import Principal
from services.core.zones import zone_of
from services.education.book import Learner
from services.education.curriculum import Curriculum, key_of
from services.education.facts import LessonFacts, LevelFacts, TrackFacts
from services.education.lesson import TRACKS, Lesson, LessonRef, Question
from services.education.recall import Recalled
from services.store.preferences import KeptPreferences

LEVELS: Final[Mapping[str, float]] = {
    "Newcomer": 0.0,
    "Reader": 0.02,
    "Student": 0.1,
    "Apprentice": 0.2,
    "Practitioner": 0.35,
    "Analyst": 0.5,
    "Specialist": 0.75,
    "Graduate": 1.0,
}
"""What levels are called, and what share of all questions they begin at."""


async def today_of(principal: Principal, preferences: KeptPreferences, clock: Clock) -> date:
    """Which day it is by the clock of ``principal``."""
    zone = (await preferences.of(principal)).time_zone
    return clock.now().astimezone(UTC if zone is None else zone_of(zone)).date()


def known_of(curriculum: Curriculum, learner: Learner) -> dict[str, Recalled]:
    """What they know of the questions that there are, by key, the longest due first."""
    known = {key: each for key, each in learner.questions.items() if curriculum.find(key) is not None}
    return dict(sorted(known.items(), key=lambda item: (item[1].due, item[0])))


def due_at(known: Mapping[str, Recalled], now: datetime) -> list[str]:
    """The keys of those of ``known`` that are due."""
    return [key for key, each in known.items() if each.due <= now]


def next_due(known: Mapping[str, Recalled], now: datetime) -> datetime | None:
    """When the next question is due that is not yet."""
    return next((each.due for each in known.values() if each.due > now), None)


def not_right(lesson: Lesson, learner: Learner) -> list[Question]:
    """Questions of ``lesson`` that they never answered right: those not asked yet in their order, then the others, the
    longest ago first."""
    asked = {question.id: learner.questions.get(key_of(lesson, question)) for question in lesson.questions}
    left = [question for question in lesson.questions if (known := asked[question.id]) is None or not known.right]

    def order(question: Question) -> float:
        known = asked[question.id]
        return 0.0 if known is None else known.last.timestamp()

    return sorted(left, key=order)


def passed(lesson: Lesson, learner: Learner) -> bool:
    """Whether each question was answered right once."""
    return not not_right(lesson, learner)


def begun(lesson: Lesson, learner: Learner) -> bool:
    return any(key_of(lesson, question) in learner.questions for question in lesson.questions)


def next_lesson(curriculum: Curriculum, learner: Learner) -> LessonRef | None:
    """The first of those begun that is not passed, or else the first that is not, from where they learnt last;
    ``None``: all are passed."""
    lessons = list(curriculum.lessons.values())
    last = max(range(len(lessons)), key=lambda at: _learnt_at(lessons[at], learner), default=0)
    left = [lesson for lesson in (*lessons[last:], *lessons[:last]) if not passed(lesson, learner)]
    first = next((lesson for lesson in left if begun(lesson, learner)), left[0] if left else None)
    return None if first is None else first.ref


def _learnt_at(lesson: Lesson, learner: Learner) -> float:
    """When a question of it was replied to last; nothing: never."""
    known = (learner.questions.get(key_of(lesson, question)) for question in lesson.questions)
    return max((each.last.timestamp() for each in known if each is not None), default=0.0)


def tracks_of(curriculum: Curriculum, learner: Learner) -> tuple[TrackFacts, ...]:
    """Every track that has lessons, in the order in which they are learnt."""
    facts = []
    for name, title in TRACKS.items():
        lessons = [lesson for lesson in curriculum.lessons.values() if lesson.track == name]
        left = [lesson for lesson in lessons if not passed(lesson, learner)]
        if lessons:
            facts.append(
                TrackFacts(
                    name=name,
                    title=title,
                    lessons=len(lessons),
                    passed=len(lessons) - len(left),
                    next=left[0].ref if left else None,
                )
            )
    return tuple(facts)


def lessons_of(curriculum: Curriculum, learner: Learner, track: str) -> tuple[LessonFacts, ...]:
    """The lessons of ``track``, in their order."""
    return tuple(
        LessonFacts(
            lesson=lesson.ref,
            objective=lesson.objective,
            begun=begun(lesson, learner),
            passed=passed(lesson, learner),
        )
        for lesson in curriculum.lessons.values()
        if lesson.track == track
    )


def level_of(curriculum: Curriculum, learner: Learner) -> LevelFacts:
    """Their level. What was answered right once counts for good."""
    questions = sum(1 for _ in curriculum.questions())
    right = sum(known.right > 0 for known in known_of(curriculum, learner).values())
    begins = [ceil(share * questions) for share in LEVELS.values()]
    number = max(at for at, least in enumerate(begins) if right >= least) if questions else 0
    return LevelFacts(
        number=number,
        title=list(LEVELS)[number],
        passed=sum(passed(lesson, learner) for lesson in curriculum.lessons.values()),
        lessons=len(curriculum.lessons),
        known=right,
        questions=questions,
        next_at=next((least for least in begins[number + 1 :] if least > right), None) if questions else None,
    )
