"""If these failed, an account would look better than it was, or a reset would make or lose money."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.trading.account import account_of
from analytics.trading.course import Course, Stand, course_of, daily_returns, index_of, net_of
from analytics.trading.records import Record
from tests.examples import examples
from tests.unit.analytics.trading.journals import DAY, HOUR, T0, Made, journal, opened, reset

NAME = "paper:shell:ann"


def price(at: int) -> Decimal:
    """A market that goes up by 1 an hour from 100 on."""
    return Decimal(100) + Decimal(at - T0) / HOUR


def equity(course: Course) -> list[Decimal]:
    return [equity_at(stand) for stand in course.stands]


def equity_at(stand: Stand) -> Decimal:
    return stand.equity(lambda _: price(stand.at))


def course(records: Sequence[Record], since: int, now: int, step: int = HOUR, *, across_resets: bool = False) -> Course:
    return course_of(NAME, records, since, step, now, across_resets=across_resets)


def test_a_purchase_that_is_held_by_hand() -> None:
    """Bought 10 at 101 after an hour, with a fee of 1.01: from then on equity goes up by 10 an hour."""
    found = course(journal(Made(T0 + HOUR, None, "101", amount="10")), 0, T0 + 4 * HOUR + 600_000)
    assert [stand.at - T0 for stand in found.stands] == [0, HOUR, 2 * HOUR, 3 * HOUR, 4 * HOUR, 4 * HOUR + 600_000]
    made = [each - 10_000 for each in equity(found)]
    assert made[:5] == [Decimal(0), Decimal("-1.01"), Decimal("8.99"), Decimal("18.99"), Decimal("28.99")]
    assert float(made[5]) == pytest.approx(28.99 + 10 / 6)
    assert found.fees == Decimal("1.01")
    assert found.turnover == {"BTC/USDT": Decimal(1010)}
    assert found.held == 3 * HOUR + 600_000
    assert net_of(found.stands, equity(found)) == equity(found)[-1] - 10_000


def test_what_happened_before_the_time_asked_for_does_not_count() -> None:
    before = Made(T0 + HOUR, T0 + 2 * HOUR, "101", "102")
    within = Made(T0 + 3 * HOUR, T0 + 5 * HOUR, "103", "105")
    found = course(journal(before, within), T0 + 4 * HOUR, T0 + 6 * HOUR)
    assert [stand.at - T0 for stand in found.stands] == [4 * HOUR, 5 * HOUR, 6 * HOUR]
    assert [trade.entry for trade in found.trades] == [103]
    assert found.fees == Decimal("0.105")  # of the sale alone
    assert found.held == HOUR
    assert net_of(found.stands, equity(found)) == Decimal("1") - Decimal("0.105")


LOST = Made(T0 + HOUR, T0 + 2 * HOUR, "101", "51", amount="10")
"""Loses 500 and 1.52 of fees."""
WON = Made(T0 + 5 * HOUR, T0 + 6 * HOUR, "105", "106", amount="10")
"""Gains 10, less 2.11."""


def test_since_the_last_reset_there_is_nothing_of_before() -> None:
    found = course(journal(LOST, reset(T0 + 4 * HOUR, "5000"), WON), 0, T0 + 8 * HOUR)
    assert (found.stands[0].at, found.resets) == (T0 + 4 * HOUR, 0)
    assert found.stands[0].cash == 5000
    assert net_of(found.stands, equity(found)) == Decimal("7.89")
    assert len(found.trades) == 1


def test_a_reset_neither_makes_nor_loses_money() -> None:
    found = course(journal(LOST, reset(T0 + 4 * HOUR, "5000"), WON), 0, T0 + 8 * HOUR, across_resets=True)
    worth = equity(found)
    assert found.resets == 1
    assert net_of(found.stands, worth) == Decimal("-501.52") + Decimal("7.89")
    index = index_of(found.stands, worth)
    assert index[-1] == pytest.approx((9498.48 / 10000) * (5007.89 / 5000))
    assert len(found.trades) == 2


def test_what_is_held_at_a_reset_is_valued_then() -> None:
    found = course(
        journal(Made(T0 + HOUR, None, "101", amount="10"), reset(T0 + 3 * HOUR)), 0, T0 + 5 * HOUR, across_resets=True
    )
    assert net_of(found.stands, equity(found)) == Decimal("18.99")
    assert found.held == 2 * HOUR


def test_where_the_clock_stands_still_all_is_there() -> None:
    """Of a replay that is not stepped: opened, traded, reset and traded again within the same ms."""
    records = journal(Made(T0, T0, "100", "90"), first=opened())
    records += [reset(T0), *journal(Made(T0, T0, "100", "95", "2"))[1:]]
    found = course(records, 0, T0)
    assert [stand.at for stand in found.stands] == [T0, T0]
    assert net_of(found.stands, equity(found)) == Decimal("-10") - Decimal("0.39")
    assert (found.span, found.held, len(found.trades)) == (0, 0, 1)


def test_days_are_whole_ones_across_a_reset_at_midnight() -> None:
    held = Made(T0 + 12 * HOUR, None, "112", amount="10")
    records = journal(held, reset(T0 + 2 * DAY), first=opened(T0 + HOUR))
    found = course(records, 0, T0 + 4 * DAY + HOUR, 4 * HOUR, across_resets=True)
    returns = daily_returns(found.stands, index_of(found.stands, equity(found)))
    assert len(returns) == 3  # from the first midnight to the fourth
    assert returns[0] == pytest.approx((10_000 - 1.12 + 360) / (10_000 - 1.12 + 120) - 1)
    assert not returns[1:].any()


def test_from_nothing_there_is_no_return() -> None:
    found = course(journal(first=opened(cash="0")), 0, T0 + 2 * HOUR)
    assert index_of(found.stands, equity(found)).tolist() == [1.0, 1.0, 1.0]


TRADES = st.lists(
    st.tuples(st.integers(0, 90), st.integers(0, 20), st.integers(50, 150), st.integers(50, 150), st.booleans()),
    max_size=8,
)


@examples(60)
@given(trades=TRADES, since=st.integers(0, 100), cut=st.none() | st.integers(1, 99))
def test_a_course_ends_with_the_account_to_the_last_digit(
    trades: list[tuple[int, int, int, int, bool]], since: int, cut: int | None
) -> None:
    made: dict[int, Made] = {}
    for start, length, entry, exit_, open_ in trades:
        at = T0 + start * HOUR + 1
        symbol = f"C{start}/USDT"
        closed = None if open_ else at + length * HOUR
        made[start] = Made(at, closed, f"{entry}.17", f"{exit_}.33", "0.7", symbol=symbol)
    resets = [] if cut is None else [reset(T0 + cut * HOUR)]
    if cut is not None:  # nothing is closed after a reset that was opened before it
        made = {k: v for k, v in made.items() if not k < cut <= (v.closed or 0) / HOUR - T0 / HOUR}
    records, now = journal(*made.values(), *resets), T0 + 120 * HOUR
    account = account_of(NAME, records)
    for across in (False, True):
        found = course(records, T0 + since * HOUR, now, across_resets=across)
        worth = equity(found)
        assert worth[-1] == account.equity(lambda _: price(now))
        assert all(a.at <= b.at for a, b in pairwise(found.stands))
        assert 0 <= found.held <= found.span
        index = index_of(found.stands, worth)
        assert index[-1] - 1 == pytest.approx(np.prod(index[1:] / index[:-1]) - 1)
        gains = [
            after - before for s, before, after in zip(found.stands[1:], worth, worth[1:], strict=False) if not s.begins
        ]
        assert net_of(found.stands, worth) == sum(gains, Decimal(0))
        drops = index / np.maximum.accumulate(index) - 1
        assert -1 <= drops.min() <= 0
