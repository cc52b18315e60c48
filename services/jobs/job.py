"""What a kind of long work is: split, do, gather. One is found wherever it is defined.

    class StudyJob(Job[EventStudy, Chunk, Studied, EventStudyAnswer]):
        kind = EventStudy

        def __init__(self, market: MarketView) -> None: …

What its constructor names by type is handed in, as to handlers. Parts, and what comes of them, travel as JSON.
"""

import inspect
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Generic, TypeVar, get_type_hints

from services.core.handlers import BadHandler
from services.core.request import A, AnyRequest, Frozen


class Part(Frozen):
    """A part of a job, a few seconds of work; ``size`` of what is counted are in it."""

    size: int = 1


R = TypeVar("R", bound=AnyRequest)
P = TypeVar("P", bound=Part)
D = TypeVar("D", bound=Frozen)


class Job(ABC, Generic[R, P, D, A]):
    """The work that answers ``kind``; ``counted`` is what its parts are made of, such as markets.

    ``do`` is called at least once for each part, in any process, and may be called again where one died: what it
    returns is kept once. It changes nothing itself. What else it needs to know it has from the request and the part.
    """

    kind: ClassVar[type[AnyRequest]]
    counted: ClassVar[str]

    @abstractmethod
    async def split(self, request: R) -> Sequence[P]:
        """Its parts, at least one. Raises a ``DeskError`` where there is nothing to be done: no job is made then."""

    @abstractmethod
    async def do(self, request: R, part: P) -> D:
        """What comes of ``part``. A ``DeskError`` ends the whole job with it."""

    @abstractmethod
    def gather(self, request: R, done: Sequence[D]) -> A:
        """The answer, of what came of each part in their order; off the event loop."""


AnyJob = Job[Any, Any, Any, Any]
Jobs = Mapping[type[AnyRequest], AnyJob]


def open_jobs(provided: Mapping[type, object]) -> Jobs:
    """Every kind of job in the modules that are loaded, each given what its constructor names of ``provided``.

    Raises:
        BadHandler: there are two for a request, or there is nothing to give one.
    """
    found: dict[type[AnyRequest], AnyJob] = {}
    for kind in Job.__subclasses__():
        if kind.kind in found:
            raise BadHandler(f"two jobs for {kind.kind.__name__}: {kind.__name__} is the second")
        hints = get_type_hints(kind.__init__)
        wanted = {name: hints.get(name) for name in list(inspect.signature(kind).parameters)}
        if lacking := [name for name, each in wanted.items() if each not in provided]:
            raise BadHandler(f"{kind.__name__}: there is nothing to give it for {', '.join(lacking)}")
        found[kind.kind] = kind(**{name: provided[each] for name, each in wanted.items() if each is not None})
    return found
