"""How the desk itself is, and what it can be asked."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import ClassVar

from services.base import Answer, Asker, Clock, Frozen, Handler, Health, Request, Service
from services.errors import DeskError
from services.market.candles import SourceName
from services.metrics import DeskMetrics
from services.roles import Role


class PartStatus(Frozen):
    """A part of the desk: ``store``, ``market``, or a service."""

    name: str
    ok: bool
    detail: str


class StatusAnswer(Answer):
    """Times are UTC; latencies in seconds; ``None`` where nothing was measured yet."""

    version: str
    started: datetime
    uptime: float
    """Seconds."""
    source: SourceName
    venue: str
    live_trading: bool
    """Whether real orders could be sent. Nothing in this version can."""
    parts: tuple[PartStatus, ...]
    answered: int
    refused: int
    failed: int
    latency_median: float | None
    latency_p99: float | None
    your_role: str | None


class Status(Request):
    """How the desk is."""

    name: ClassVar[str] = "status"
    summary: ClassVar[str] = "How the desk is, and where its prices come from"
    also: ClassVar[tuple[str, ...]] = ("health", "uptime")
    answer: ClassVar[type[Answer]] = StatusAnswer
    role: ClassVar[Role | None] = None


class CommandFacts(Frozen):
    """A command: how to write it, what it does, an example, and the least role that may (``None``: anyone)."""

    name: str
    summary: str
    example: str
    role: str | None
    allowed: bool
    """Whether the asker may."""


class HelpAnswer(Answer):
    """What can be asked."""

    commands: tuple[CommandFacts, ...]
    your_role: str | None
    roles_mapped: bool


class Help(Request):
    """What the desk can be asked."""

    name: ClassVar[str] = "help"
    summary: ClassVar[str] = "What the desk can be asked"
    also: ClassVar[tuple[str, ...]] = ("commands",)
    answer: ClassVar[type[Answer]] = HelpAnswer
    role: ClassVar[Role | None] = None


class Running(Frozen):
    """What is fixed for as long as the process runs."""

    version: str
    started: datetime
    source: SourceName
    venue: str


class StatusService(Service):
    """Looks at every part of the desk, and lists what it takes."""

    subject = "status"

    def __init__(
        self,
        running: Running,
        *,
        metrics: DeskMetrics,
        catalog: Callable[[], Mapping[str, type[Request]]],
        parts: Mapping[str, Callable[[], Awaitable[Health]]],
        clock: Clock,
        wall: Clock,
    ) -> None:
        self._running = running
        self._metrics = metrics
        self._catalog = catalog
        self._parts = parts
        self._clock = clock
        self._wall = wall

    def handlers(self) -> Mapping[type[Request], Handler]:
        return {Status: self.status, Help: self.help}

    async def status(self, _request: Status, asker: Asker) -> StatusAnswer:
        now, running, figures = self._clock(), self._running, self._metrics.figures()
        healths = {name: await _looked(look) for name, look in self._parts.items()}
        return StatusAnswer(
            as_of=now,
            version=running.version,
            started=running.started,
            uptime=(self._wall() - running.started).total_seconds(),
            source=running.source,
            venue=running.venue,
            live_trading=False,
            parts=tuple(PartStatus(name=name, ok=h.ok, detail=h.detail) for name, h in healths.items()),
            answered=figures.answered,
            refused=figures.refused,
            failed=figures.failed,
            latency_median=figures.latency_median,
            latency_p99=figures.latency_p99,
            your_role=_word(asker.role),
        )

    async def help(self, _request: Help, asker: Asker) -> HelpAnswer:
        return HelpAnswer(
            as_of=self._clock(),
            commands=tuple(_command(request, asker.role) for _, request in sorted(self._catalog().items())),
            your_role=_word(asker.role),
            roles_mapped=asker.roles_mapped,
        )


async def _looked(look: Callable[[], Awaitable[Health]]) -> Health:
    try:
        return await look()
    except DeskError as error:
        return Health(ok=False, detail=type(error).__name__)


def _word(role: Role | None) -> str | None:
    return None if role is None else role.word


def _command(request: type[Request], role: Role | None) -> CommandFacts:
    return CommandFacts(
        name=request.name,
        summary=request.summary,
        example=f"/{request.name} {request.example}".rstrip(),
        role=_word(request.role),
        allowed=request.role is None or (role is not None and role >= request.role),
    )
