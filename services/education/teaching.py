"""/lesson: one lesson with its chart."""

import asyncio
import re
from collections.abc import Callable
from typing import Annotated, ClassVar, Final

import structlog
from pydantic import Field

from services.core.clock import Clock
from services.core.errors import DeskError
from services.core.handlers import answers
from services.core.options import Suggested
from services.core.request import Answer, AnyRequest, Read
from services.education.lesson import TRACKS, DrawnBars, LessonRef, LiveChart, Source
from services.education.library import Library
from services.education.live import LiveAnswers, read_of
from services.education.naming import lesson_called
from services.education.posing import DrawnChart

CHART_SECONDS: Final = 6.0
"""So long a lesson waits for its chart at most."""

log = structlog.get_logger(__name__)


class LessonAnswer(Answer):
    """A lesson. Its picture is that of ``shown``, what the desk answers now to the command ``live``, or the ``drawn``
    chart; neither, where the market does not answer."""

    lesson: LessonRef
    track: str
    """The track's title."""
    place: int
    """Which of its ``of`` lessons it is."""
    of: int
    objective: str
    text: str
    """Markdown."""
    after: tuple[LessonRef, ...]
    next: LessonRef | None
    """The one after it in the track, or the first of the next track."""
    terms: tuple[str, ...]
    questions: int
    sources: tuple[Source, ...]
    live: str | None = None
    shown: Answer | None = Field(default=None, exclude=True, repr=False)
    drawn: DrawnChart | None = None


TAUGHT: Final = re.compile(
    r"\b(?:teach me|(?:^|want to |like to |need to )(?:learn|study)) (?:(?:about|how to|to) )?(\w.{0,79})$",
    re.IGNORECASE,
)
"""A sentence that wants a lesson, and on what."""


class OneLesson(Read[LessonAnswer]):
    """A lesson, by its title or name."""

    name: ClassVar[str] = "lesson"
    summary: ClassVar[str] = "A lesson of two minutes with its chart, then its questions"
    means: ClassVar[str] = "What is taught, a picture of it, and on what it rests; the questions come behind a button."
    also: ClassVar[tuple[str, ...]] = (
        *("lesson on", "lesson about", "lessons on", "lessons about", "teach me about", "learn about"),
    )
    example: ClassVar[str] = "lesson:golden pocket"
    gathers: ClassVar[str | None] = "lesson"
    fresh_for: ClassVar[float] = 1.0  # an edit of it is shown within a second or two
    in_line: ClassVar[bool] = False  # what it shows of the market waits in line itself

    lesson: Annotated[str, Suggested("school lessons")] = Field(
        min_length=1, max_length=80, description="Which lesson, by its title or what it is about"
    )

    @classmethod
    def heard_in(cls, sentence: str, asked: Callable[[str], AnyRequest | None]) -> "OneLesson | None":
        del asked
        found = TAUGHT.search(sentence)
        return None if found is None else cls(lesson=found[1])


@answers(OneLesson)
async def answer_lesson(request: OneLesson, library: Library, live: LiveAnswers, clock: Clock) -> LessonAnswer:
    """The lesson that is meant.

    Raises:
        UnknownLesson: none is called so; the error has those that it is like.
        NoLessons: none could be read.
    """
    curriculum = await library.curriculum()
    lesson = lesson_called(curriculum, request.lesson, lambda title: OneLesson(lesson=title))
    lessons = list(curriculum.lessons.values())
    track = [each.name for each in lessons if each.track == lesson.track]
    behind = lessons[lessons.index(lesson) + 1 :]
    drawn = curriculum.chart_of(lesson, lesson.chart) if isinstance(lesson.chart, DrawnBars) else None
    asks = lesson.chart.asks if isinstance(lesson.chart, LiveChart) else None
    return LessonAnswer(
        as_of=clock.now(),
        lesson=lesson.ref,
        track=TRACKS[lesson.track],
        place=track.index(lesson.name) + 1,
        of=len(track),
        objective=lesson.objective,
        text=lesson.text,
        after=curriculum.before(lesson),
        next=behind[0].ref if behind else None,
        terms=lesson.terms,
        questions=len(lesson.questions),
        sources=lesson.sources,
        live=asks,
        shown=None if asks is None else await _shown(asks, live),
        drawn=drawn,
    )


async def _shown(asks: str, live: LiveAnswers) -> Answer | None:
    """What the desk answers to it now; ``None``: nothing, or not soon enough for somebody who came to read."""
    try:
        async with asyncio.timeout(CHART_SECONDS):
            return await live.read(read_of(asks, live.commands()))
    except (DeskError, TimeoutError) as error:
        log.info("a lesson goes without its chart", asks=asks, error=type(error).__name__)
        return None
