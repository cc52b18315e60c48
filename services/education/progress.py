"""/progress: what one knows, and how sure that is."""

from datetime import date, datetime, timedelta
from typing import ClassVar, Final

from services.core.clock import Clock
from services.core.errors import NoLessons
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.request import Answer, Personal
from services.core.units import Share
from services.education.book import LearnerBook
from services.education.facts import LevelFacts, TrackFacts
from services.education.library import Library
from services.education.recall import remembered
from services.education.standing import due_at, known_of, level_of, next_due, today_of, tracks_of
from services.store.preferences import KeptPreferences

DAYS_SHOWN: Final = 28


class ProgressAnswer(Answer):
    """How far the asker is. ``remembered`` is the mean probability with which the questions they answered are
    remembered now, as FSRS reckons it; ``days`` are the last four weeks, with right replies on each."""

    level: LevelFacts
    tracks: tuple[TrackFacts, ...]
    replies: int
    right: int
    remembered: Share | None
    due: int
    next_due: datetime | None
    streak: int
    longest: int
    days: tuple[tuple[date, int], ...]


class Progress(Personal[ProgressAnswer]):
    """How far the asker is."""

    name: ClassVar[str] = "progress"
    summary: ClassVar[str] = "What you have learnt, how much of it you still know, and what is due"
    means: ClassVar[str] = "Lessons passed by track, right replies, and how much is likely remembered."
    also: ClassVar[tuple[str, ...]] = ("my progress", "my level", "my streak")


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
    del request
    curriculum, learner, now = await library.curriculum(), await book.of(principal.id), clock.now()
    if not curriculum.lessons:
        raise NoLessons
    today = await today_of(principal, preferences, clock)
    known = known_of(curriculum, learner)
    since = [today - timedelta(days=back) for back in reversed(range(DAYS_SHOWN))]
    points = learner.right_since(since[0])
    return ProgressAnswer(
        as_of=now,
        level=level_of(curriculum, learner),
        tracks=tracks_of(curriculum, learner),
        replies=sum(each.turns for each in known.values()),
        right=sum(each.right for each in known.values()),
        remembered=Share(sum(remembered(each, now) for each in known.values()) / len(known)) if known else None,
        due=len(due_at(known, now)),
        next_due=next_due(known, now),
        streak=learner.streak.on(today),
        longest=learner.streak.most,
        days=tuple((day, points.get(day, 0)) for day in since),
    )
