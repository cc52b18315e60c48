"""How the desk itself is."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final

from services.core.clock import Clock
from services.core.errors import DeskError, StoreUnavailable
from services.core.handlers import answers
from services.core.health import Health
from services.core.metrics import DeskMetrics
from services.core.principal import Principal
from services.core.request import Answer, AnyRequest, Frozen, Personal
from services.core.roles import Role
from services.core.units import Duration
from services.house.beats import Beats
from services.market.candles import SourceName

SILENT_SECONDS: Final = 30.0
"""A part gives signs of life every few seconds."""


class PartStatus(Frozen):
    """A part of the desk: ``store``, ``market``, or a service."""

    name: str
    ok: bool
    detail: str


class SignOfLife(Frozen):
    """When a part that works by itself, in whichever process, was last known to: ``ok`` is lately."""

    part: str
    age: Duration
    ok: bool


class StatusAnswer(Answer):
    """Times are UTC; latencies in seconds; ``None`` where nothing was measured yet."""

    version: str
    started: datetime
    uptime: Duration
    """Seconds."""
    source: SourceName
    venue: str
    live_trading: bool
    """Whether real orders could be sent. Nothing in this version can."""
    parts: tuple[PartStatus, ...]
    answered: int
    refused: int
    failed: int
    latency_median: Duration | None
    latency_p99: Duration | None
    your_role: str | None
    signs: tuple[SignOfLife, ...] = ()
    """None while nothing works by itself: nobody but the shell asks."""
    gateway: Duration | None = None
    """From a heartbeat to Discord's answer, where this process is connected."""
    process_roles: tuple[str, ...] = ()
    """What this process does for the house: ``gateway``, ``worker``, ``scheduler``; nothing where the shell asks."""


class Status(Personal[StatusAnswer]):
    """How the desk is."""

    name: ClassVar[str] = "status"
    summary: ClassVar[str] = "How the desk is, and where its prices come from"
    means: ClassVar[str] = "Which parts of the desk work, and where prices come from."
    also: ClassVar[tuple[str, ...]] = ("health", "uptime")
    role: ClassVar[Role | None] = None


class Running(Frozen):
    """What is fixed for as long as the process runs."""

    version: str
    started: datetime
    source: SourceName
    venue: str
    process_roles: tuple[str, ...]


Look = Callable[[], Awaitable[Health]]


@dataclass(frozen=True, slots=True)
class House:
    """What the desk knows of itself: the catalog of its requests, and how to look at its parts, by name."""

    running: Running
    metrics: DeskMetrics
    catalog: Callable[[], Mapping[str, type[AnyRequest]]]
    parts: Mapping[str, Look]
    beats: Beats
    gateway: Callable[[], float | None]
    """From a heartbeat to Discord's answer (seconds), where this process is connected."""
    wall: Clock
    """The machine's own time, whatever time the desk goes by."""


@answers(Status)
async def answer_status(_request: Status, principal: Principal, house: House, clock: Clock) -> StatusAnswer:
    """How each part is, and what the desk has done since it started."""
    running, figures = house.running, house.metrics.figures()
    healths = {name: await _looked(look) for name, look in house.parts.items()}
    return StatusAnswer(
        as_of=clock.now(),
        version=running.version,
        started=running.started,
        uptime=(house.wall.now() - running.started).total_seconds(),
        source=running.source,
        venue=running.venue,
        live_trading=False,
        parts=tuple(PartStatus(name=name, ok=h.ok, detail=h.detail) for name, h in healths.items()),
        answered=figures.answered,
        refused=figures.refused,
        failed=figures.failed,
        latency_median=figures.latency_median,
        latency_p99=figures.latency_p99,
        your_role=_word(principal.role),
        signs=await _signs(house.beats),
        gateway=house.gateway(),
        process_roles=running.process_roles,
    )


async def _signs(beats: Beats) -> tuple[SignOfLife, ...]:
    try:
        ages = await beats.ages()
    except StoreUnavailable:  # which is told above
        return ()
    return tuple(SignOfLife(part=part, age=age, ok=age <= SILENT_SECONDS) for part, age in sorted(ages.items()))


async def _looked(look: Callable[[], Awaitable[Health]]) -> Health:
    try:
        return await look()
    except DeskError as error:
        return Health(ok=False, detail=type(error).__name__)


def _word(role: Role | None) -> str | None:
    return None if role is None else role.word
