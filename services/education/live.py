"""What a lesson shows of the market now."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from services.core.request import Answer, AnyRequest, Read


@dataclass(frozen=True, slots=True)
class LiveAnswers:
    """What people may ask in words (``commands``), and what the desk answers to a ``read`` of its own, which takes
    nothing of anybody's rate."""

    commands: Callable[[], Mapping[str, type[AnyRequest]]]
    read: Callable[[Read[Any]], Awaitable[Answer]]
