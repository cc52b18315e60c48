"""What a lesson shows of the market now."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from services.core.errors import InvalidRequest
from services.core.request import Answer, AnyRequest, Audience, Read
from services.core.roles import Role
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
        InvalidRequest: it is no command, or one whose answer not everybody may see who reads the lesson.
    """
    request = parse(asks, commands)
    open_to_all = request.audience is Audience.PLACE and request.needs() in (None, Role.VIEWER)
    if not isinstance(request, Read) or not open_to_all:
        raise InvalidRequest((f"/{request.name} is not for everybody: a lesson shows what is the same for all",))
    return request
