"""Which of many judged decisions are cases of their own.

Decisions about one market whose times overlap saw the same move: bar by bar, and in many accounts, the same is decided
about it, and thirty of them are no thirty cases. A pair and its perpetuals are one market.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from analytics.trading.instrument import spot_of

Case = TypeVar("Case")


@dataclass(frozen=True, slots=True)
class Span:
    """The time of a decision about ``symbol``: from it on until what came of it was known (UTC ms)."""

    symbol: str
    since: int
    until: int

    @property
    def market(self) -> str:
        return spot_of(self.symbol)

    def overlaps(self, other: "Span") -> bool:
        """Whether both saw a part of the same move."""
        return self.market == other.market and self.since < other.until and other.since < self.until


class OwnCases:
    """Of those that overlap the first that comes counts."""

    def __init__(self) -> None:
        self._begins: dict[str, list[int]] = {}
        self._ends: dict[str, list[int]] = {}
        """By market, of those that count, by time."""

    def takes(self, span: Span) -> bool:
        """Whether what is of ``span`` is a case of its own; from now on it counts then."""
        begins, ends = self._begins.setdefault(span.market, []), self._ends.setdefault(span.market, [])
        place = bisect_left(begins, span.until)
        if place and ends[place - 1] > span.since:
            return False
        begins.insert(place, span.since)
        ends.insert(place, span.until)
        return True


def own_cases(cases: Iterable[Case], span: Callable[[Case], Span]) -> list[Case]:
    """Those of ``cases`` that are cases of their own, in their order."""
    counted = OwnCases()
    return [each for each in cases if counted.takes(span(each))]
