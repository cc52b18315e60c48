"""For which ask something is done: each line of the log says so, from the interaction to the exchange."""

from collections.abc import Iterator
from contextlib import contextmanager

from structlog.contextvars import bound_contextvars


@contextmanager
def on_behalf_of(ask: str) -> Iterator[None]:
    """What is done in the block, and in tasks that it starts, is done for the ask with this id (``request`` in the
    log)."""
    with bound_contextvars(request=ask):
        yield
