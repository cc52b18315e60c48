"""One ask: a request, and who makes it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from services.core.principal import Principal
from services.core.request import AnyRequest

R = TypeVar("R", bound=AnyRequest)


@dataclass(frozen=True, slots=True)
class Ask(Generic[R]):
    """``principal`` asks for ``request``, at ``at`` (UTC).

    ``id`` comes from the door that it came in by (an interaction, a message, a button's press, a line of the shell), so
    that a repeated ask is known for what it is.
    """

    id: str
    request: R
    principal: Principal
    at: datetime
    remembered_for: float = 30 * 86_400.0
    """For how many seconds an ask with this id that changes something is known for a repeated one."""
    by_itself: bool = False
    """A schedule asks, which has bounds of its own: it takes nothing of how often its owner may ask."""
