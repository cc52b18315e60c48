"""What a change wants written, collected while it is made and written in one step when it is done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from services.core.events import Event


@dataclass(slots=True)
class Work:
    """Writes that belong together: all of them are made, or none. ``events`` go out in the same step."""

    sets: list[tuple[str, str, str]] = field(default_factory=list)
    """Hash, field, value."""
    deletes: list[tuple[str, str]] = field(default_factory=list)
    """Hash, field."""
    ranks: list[tuple[str, str, float]] = field(default_factory=list)
    """Sorted set, member, score."""
    unranks: list[tuple[str, str]] = field(default_factory=list)
    """Sorted set, member."""
    removed: list[str] = field(default_factory=list)
    """Whole keys."""
    expected: list[tuple[str, str, str | None]] = field(default_factory=list)
    """Hash, field, value or none: nothing is written where it is another by then."""
    limits: list[tuple[str, int]] = field(default_factory=list)
    """Hash, fields: nothing is written where it has more by then."""
    forgets: bool = False
    """What is deleted is to leave the store's files too."""
    appends: list[tuple[str, Mapping[str, bytes | str]]] = field(default_factory=list)
    """Stream, entry."""
    events: list[Event] = field(default_factory=list)
    afterwards: list[Callable[[], None]] = field(default_factory=list)
    """Called once all is written, to let go of what this process remembers and is no longer true."""

    def hash_set(self, key: str, field: str, value: str) -> None:
        self.sets.append((key, field, value))

    def hash_expect(self, key: str, field: str, value: str | None) -> None:
        """Write nothing of all where ``field`` is another by then (``None``: where there is one); the change is made
        again."""
        self.expected.append((key, field, value))

    def hash_limit(self, key: str, most: int) -> None:
        """The same where the hash has more than so many fields by then."""
        self.limits.append((key, most))

    def hash_delete(self, key: str, field: str) -> None:
        self.deletes.append((key, field))

    def rank(self, key: str, member: str, score: float) -> None:
        """Put ``member`` of the sorted set at ``score``."""
        self.ranks.append((key, member, score))

    def unrank(self, key: str, member: str) -> None:
        self.unranks.append((key, member))

    def hash_forget(self, key: str, field: str) -> None:
        """Delete it, and where the store is our own, from its files too."""
        self.deletes.append((key, field))
        self.forgets = True

    def key_forget(self, key: str) -> None:
        """The same of all that is under a key."""
        self.removed.append(key)
        self.forgets = True

    def append(self, stream: str, entry: Mapping[str, bytes | str]) -> None:
        self.appends.append((stream, entry))

    def tell(self, event: Event) -> None:
        """Let ``event`` be told to who subscribed, once the rest is written."""
        self.events.append(event)


class Outdated(Exception):
    """What work was made from has changed meanwhile. Nothing was written; it is to be made again."""


class Ledger(Protocol):
    """Where work is written. Its methods raise ``StoreUnavailable``."""

    async def answer_of(self, ask: str) -> bytes | None:
        """What was remembered of the ask with this id."""

    async def commit(self, work: Work, ask: str, answer: bytes, seconds: float) -> bytes | None:
        """Write ``work`` in one step and remember ``answer`` for the ask's id for so long; where one is remembered
        already nothing is written, and that one comes back.

        Raises:
            Outdated: nothing was written, because something is not as it was expected.
        """
