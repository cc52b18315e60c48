"""What a lesson shows of the market now."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from services.core.errors import InvalidRequest
from services.core.request import Answer, AnyRequest, Read
from services.words.phrase import parse


@dataclass(frozen=True, slots=True)
class LiveAnswers:
    """What people may ask in words (``commands``), and what the desk answers to a ``read`` of its own, which takes
    nothing of anybody's rate."""

    commands: Callable[[], Mapping[str, type[AnyRequest]]]
    read: Callable[[Read[Any]], Awaitable[Answer]]


def read_of(asks: str, commands: Mapping[str, type[AnyRequest]]) -> Read[Any]:
    """What a lesson ``asks``, as a request.

    Raises:
        InvalidRequest: it is no command, or one that does more than read.
    """
    request = parse(asks, commands)
    if not isinstance(request, Read):
        raise InvalidRequest((f"/{request.name} is not the same for everybody: a lesson shows what is",))
    return request
