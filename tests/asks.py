"""Who asks in the tests, what they ask, and a desk that they ask it of."""

from collections.abc import Mapping
from datetime import UTC, datetime
from time import time
from typing import TypeVar
from uuid import uuid4

from prometheus_client import CollectorRegistry

from services.core.ask import Ask
from services.core.audit import Audit, Log
from services.core.clock import SteppedClock
from services.core.desk import Desk
from services.core.handlers import Handler
from services.core.line import Line
from services.core.metrics import DeskMetrics
from services.core.principal import Principal, at_door
from services.core.rate import RateLimit, RateLimiter
from services.core.request import AnyRequest
from services.core.roles import Role
from services.store import keys
from services.store.ledger import StoreLedger
from services.store.pseudonyms import Pseudonyms
from services.store.store import Encodable, Store

R = TypeVar("R", bound=AnyRequest)
AT = datetime(2023, 12, 30, 19, tzinfo=UTC)
BEN = Principal(id="discord:7", name="Ben", role=Role.TRADER, server="discord:1", channel="discord:2")


def new_id() -> str:
    """The id of an ask that nobody has made yet."""
    return at_door("discord", uuid4().hex)


def ask(request: R, principal: Principal = BEN, id: str | None = None) -> Ask[R]:  # noqa: A002 (an id is what it is)
    """``principal`` asks for ``request``, for the first time or again with the same ``id``."""
    return Ask(id or new_id(), request, principal, AT)


def desk_of(
    handlers: Mapping[type[AnyRequest], Handler],
    store: Store,
    *,
    log: Log | None = None,
    burst: int = 1000,
    metrics: DeskMetrics | None = None,
    line: Line | None = None,
) -> Desk:
    """A desk that writes changes to ``store``, and what it was asked for there too, or to ``log``."""
    return Desk(
        handlers,
        limiter=RateLimiter(RateLimit(burst=burst, per_minute=60)),
        clock=SteppedClock(AT),
        metrics=metrics or DeskMetrics(CollectorRegistry()),
        audit=Audit(log or store, keys.AUDIT, SteppedClock(AT), Pseudonyms(store)),
        ledger=StoreLedger(store),
        line=line or Line(8, what="other answers"),
    )


async def entries(store: Store, stream: str) -> list[dict[str, str]]:
    """What is in ``stream``, the oldest first."""
    held = await store._again.xrange(stream) or []
    return [{_text(name): _text(value) for name, value in (fields or {}).items()} for _, fields in held]


async def append_ago(store: Store, stream: str, seconds: float, number: int, entry: dict[str, str]) -> None:
    """Append ``entry`` as if so long ago; ``number`` tells those of one time apart, in their order."""
    at = f"{round((time() - seconds) * 1000)}-{number}"
    fields = dict[Encodable, Encodable](entry.items())
    await store.call(lambda client: client.xadd(stream, fields, id=at))


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
