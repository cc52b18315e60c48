"""How often a condition came to hold is counted by the same truths that fire alerts."""

import pytest

from services.conditions.course import course
from services.conditions.evaluate import bars_needed, holds
from services.conditions.newest_bar import NewestBar
from services.conditions.parse import condition
from services.conditions.syntax import columns_of
from tests.unit.analytics.markets import random_rows
from tests.unit.services.conditions.test_evaluate import CONDITIONS, candles

FIRST, PAST = 2_000, 2_060


@pytest.mark.parametrize("text", CONDITIONS)
def test_each_bar_is_judged_as_it_was_when_it_was_the_newest(text: str) -> None:
    whole, said = candles(random_rows(PAST, 7)), condition(text)
    alone = [
        holds(said, NewestBar(whole.up_to(at + 1).last(bars_needed(said)), columns_of(said)))
        for at in range(FIRST, PAST)
    ]
    assert course(said, whole, FIRST) == alone


@pytest.mark.parametrize("text", ["ema200 < close", "regime changes", "near fib 0.5", "new high 40"])
def test_the_first_bars_are_not_known(text: str) -> None:
    assert set(course(condition(text), candles(random_rows(10)), 0)) == {None}
