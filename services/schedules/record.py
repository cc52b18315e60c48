"""A schedule as it is kept."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple

from services.core.owners import To, server_of
from services.core.request import AnyRequest, Change, Frozen
from services.schedules.when import When

Missed = Literal["run", "skip"]
COUNTED: Final = timedelta(days=7)
"""Of what was missed in a longer absence only so much is counted."""


class Asked(Frozen):
    """A request as it is kept: its name, its options as JSON, and in plain words. ``public``: others may read what
    comes of it."""

    name: str
    options: str
    called: str
    public: bool

    def request(self, catalog: Mapping[str, type[AnyRequest]]) -> AnyRequest:
        """The request itself.

        Raises:
            ValueError: this version has none like it that only reads.
        """
        kind = catalog.get(self.name)
        if kind is None or issubclass(kind, Change):
            raise ValueError(f"there is no request {self.name!r} that only reads")
        return kind.model_validate_json(self.options)


class Schedule(Frozen):
    """``owner`` is a person's id, who is told in private, or ``server:`` and a server's, which is told in ``channel``.
    ``channel`` and ``server`` are where it was set. ``number`` is the schedule's own, among all owners'.

    ``due`` is when it is run next; ``None``: it is ``paused``, or over. ``ran`` and ``skipped`` are how often it
    was run, and how many of its times passed without.
    """

    owner: str
    number: int
    name: str
    asks: tuple[Asked, ...]
    when: When
    missed: Missed
    channel: str | None = None
    server: str | None = None
    due: datetime | None = None
    paused: bool = False
    ran: int = 0
    ran_at: datetime | None = None
    skipped: int = 0

    @property
    def shared(self) -> bool:
        """Whether it is a server's."""
        return server_of(self.owner) is not None

    @property
    def person(self) -> str | None:
        return None if self.shared else self.owner

    @property
    def to(self) -> To:
        return "channel" if self.shared else "me"

    def dealt_with(self, now: datetime, late: timedelta) -> "Dealt":
        """What comes of it where it is due by ``now``. However many of its times were missed, it is run once, for the
        newest; if that is ``late`` or more ago, only where it was so chosen."""
        if self.due is None:
            raise ValueError("it is paused")
        times = [self.due, *self._passed(self.due, now)]
        runs = self.missed == "run" or now - times[-1] < late
        missed = len(times) - runs
        changed = {
            "due": self.when.next(now),
            "ran": self.ran + runs,
            "ran_at": now if runs else self.ran_at,
            "skipped": self.skipped + missed,
        }
        return Dealt(self.model_copy(update=changed), times[-1], runs, missed)

    def _passed(self, after: datetime, now: datetime) -> Iterator[datetime]:
        """Its times behind ``after`` up to ``now``; of those longer ago than ``COUNTED``, none."""
        at = self.when.next(max(after, now - COUNTED))
        while at is not None and at <= now:
            yield at
            at = self.when.next(at)


class Dealt(NamedTuple):
    """How a schedule stands once it was dealt with; whether it ``runs``, for the time ``at``, and how many of its times
    were ``missed``."""

    schedule: Schedule
    at: datetime
    runs: bool
    missed: int
