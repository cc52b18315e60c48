"""What every subject of the desk shares: requests, answers, askers, and the service that turns one into the other."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from services.roles import Role

Clock = Callable[[], datetime]
"""Now, in UTC. It comes in from outside, so that a replay or a test can pin it."""


class Frozen(BaseModel):
    """A value: compared by its content, never changed, and nothing unknown gets in."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Answer(Frozen):
    """Facts, and nothing but facts: no prose, no markup. ``as_of`` is the instant that the facts describe (UTC)."""

    as_of: datetime


class Request(Frozen):
    """Something the desk can be asked for, whoever asks and wherever from.

    ``name`` is how people call it (``fib levels``), ``summary`` says what it does in a line (at most 100 characters),
    ``also`` is what else people call it, in small letters: plain words may use that where no other request has it too,
    ``example`` shows its options as people write them, ``answer`` is what comes back, ``role`` the least role that may
    ask (``None``: anyone, even where no roles are mapped), ``changes`` whether it changes anything and so is audited,
    and ``fresh_for`` for how many seconds an answer may serve the next who asks the same; such an answer must not
    depend on who asked. ``gathers`` is the option that all words written without a name belong to; ``None``: each
    belongs to the next. ``confidential``: what is asked and answered is for the asker alone. It is told where nobody
    else reads, and the audit log leaves its options out. ``unattended``: a fresh answer is made to its end even where
    nobody waits for it any more, for who asks next.
    """

    name: ClassVar[str]
    summary: ClassVar[str]
    also: ClassVar[tuple[str, ...]] = ()
    example: ClassVar[str] = ""
    answer: ClassVar[type[Answer]]
    role: ClassVar[Role | None] = Role.VIEWER
    changes: ClassVar[bool] = False
    fresh_for: ClassVar[float] = 0.0
    gathers: ClassVar[str | None] = None
    confidential: ClassVar[bool] = False
    unattended: ClassVar[bool] = True

    @classmethod
    def arranged(cls, words: list[str]) -> list[str]:
        """Words written without a name, one for each option. A list of words may be one option's."""
        return words


class Asker(Frozen):
    """Who asks, from where, and what they may do. Ids are the front door's own; ``server`` is ``None`` in private."""

    id: str
    name: str
    role: Role | None = None
    server: str | None = None
    channel: str | None = None
    door: Literal["discord", "shell"]
    roles_mapped: bool = True
    """False where the server has not said who may do what, which is worth telling whoever is refused."""


@dataclass(frozen=True, slots=True)
class Health:
    """How a service is: ``ok``, or what is wrong, in words that an operator understands."""

    ok: bool
    detail: str = ""


Handler = Callable[[Any, Asker], Awaitable[Answer]]


class Service:
    """One subject of the desk. A subclass names its subject and says which method handles which request.

    Life: ``initialise`` once before the first request, ``process`` for each, ``shut_down`` once at the end.
    """

    subject: ClassVar[str]

    def handlers(self) -> Mapping[type[Request], Handler]:
        """The method for each kind of request this service takes: ``async def method(request, asker) -> Answer``."""
        raise NotImplementedError

    async def initialise(self) -> None:
        """Get ready. What can be done at the first use is left until then."""

    def can_handle(self, request: Request) -> bool:
        return type(request) in self.handlers()

    async def process(self, request: Request, asker: Asker) -> Answer:
        """Answer ``request``.

        Raises:
            DeskError: it cannot be answered; the error carries why.
        """
        return await self.handlers()[type(request)](request, asker)

    def metrics(self) -> Mapping[str, float]:
        """Figures of this service's own, by name, as they are now."""
        return {}

    async def health(self) -> Health:
        return Health(ok=True)

    async def shut_down(self) -> None:
        """Let go of everything that was opened."""
