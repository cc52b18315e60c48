"""Which words of a message the glossary explains."""

import asyncio
from typing import ClassVar, Final

from pydantic import Field

from services.core.clock import Clock
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.request import Answer, Frozen, Personal
from services.core.roles import Role
from services.words.glossary import glossary

LONGEST_TEXT: Final = 12_000
"""Characters of a message with all that is on its cards."""
MOST_SHOWN: Final = 15


class WordFacts(Frozen):
    """A ``term`` of the glossary, and what it ``means``."""

    term: str
    means: str


class WordsAnswer(Answer):
    """The first of the ``found`` terms that stand on the message, in their order."""

    found: int
    words: tuple[WordFacts, ...]


class Words(Personal[WordsAnswer]):
    """The words on a message, whose ``text`` Discord sends with the wish."""

    name: ClassVar[str] = "words"
    summary: ClassVar[str] = "The words on a message that the glossary explains"
    means: ClassVar[str] = "Each word of the glossary that stands there, with what it means in short."
    example: ClassVar[str] = "text:drawdown"
    role: ClassVar[Role | None] = None
    pressed: ClassVar[bool] = True

    text: str = Field(default="", max_length=LONGEST_TEXT, description="What stands on the message")


@answers(Words)
async def answer_words(request: Words, principal: Principal, clock: Clock) -> WordsAnswer:
    """The words on it; maybe none."""
    del principal
    found = await asyncio.to_thread(lambda: glossary().within(request.text))
    return WordsAnswer(
        as_of=clock.now(),
        found=len(found),
        words=tuple(WordFacts(term=each.term, means=each.means) for each in found[:MOST_SHOWN]),
    )
