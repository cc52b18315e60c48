"""/wisdom: a thought a day."""

from datetime import date
from typing import ClassVar

from services.core.clock import Clock
from services.core.errors import NoLessons
from services.core.handlers import answers
from services.core.request import Answer, Read
from services.education.lesson import LessonRef
from services.education.library import Library
from services.education.turns import Turns, place_of


class WisdomAnswer(Answer):
    """The thought of ``day`` (UTC), the ``place``-th of ``of`` in this round, and the lesson that has more of it.
    ``after`` is whose idea it is, where it is somebody's."""

    day: date
    text: str
    after: str | None
    lesson: LessonRef
    place: int
    of: int


class DailyWisdom(Read[WisdomAnswer]):
    """The thought of the day: none comes twice until all were told."""

    name: ClassVar[str] = "wisdom"
    summary: ClassVar[str] = "A thought on trading, another each day, with the lesson that has more of it"
    means: ClassVar[str] = "None comes again before all have been told; it can be scheduled for a channel."
    also: ClassVar[tuple[str, ...]] = ("thought of the day", "trading wisdom", "quote")
    fresh_for: ClassVar[float] = 2.0


@answers(DailyWisdom)
async def answer_wisdom(request: DailyWisdom, library: Library, turns: Turns, clock: Clock) -> WisdomAnswer:
    """The thought of today.

    Raises:
        NoLessons: none could be read.
    """
    del request
    curriculum, now = await library.curriculum(), clock.now()
    wisdoms = {wisdom.id: wisdom for wisdom in curriculum.wisdoms}
    if not wisdoms:
        raise NoLessons
    ids = tuple(wisdoms)
    wisdom = wisdoms[await turns.on(now.date(), "wisdom", ids)]
    return WisdomAnswer(
        as_of=now,
        day=now.date(),
        text=wisdom.text,
        after=wisdom.after,
        lesson=curriculum.lessons[wisdom.lesson].ref,
        place=place_of(wisdom.id, ids),
        of=len(ids),
    )
