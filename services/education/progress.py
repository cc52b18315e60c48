"""/progress: what one knows, and how sure that is."""

from datetime import date, datetime
from typing import ClassVar

from services.core.clock import Clock
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.request import Answer, Personal
from services.core.units import Share
from services.education.book import LearnerBook
from services.education.facts import LevelFacts, TrackFacts
from services.education.library import Library


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
    also: ClassVar[tuple[str, ...]] = ("my progress", "how am i doing", "my level", "streak")


@answers(Progress)
async def answer_progress(
    request: Progress, principal: Principal, library: Library, book: LearnerBook, clock: Clock
) -> ProgressAnswer:
    """What they know."""
    raise NotImplementedError
