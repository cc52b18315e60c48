"""The course of an account: what it had at given times, read from its records in one walk."""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Final

import numpy as np

from analytics.bars import Floats
from analytics.performance import equity_of
from analytics.trading.account import Account, account_of
from analytics.trading.orders import ZERO
from analytics.trading.positions import Position, Trade
from analytics.trading.records import Filled, Opened, Record, Reset

DAY: Final = 86_400_000


@dataclass(frozen=True, slots=True)
class Stand:
    """What the account had at ``at`` (UTC ms). ``begins``: it was opened or reset then, and what was before does not
    count towards what it made since."""

    at: int
    cash: Decimal
    positions: tuple[Position, ...]
    begins: bool = False

    def equity(self, price_of: Callable[[str], Decimal]) -> Decimal:
        """As ``Account.equity``."""
        return self.cash + sum((each.value(price_of(each.symbol)) for each in self.positions), ZERO)


@dataclass(slots=True)
class Course:
    """An account from the first of ``stands`` on. Trades, costs and turnover are those since; the last stand is what
    all records come to."""

    stands: list[Stand] = field(default_factory=list)
    trades: list[Trade] = field(default_factory=list)
    fees: Decimal = ZERO
    funding: Decimal = ZERO
    """Paid; below zero: received."""
    turnover: dict[str, Decimal] = field(default_factory=dict)
    """Symbol → Σ price · amount of its fills."""
    held: int = 0
    """For how long anything was held (ms)."""
    resets: int = 0

    @property
    def span(self) -> int:
        """ms"""
        return self.stands[-1].at - self.stands[0].at

    @property
    def symbols(self) -> frozenset[str]:
        """What was held at any of the stands."""
        return frozenset(each.symbol for stand in self.stands for each in stand.positions)


def beginning(records: Sequence[Record], *, across_resets: bool) -> int:
    """Which of ``records`` the account begins with: the last that opened it or, unless it goes ``across_resets``, reset
    it."""
    kinds = Opened if across_resets else Opened | Reset
    return max(at for at, record in enumerate(records) if isinstance(record, kinds))


def course_of(
    name: str, records: Sequence[Record], since: int, step: int, now: int, *, across_resets: bool = False
) -> Course:
    """The course of the account called ``name`` up to ``now``: from ``since`` on, or from its ``beginning`` where that
    is later, with a stand there, at each multiple of ``step`` between, before and after each reset, and at the end (all
    UTC ms).

    A stand has the records up to its instant, one that begins all up to that beginning, the last one all there are.
    """
    begin = beginning(records, across_resets=across_resets)
    anew = records[begin].at >= since
    start = records[begin].at if anew else since
    later = (at for at, record in enumerate(records) if at > begin and (anew or record.at > since))
    head = next(later, len(records))
    account = account_of(name, records[:head])
    course = Course([_stand(account, start, begins=anew)])
    held_since = start if account.positions else None
    due = iter(range((start // step + 1) * step, now, step))
    wanted = next(due, None)
    for record in records[head:]:
        while wanted is not None and wanted < record.at:
            course.stands.append(_stand(account, wanted))
            wanted = next(due, None)
        _count(course, account, record)
        if held_since is None and account.positions:
            held_since = record.at
        elif held_since is not None and not account.positions:
            course.held += max(0, record.at - held_since)
            held_since = None
    course.stands += (_stand(account, instant) for instant in (*([] if wanted is None else [wanted]), *due, now))
    course.held += now - held_since if held_since is not None else 0
    return course


def _count(course: Course, account: Account, record: Record) -> None:
    """Apply ``record``, and count what it adds."""
    if isinstance(record, Reset):
        course.resets += 1
        course.stands.append(_stand(account, record.at))
        account.apply(record)
        course.stands.append(_stand(account, record.at, begins=True))
        return
    fees, funding, ended = account.fees, account.funding, len(account.trades)
    account.apply(record)
    course.fees += account.fees - fees
    course.funding += account.funding - funding
    course.trades += account.trades[ended:]
    if isinstance(record, Filled):
        worth = course.turnover.get(record.symbol, ZERO) + record.amount * record.price
        course.turnover[record.symbol] = worth


def _stand(account: Account, at: int, *, begins: bool = False) -> Stand:
    return Stand(at, account.cash, tuple(copy(each) for each in account.positions.values()), begins)


def net_of(stands: Sequence[Stand], equity: Sequence[Decimal]) -> Decimal:
    """What the account made between the first of ``stands`` and the last, of their ``equity``: without what a reset
    gave or took."""
    pairs = zip(stands[1:], pairwise(equity), strict=True)
    return sum((after - before for stand, (before, after) in pairs if not stand.begins), ZERO)


def index_of(stands: Sequence[Stand], equity: Sequence[Decimal]) -> Floats:
    """What 1 that was in the account at the first of ``stands`` came to at each, of their ``equity``: shape (n,).

    A reset changes nothing: returns before and after it are chained. From nothing there is no return: nan.
    """
    known = np.array([float(each) for each in equity])
    with np.errstate(divide="ignore", invalid="ignore"):
        returns = known[1:] / known[:-1] - 1
    returns[[stand.begins for stand in stands[1:]]] = 0.0
    returns[(known[1:] == known[:-1])] = 0.0
    return equity_of(returns)


def daily_returns(stands: Sequence[Stand], index: Floats) -> Floats:
    """The return of each whole UTC day, of a course with a stand at each midnight and of its ``index``."""
    at = np.array([stand.at for stand in stands])
    whole = at % DAY == 0
    last = np.append(at[1:] != at[:-1], True)  # of a reset at midnight there are two, of one index
    midnights: Floats = index[whole & last]
    with np.errstate(divide="ignore", invalid="ignore"):
        return midnights[1:] / midnights[:-1] - 1
