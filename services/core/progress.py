"""How far a long piece of work is, from whoever does it to whoever waits for it.

The work says ``tell(120, 600, "Scanning")``; where nobody listens that does nothing. Who waits wraps the start of the
work in ``listening(heard)``, and ``heard`` is called with each step. It travels with the context, so that nothing
between the two needs to know of it, and work that several wait for tells all of them (services/core/cache.py).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """``done`` of ``total`` is done; ``what`` is going on, in a word or two."""

    done: int
    total: int
    what: str


@dataclass(frozen=True, slots=True)
class InLine:
    """The work has not begun: ``before`` others are, and then it is its turn. ``what`` is waited for."""

    before: int
    what: str


Listener = Callable[[Step | InLine], None]
"""Is called on the event loop, where the work goes on, so it must be quick and must not raise."""

_listener: ContextVar[Listener | None] = ContextVar("progress", default=None)


def tell(done: int, total: int, what: str) -> None:
    """Say how far the work is that this is called from."""
    listener()(Step(done, total, what))


def listener() -> Listener:
    """Who listens where this is called: to be kept by what tells of the work from elsewhere."""
    return _listener.get() or _nobody


def _nobody(_step: Step | InLine) -> None: ...


@contextmanager
def listening(heard: Listener | None) -> Iterator[None]:
    """What is started within tells ``heard``."""
    token = _listener.set(heard)
    try:
        yield
    finally:
        _listener.reset(token)


class Relay:
    """Passes steps on to all who wait for the same work."""

    def __init__(self) -> None:
        self._waiting: list[Listener] = []
        self._last: Step | InLine | None = None

    def __call__(self, step: Step | InLine) -> None:
        self._last = step
        for hears in tuple(self._waiting):
            hears(step)

    @contextmanager
    def joined(self) -> Iterator[None]:
        """Whoever listens where this is called hears the steps, beginning with the last there was."""
        hears = _listener.get()
        if hears is None:
            yield
            return
        if self._last is not None:
            hears(self._last)
        self._waiting.append(hears)
        try:
            yield
        finally:
            self._waiting.remove(hears)
