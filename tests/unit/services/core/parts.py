"""A desk of a few made-up requests, with a real store behind it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, ClassVar

from prometheus_client import CollectorRegistry

from services.core.ask import Ask
from services.core.errors import StoreUnavailable
from services.core.events import Event
from services.core.handlers import Found, answers, bind
from services.core.line import Line
from services.core.metrics import DeskMetrics
from services.core.principal import Principal
from services.core.request import Answer, Audience, Change, Personal, Read
from services.core.roles import Role
from services.core.work import Work
from services.store.store import Store
from tests.asks import AT, desk_of

TURNS = "test:turns"
"""Hash: what was turned → the answer's value."""


class Count(Answer):
    """How many times the handlers had been called by then, and by whom the last time."""

    value: int
    who: str = ""


class Look(Read[Count]):
    name: ClassVar[str] = "look"
    summary: ClassVar[str] = "Look"
    fresh_for: ClassVar[float] = 60.0

    what: str = "here"


class Listen(Read[Count]):
    name: ClassVar[str] = "listen"
    summary: ClassVar[str] = "Listen"
    fresh_for: ClassVar[float] = 60.0


class Open(Read[Count]):
    name: ClassVar[str] = "open"
    summary: ClassVar[str] = "Open to all"
    role: ClassVar[Role | None] = None


class Mine(Personal[Count]):
    name: ClassVar[str] = "mine"
    summary: ClassVar[str] = "What is mine"


class Turn(Change[Count]):
    name: ClassVar[str] = "turn"
    summary: ClassVar[str] = "Turn"
    role: ClassVar[Role | None] = Role.TRADER
    stale: ClassVar[tuple[type[Read[Any]], ...]] = (Look,)

    what: str = "key"


class Add(Change[Count]):
    name: ClassVar[str] = "add"
    summary: ClassVar[str] = "Add one"

    what: str = "sum"


class Whisper(Change[Count]):
    name: ClassVar[str] = "whisper"
    summary: ClassVar[str] = "Turn in secret"
    audience: ClassVar[Audience] = Audience.CONFIDENTIAL

    what: str = "secret"


class Halt(Change[Count]):
    name: ClassVar[str] = "halt"
    summary: ClassVar[str] = "Stop everything"
    role: ClassVar[Role | None] = Role.ADMIN
    stops: ClassVar[bool] = True


class Turned(Event):
    subject: ClassVar[str] = "turns"

    what: str


async def nothing() -> None:
    pass


class Counter:
    """What was done, and what happens ``meanwhile``: after a handler has done its part, and before the desk does."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.meanwhile: Callable[[], Awaitable[None]] = nothing

    async def count(self, name: str, who: str = "") -> Count:
        await asyncio.sleep(0)
        self.done.append(name)
        value = len(self.done)
        await self.meanwhile()
        return Count(as_of=AT, value=value, who=who)


@answers(Look)
async def look(request: Look, counter: Counter) -> Count:
    return await counter.count(request.name)


@answers(Listen)
async def listen(request: Listen, counter: Counter) -> Count:
    return await counter.count(request.name)


@answers(Open)
async def open_(request: Open, counter: Counter) -> Count:
    return await counter.count(request.name)


@answers(Mine)
async def mine(request: Mine, principal: Principal, counter: Counter) -> Count:
    return await counter.count(request.name, principal.id)


@answers(Turn)
async def turn(request: Turn, ask: Ask[Turn], work: Work, counter: Counter) -> Count:
    work.hash_set(TURNS, request.what, ask.principal.id)
    work.tell(Turned(key=ask.id, at=ask.at, what=request.what))
    return await counter.count(request.name, ask.principal.id)


@answers(Add)
async def add(request: Add, _ask: Ask[Add], work: Work, counter: Counter, store: Store) -> Count:
    held = (await store.hash_all(TURNS))[request.what]
    work.hash_expect(TURNS, request.what, held)
    work.hash_set(TURNS, request.what, str(int(held) + 1))
    return await counter.count(request.name)


@answers(Whisper)
async def whisper(request: Whisper, ask: Ask[Whisper], work: Work, counter: Counter) -> Count:
    work.hash_set(TURNS, request.what, ask.principal.id)
    return await counter.count(request.name)


@answers(Halt)
async def halt(request: Halt, _ask: Ask[Halt], _work: Work, counter: Counter) -> Count:
    return await counter.count(request.name)


KINDS = (Look, Listen, Open, Mine, Turn, Add, Whisper, Halt)
HANDLERS = (look, listen, open_, mine, turn, add, whisper, halt)


class Log:
    """An audit log in memory."""

    def __init__(self) -> None:
        self.entries: list[Mapping[str, str]] = []
        self.away = False

    async def append(self, stream: str, entry: Mapping[str, str]) -> None:
        if self.away:
            raise StoreUnavailable
        self.entries.append({"stream": stream, **entry})


class House:
    """A desk whose changes are written to ``store``, and its audit log there too, or to ``log``."""

    def __init__(self, store: Store, *, log: Log | None = None, burst: int = 1000, line: Line | None = None) -> None:
        self.counter = Counter()
        self.registry = CollectorRegistry()
        self.metrics = DeskMetrics(self.registry)
        handlers = bind(Found(KINDS, HANDLERS), {Counter: self.counter, Store: store})
        self.desk = desk_of(handlers, store, log=log, burst=burst, metrics=self.metrics, line=line)


def someone(role: Role | None, name: str = "ben", door: str = "shell") -> Principal:
    return Principal(id=f"{door}:{name}", name=name, role=role)
