"""What a word means that the cards use."""

import asyncio
from typing import Annotated, ClassVar, Final

from pydantic import Field, SkipValidation

from services.core.clock import Clock
from services.core.errors import UnknownTerm
from services.core.handlers import answers
from services.core.options import Suggested
from services.core.request import Answer, AnyRequest, Read
from services.core.roles import Role
from services.education.lesson import LessonRef
from services.education.library import Library
from services.education.naming import teaching
from services.house.status import House
from services.words.glossary import LONGEST_TERM, glossary
from services.words.phrase import parse

OFFERED: Final = 5


class DefineAnswer(Answer):
    """A ``term``: what else it is called (``also``), what it ``means``, how this desk computes it (``here``), terms to
    ``see`` too, and the ``command`` that shows it."""

    term: str
    also: tuple[str, ...]
    means: str
    here: str | None
    see: tuple[str, ...]
    command: str | None
    shown_by: Annotated[AnyRequest | None, SkipValidation] = Field(default=None, exclude=True, repr=False)
    """The command as a request."""
    lesson: LessonRef | None = None
    """What teaches it."""


class Define(Read[DefineAnswer]):
    """What ``term`` means."""

    name: ClassVar[str] = "define"
    summary: ClassVar[str] = "What a word on the cards means, such as golden pocket, RSI or drawdown"
    means: ClassVar[str] = "The word in plain sentences, how this desk computes it, and the command that shows it."
    also: ClassVar[tuple[str, ...]] = ("glossary", "definition of", "meaning of", "dictionary", "what does it mean")
    example: ClassVar[str] = "term:golden pocket"
    role: ClassVar[Role | None] = None
    gathers: ClassVar[str | None] = "term"
    fresh_for: ClassVar[float] = 60.0

    term: Annotated[str, Suggested("terms")] = Field(
        min_length=1, max_length=LONGEST_TERM, description="The word to have explained"
    )


@answers(Define)
async def answer_define(request: Define, house: House, library: Library, clock: Clock) -> DefineAnswer:
    """The term that is meant.

    Raises:
        UnknownTerm: none is called so; the error has those that it is like.
    """
    words = await asyncio.to_thread(glossary)
    found = words.find(request.term) or words.like(request.term)
    if found is None:
        near = words.near(request.term, OFFERED)
        raise UnknownTerm(
            term=request.term,
            close_matches=tuple(each.term for each in near),
            near=tuple(Define(term=each.term) for each in near),
        )
    lesson = teaching(await library.curriculum(), found)
    return DefineAnswer(
        as_of=clock.now(),
        term=found.term,
        also=found.also,
        means=found.means,
        here=found.here,
        see=found.see,
        command=None if found.ask is None else f"/{found.ask}",
        shown_by=None if found.ask is None else parse(f"/{found.ask}", house.catalog()),
        lesson=None if lesson is None else LessonRef(name=lesson.name, title=lesson.title),
    )
