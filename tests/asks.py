"""Who asks in the tests, and what they ask."""

from datetime import UTC, datetime
from typing import TypeVar
from uuid import uuid4

from services.core.ask import Ask
from services.core.principal import Principal, at_door
from services.core.request import AnyRequest
from services.core.roles import Role

R = TypeVar("R", bound=AnyRequest)
AT = datetime(2023, 12, 30, 19, tzinfo=UTC)
BEN = Principal(id="discord:7", name="Ben", role=Role.TRADER, server="discord:1", channel="discord:2")


def new_id() -> str:
    """The id of an ask that nobody has made yet."""
    return at_door("discord", uuid4().hex)


def ask(request: R, principal: Principal = BEN, id: str | None = None) -> Ask[R]:  # noqa: A002 (an id is what it is)
    """``principal`` asks for ``request``, for the first time or again with the same ``id``."""
    return Ask(id or new_id(), request, principal, AT)
