"""What a word means that the cards use."""

import asyncio
import re
from typing import Annotated, ClassVar, Final

from pydantic import Field, SkipValidation

from services.core.clock import Clock
from services.core.errors import UnknownTerm
from services.core.handlers import answers
from services.core.options import Suggested
from services.core.request import Answer, AnyRequest, Read
from services.core.roles import Role
from services.house.status import House
from services.words.glossary import glossary
from services.words.phrase import parse

OFFERED: Final = 5
LONGEST_TERM: Final = 80


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
async def answer_define(request: Define, house: House, clock: Clock) -> DefineAnswer:
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
    return DefineAnswer(
        as_of=clock.now(),
        term=found.term,
        also=found.also,
        means=found.means,
        here=found.here,
        see=found.see,
        command=None if found.ask is None else f"/{found.ask}",
        shown_by=None if found.ask is None else parse(f"/{found.ask}", house.catalog()),
    )


_ASKS_MEANING: Final = re.compile(
    r"(?:so )?(?:what (?:does|do|did) (?P<a>.+?) (?:mean|stand for)"
    r"|what(?:'s| is) (?:meant by|the (?:meaning|definition) of) (?P<b>.+)"
    r"|what do(?:es)? (?:you|he|she|they|it|the card) mean (?:by|with) (?P<c>.+)"
    r"|(?:the )?(?:meaning|definition) of (?P<d>.+))"
)
"""Asks what a word means, and nothing else."""
_MAY_ASK: Final = re.compile(r"(?:explain|describe|what(?:'s|s| is| are)) (?P<the>the )?(?P<word>.+)")
"""Asks that of a word that is one of ours. With "the" it asks for a fact first: "what is the moon phase"."""
_AROUND: Final = re.compile(r"^(?:(?:hey|hi|hello|please|ok|so|can you|could you)\b[\s,]*)+|[\s?!.,]+$|,? please$")


def of_a_word(text: str, *, of_the_word: bool = False) -> Define | None:
    """The question for a word's meaning that ``text`` is, if it is one; ``of_the_word``: no command was meant."""
    asked = " ".join(text.lower().replace("’", "'").split())
    while (less := _AROUND.sub("", asked)) != asked:
        asked = less
    if found := _ASKS_MEANING.fullmatch(asked):
        term = next(filter(None, found.groups()))
        return Define(term=term) if len(term) <= LONGEST_TERM else None
    may = _MAY_ASK.fullmatch(asked)
    if may is None or (may["the"] and not of_the_word) or glossary().find(may["word"]) is None:
        return None
    return Define(term=may["word"])
