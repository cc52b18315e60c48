"""/progress: what one knows, and how sure that is."""

from datetime import date, datetime, timedelta
from typing import ClassVar, Final

from pydantic import Field

from services.core.clock import Clock
from services.core.errors import NoLessons
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.request import Answer, Frozen, Personal
from services.core.units import Figure, Share
from services.education.book import Guesses, Learner, LearnerBook, Streak
from services.education.curriculum import Curriculum
from services.education.facts import LevelFacts, TrackFacts
from services.education.library import Library
from services.education.recall import Recalled, remembered
from services.education.standing import due_at, known_of, level_of, next_due, today_of, tracks_of
from services.store.preferences import KeptPreferences

DAYS_SHOWN: Final = 28


class QuestionKept(Frozen):
    """What is kept of a question that was replied to. ``lesson`` is ``None`` where it is in no lesson any more;
    ``said`` is the last reply."""

    question: str
    lesson: str | None
    replies: int
    right: int
    last: datetime
    last_right: bool
    said: str
    due: datetime
    stability_days: Figure
    difficulty: Figure


class DailyKept(Frozen):
    """A question of the day that was replied to."""

    day: date
    question: str
    right: bool
    said: str


class LearningKept(Frozen):
    """All that is kept of a learner: ``days`` with the points of each, those of the last 60."""

    questions: tuple[QuestionKept, ...]
    days: tuple[tuple[date, int], ...]
    daily: tuple[DailyKept, ...]
    streak: Streak
    guesses: Guesses


class ProgressAnswer(Answer):
    """How far the asker is. ``remembered`` is the mean probability with which the questions that they know, for
    they answered them right once, are remembered now, as FSRS reckons it; ``days`` are the last four weeks, with the
    points of each."""

    level: LevelFacts
    tracks: tuple[TrackFacts, ...]
    replies: int
    right: int
    remembered: Share | None
    due: int
    due_in_a_week: int
    """So many will have come due by then, those due now among them."""
    next_due: datetime | None
    streak: int
    longest: int
    days: tuple[tuple[date, int], ...]
    kept: LearningKept | None = None
    """Where it was asked for."""


class Progress(Personal[ProgressAnswer]):
    """How far the asker is."""

    name: ClassVar[str] = "progress"
    summary: ClassVar[str] = "What you have learnt, how much of it you still know, and what is due"
    means: ClassVar[str] = "Lessons passed by track, right replies, and how much is likely remembered."
    also: ClassVar[tuple[str, ...]] = (
        "my progress",
        "my level",
        "my streak",
        "what have i learnt",
        "what have i learned",
    )
    example: ClassVar[str] = "export:yes"

    export: bool = Field(default=False, description="Whether to attach all that is kept of it, as a JSON file")


@answers(Progress)
async def answer_progress(
    request: Progress,
    principal: Principal,
    library: Library,
    book: LearnerBook,
    preferences: KeptPreferences,
    clock: Clock,
) -> ProgressAnswer:
    """What they know.

    Raises:
        NoLessons: no lesson could be read.
    """
    curriculum, learner, now = await library.curriculum(), await book.of(principal.id), clock.now()
    if not curriculum.lessons:
        raise NoLessons
    today = await today_of(principal, preferences, clock)
    known = known_of(curriculum, learner)
    since = [today - timedelta(days=back) for back in reversed(range(DAYS_SHOWN))]
    points = learner.right_since(since[0])
    right = [each for each in known.values() if each.right]
    return ProgressAnswer(
        as_of=now,
        level=level_of(curriculum, learner),
        tracks=tracks_of(curriculum, learner),
        replies=sum(each.turns for each in known.values()),
        right=sum(each.right for each in known.values()),
        remembered=Share(sum(remembered(each, now) for each in right) / len(right)) if right else None,
        due=len(due_at(known, now)),
        due_in_a_week=len(due_at(known, now + timedelta(days=7))),
        next_due=next_due(known, now),
        streak=learner.streak.on(today),
        longest=learner.streak.most,
        days=tuple((day, points.get(day, 0)) for day in since),
        kept=_kept(curriculum, learner) if request.export else None,
    )


def _kept(curriculum: Curriculum, learner: Learner) -> LearningKept:
    def of(key: str, known: Recalled) -> QuestionKept:
        found = curriculum.find(key)
        return QuestionKept(
            question=key,
            lesson=None if found is None else found[0].title,
            replies=known.turns,
            right=known.right,
            last=known.last,
            last_right=known.last_right,
            said=known.said,
            due=known.due,
            stability_days=Figure(known.stability),
            difficulty=Figure(known.difficulty),
        )

    return LearningKept(
        questions=tuple(of(key, known) for key, known in sorted(learner.questions.items())),
        days=tuple(sorted(learner.days.items())),
        daily=tuple(
            DailyKept(day=day, question=replied.question, right=replied.right, said=replied.said)
            for day, replied in sorted(learner.daily.items())
        ),
        streak=learner.streak,
        guesses=learner.guesses,
    )
