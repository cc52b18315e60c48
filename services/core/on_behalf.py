"""For which ask something is done: each line of the log says so, from the interaction to the exchange."""

from collections.abc import Iterator
from contextlib import contextmanager

from structlog.contextvars import bound_contextvars, get_contextvars


@contextmanager
def on_behalf_of(ask: str) -> Iterator[None]:
    """What is done in the block, and in tasks that it starts, is done for the ask with this id (``request`` in the
    log)."""
    with bound_contextvars(request=ask):
        yield


def ask_under_way() -> str:
    """The id of the ask that something is done for now; empty: for none."""
    return str(get_contextvars().get("request", ""))
