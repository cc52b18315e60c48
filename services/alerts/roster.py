"""What the engine knows of every armed alert: a row of columns each, so that a million take 40 MB."""

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from math import inf, nextafter
from typing import Any, Final, NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray

from services.alerts.record import Alert
from services.alerts.trigger import Side, Threshold

NEVER: Final = 2**62
"""UTC ms that do not come."""
SPARE: Final = 10_000
"""Rows of which nothing is left are kept until there are so many, and as many as of the others."""
SIDES: Final[tuple[Side | None, ...]] = (None, "above", "below")


class Row(NamedTuple):
    """An alert as it is armed: ``under`` what; where that is a series, at ``value`` or beyond it on ``side``, which
    fires it, or arms it again where it is spent."""

    number: int
    owner: str
    under: str
    since: int
    expires: int
    side: Side | None = None
    value: float = 0.0
    following: Threshold | None = None
    """The threshold itself, where it follows a swing."""


def row_of(alert: Alert) -> Row:
    """How ``alert`` is armed: never, while it is paused."""
    trigger, since = alert.trigger, NEVER if alert.paused else alert.since
    row = Row(alert.number, alert.owner, trigger.under, since, NEVER if alert.expires is None else alert.expires)
    if not isinstance(trigger, Threshold):
        return row
    side, value = _place(trigger.side, trigger.value, spent=alert.spent)
    return row._replace(side=side, value=value, following=trigger if trigger.follows else None)


def row_of_kept(owner: str, number: int, data: bytes) -> Row:
    """The same of an alert as it is kept, without making one of it where that can be helped.

    Raises:
        ValueError: it cannot be read.
    """
    kept = orjson.loads(data)
    try:
        trigger = kept["trigger"]
        if trigger["kind"] != "threshold" or "follows" in trigger:
            return row_of(Alert.read(owner, number, data))
        side, value = _place(trigger["side"], trigger["value"], spent=kept.get("spent", False))
        since = NEVER if kept.get("paused") else kept["since"]
        return Row(number, owner, trigger["series"], since, kept.get("expires", NEVER), side, value)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("no alert of this version") from error


def _place(side: Side, value: float, *, spent: bool) -> tuple[Side, float]:
    """The side and value at which something comes of a threshold: of one that is spent, the nearest on the other
    side."""
    if side not in SIDES:
        raise ValueError(f"no side: {side}")
    if not spent:
        return side, float(value)
    return ("below", nextafter(value, -inf)) if side == "above" else ("above", nextafter(value, inf))


class Roster:
    """Rows by number. Numbers grow, so a new one is nearly always the last."""

    def __init__(self) -> None:
        self._numbers, self._since, self._expires = array("q"), array("q"), array("q")
        self._owners, self._unders, self._sides = array("i"), array("i"), array("b")
        self._values = array("d")
        self._texts: list[str] = []
        self._known: dict[str, int] = {}
        self._gone = 0
        """Rows of which nothing is left but the number."""

    def __len__(self) -> int:
        return len(self._numbers) - self._gone

    def put(self, row: Row) -> None:
        """Keep ``row``, in place of the one that its number had."""
        at, held = self._find(row.number)
        if not held:
            for column, value in zip(self._columns, self._cells(row), strict=True):
                column.insert(at, value)
            return
        self._gone -= self._owners[at] < 0
        for column, value in zip(self._columns, self._cells(row), strict=True):
            column[at] = value

    def append(self, row: Row) -> None:
        """Keep one of a number that it does not have, in no order: for the start, with ``sort`` in the end."""
        self._numbers.append(row.number)
        self._since.append(row.since)
        self._expires.append(row.expires)
        self._owners.append(self._code(row.owner))
        self._unders.append(self._code(row.under))
        self._sides.append(SIDES.index(row.side))
        self._values.append(row.value)

    def sort(self) -> None:
        """Bring what was appended in order."""
        self._keep(np.argsort(np.array(self._numbers), kind="stable"))

    def get(self, number: int) -> Row | None:
        """The row of ``number``, without ``following``."""
        at, held = self._find(number)
        if not held or self._owners[at] < 0:
            return None
        owner, under = self._texts[self._owners[at]], self._texts[self._unders[at]]
        return Row(number, owner, under, self._since[at], self._expires[at], SIDES[self._sides[at]], self._values[at])

    def remove(self, number: int) -> None:
        """Let the row of ``number`` go."""
        at, held = self._find(number)
        if held and self._owners[at] >= 0:
            self._owners[at], self._since[at], self._expires[at] = -1, NEVER, NEVER
            self._gone += 1
            if self._gone > max(SPARE, len(self._numbers) // 2):
                self._keep(np.flatnonzero(np.array(self._owners) >= 0))
                self._gone = 0

    def expired(self, at: int) -> Sequence[int]:
        """The numbers of those that have expired by ``at``."""
        numbers: list[int] = np.array(self._numbers)[np.array(self._expires) <= at].tolist()
        return numbers

    def next_expiry(self) -> int:
        """When the next one expires."""
        return int(np.array(self._expires).min(initial=NEVER))

    def since(self, at: int) -> Sequence[int]:
        """The numbers of those that count from ``at`` or later on."""
        since = np.array(self._since)
        numbers: list[int] = np.array(self._numbers)[(since >= at) & (since < NEVER)].tolist()
        return numbers

    @property
    def _columns(self) -> tuple["array[Any]", ...]:
        return (
            self._numbers,
            self._since,
            self._expires,
            self._owners,
            self._unders,
            self._sides,
            self._values,
        )

    def _cells(self, row: Row) -> tuple[float, ...]:
        owner, under = self._code(row.owner), self._code(row.under)
        return row.number, row.since, row.expires, owner, under, SIDES.index(row.side), row.value

    def _keep(self, places: NDArray[np.intp]) -> None:
        """Keep the rows at ``places``, in that order."""
        for column in self._columns:
            column[:] = array(column.typecode, np.array(column)[places].tobytes())

    def _find(self, number: int) -> tuple[int, bool]:
        at = bisect_left(self._numbers, number)
        return at, at < len(self._numbers) and self._numbers[at] == number

    def _code(self, text: str) -> int:
        code = self._known.get(text)
        if code is None:
            code = self._known[text] = len(self._texts)
            self._texts.append(text)
        return code
