"""What the desk can be asked for, and what comes back.

There are three kinds of request, and the kind decides what the desk may do with it. A ``Read`` is answered the same to
whoever asks, so its answer may be shared; a ``Personal`` one is about who asks, and never is; a ``Change`` does
something, so it is written down and done once.
"""

from abc import abstractmethod
from collections.abc import Callable
from datetime import datetime
from enum import Enum
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from services.core.roles import Role


class Frozen(BaseModel):
    """A value: compared by its content, never changed, and nothing unknown gets in."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Answer(Frozen):
    """Facts, and nothing but facts: no prose, no markup. ``as_of`` is the instant that the facts describe (UTC)."""

    as_of: datetime


A = TypeVar("A", bound=Answer)


class Audience(Enum):
    """Who reads an answer: all where it was asked for; whoever asked; or whoever asked, where nobody else ever reads
    it, and neither log nor audit has what was asked."""

    PLACE = "place"
    ASKER = "asker"
    CONFIDENTIAL = "confidential"


class Request(Frozen, Generic[A]):
    """Something the desk can be asked for, whoever asks and wherever from: a ``Read``, a ``Personal`` or a ``Change``.

    ``name`` is how people call it (``fib levels``), ``summary`` says what it does in a line (at most 100 characters),
    ``means`` what to make of the answer, in a sentence or two; ``also`` is what else people call it, in small letters:
    plain words may use that where no other request has it too, ``example`` shows its options as people write them,
    ``role`` is the least role that may ask (``None``: anyone, even where no roles are mapped). ``gathers`` is the
    option that all words written without a name belong to; ``None``: each belongs to the next. ``stops``: it stops
    something, so it is never refused for asking often. ``about`` are words that stand behind its name and say nothing
    more: ``close my position``. ``pressed``: buttons ask for it, and nobody does in words.
    """

    name: ClassVar[str]
    summary: ClassVar[str]
    means: ClassVar[str] = ""
    also: ClassVar[tuple[str, ...]] = ()
    example: ClassVar[str] = ""
    role: ClassVar[Role | None] = Role.VIEWER
    audience: ClassVar[Audience] = Audience.PLACE
    gathers: ClassVar[str | None] = None
    stops: ClassVar[bool] = False
    about: ClassVar[tuple[str, ...]] = ()
    pressed: ClassVar[bool] = False

    def needs(self) -> Role | None:
        """The least role that may ask exactly this."""
        return self.role

    def changes(self) -> bool:
        """Whether exactly this changes something."""
        return False

    @classmethod
    def heard_in(cls, sentence: str, asked: Callable[[str], "AnyRequest | None"]) -> "AnyRequest | None":
        """The request of this kind that is to be offered for ``sentence``, which is no command; ``None``: it wants
        none. ``asked`` tells what a part of the sentence asks for."""
        del sentence, asked
        return None

    @classmethod
    def answer_type(cls) -> type[Answer]:
        """What comes back: the ``A`` of ``Read[A]``."""
        for ancestor in cls.__mro__:
            arguments = getattr(ancestor, "__pydantic_generic_metadata__", {}).get("args", ())
            if arguments and isinstance(arguments[0], type):
                found: type[Answer] = arguments[0]
                return found
        raise TypeError(f"{cls.__name__} does not say what answers it: write Read[…Answer]")


class Read(Request[A], Generic[A]):
    """Facts that are the same whoever asks: its handler cannot see who does.

    ``fresh_for`` is for how many seconds an answer may serve the next who asks the same. ``unattended``: an answer is
    made to its end even where nobody waits for it any more, for who asks next. ``in_line``: where many ask, it is made
    in turn; without it at once, as is right for what takes hardly any work or has a line of its own.
    """

    fresh_for: ClassVar[float] = 0.0
    unattended: ClassVar[bool] = True
    in_line: ClassVar[bool] = True


class Personal(Request[A], Generic[A]):
    """Facts about who asks, or for them alone. Never shared, never kept."""

    audience: ClassVar[Audience] = Audience.ASKER


class Proposing(Personal[A], Generic[A]):
    """What a change would come to, which its asker confirms by a button, or in the shell with the request itself."""

    @abstractmethod
    def confirmed(self, wish: str) -> "Change[Any]":
        """The change itself. ``wish`` is an id: confirmed twice with the same one it is made once."""


class Change(Request[A], Generic[A]):
    """Does something, once: who asks again with the same id is given the first answer.

    ``stale`` names the reads whose kept answers are no longer true afterwards. A button may be pressed again after
    ``press_again`` seconds, and is then another wish; within them it is the same one. The audit log, which is kept for
    good, has none of the options ``unaudited``: they name somebody.
    """

    audience: ClassVar[Audience] = Audience.ASKER
    stale: ClassVar[tuple[type[Read[Any]], ...]] = ()
    press_again: ClassVar[float] = 5.0
    unaudited: ClassVar[frozenset[str]] = frozenset()

    def changes(self) -> bool:
        return True


AnyRequest = Request[Any]
