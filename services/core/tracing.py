"""Spans of what is done, for whoever collects traces (bot/tracing.py); usually nobody does."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Final, Protocol


class Tracer(Protocol):
    """Notes what is done, how long it takes, and within what. Attributes name nobody and no market."""

    def span(self, name: str, attributes: Mapping[str, str]) -> AbstractContextManager[object]:
        """The block is one thing that is done; what is begun in it, also in tasks, is done within."""

    def past(self, name: str, seconds: float, attributes: Mapping[str, str]) -> None:
        """It has just ended and took so long. What is done within nothing is not noted."""


class _NoTracer:
    def span(self, _name: str, _attributes: Mapping[str, str]) -> AbstractContextManager[object]:
        return nullcontext()

    def past(self, _name: str, _seconds: float, _attributes: Mapping[str, str]) -> None:
        return None


NO_TRACER: Final[Tracer] = _NoTracer()
