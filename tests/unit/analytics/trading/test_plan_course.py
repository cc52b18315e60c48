"""What a plan came to is what confidence is held against: told too well it lets an agent trade alone."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from analytics.bars import Floats
from analytics.trading.plan_course import NEVER, Outcome, Plan, followed

LONG = Plan(1, 100, 90, 120)


@dataclass
class Rows:
    """Bars of open, high, low and close."""

    open: Floats
    high: Floats
    low: Floats
    close: Floats
    bar_ms: int = 60_000

    @property
    def time(self) -> NDArray[np.int64]:
        return np.arange(len(self.open), dtype=np.int64) * self.bar_ms

    @property
    def volume(self) -> Floats:
        return np.ones(len(self.open))

    def __len__(self) -> int:
        return len(self.open)


def bars(*rows: tuple[float, float, float, float]) -> Rows:
    return Rows(*np.array(rows, dtype=float).reshape(-1, 4).T)


@pytest.mark.parametrize(
    ("rows", "hit", "r"),
    [
        pytest.param([], "never", None, id="no bar"),
        pytest.param([(105, 130, 101, 125)], "never", None, id="the market ran away"),
        pytest.param([(105, 106, 100, 101)], "time", 0.1, id="filled as it is touched"),
        pytest.param([(105, 106, 100, 101), (101, 121, 100, 119)], "target", 2.0, id="target"),
        pytest.param([(105, 106, 100, 101), (101, 119, 90, 110)], "stop", -1.0, id="stop"),
        pytest.param([(105, 106, 100, 101), (101, 125, 85, 119)], "stop", -1.0, id="both in a bar: the stop"),
        pytest.param([(105, 106, 89, 95)], "stop", -1.0, id="entry and stop in a bar"),
        pytest.param([(105, 125, 99, 110)], "time", 1.0, id="the target was before the entry"),
        pytest.param([(99, 125, 98, 110)], "target", 2.1, id="had at the open, a better price"),
        pytest.param([(100, 125, 85, 110)], "stop", -1.0, id="had at the open, both"),
        pytest.param([(89, 130, 80, 125)], "never", None, id="opened beyond the stop"),
        pytest.param([(105, 106, 100, 101), (80, 125, 78, 119)], "stop", -2.0, id="jumped over the stop"),
        pytest.param([(105, 106, 100, 101), (125, 126, 80, 82)], "target", 2.5, id="jumped over the target"),
        pytest.param([(105, 106, 100, 101), (101, 110, 95, 97)], "time", -0.3, id="its time ended"),
    ],
)
@pytest.mark.parametrize("sign", [1, -1])
def test_what_came_of_it(
    rows: list[tuple[float, float, float, float]], hit: str, r: float | None, sign: Literal[1, -1]
) -> None:
    plan = LONG
    if sign < 0:  # the same, turned over at 100
        plan = Plan(-1, 100, 110, 80)
        rows = [(200 - opened, 200 - low, 200 - high, 200 - close) for opened, high, low, close in rows]
    found = followed(plan, bars(*rows))
    assert found.hit == hit
    assert found.r == (None if r is None else pytest.approx(r))


def test_one_at_the_market_is_had_where_the_first_bar_opens() -> None:
    found = followed(replace(LONG, at_once=True), bars((101, 121, 95, 119)))
    assert found.hit == "target"
    assert found.r == pytest.approx(1.9)


PRICES = st.floats(70, 140)


@given(st.lists(st.tuples(PRICES, PRICES, PRICES, PRICES), max_size=12), st.integers(1, 11))
def test_what_comes_after_its_end_changes_nothing(rows: list[tuple[float, ...]], cut: int) -> None:
    whole = [(each[0], max(each), min(each), each[3]) for each in rows]
    part = followed(LONG, bars(*whole[:cut]))
    if part.hit in ("target", "stop"):
        assert followed(LONG, bars(*whole)) == part
    assert part == NEVER or part.r is not None
    assert part.hit != "stop" or (part.r is not None and part.r <= 0)
    assert part.hit != "target" or (part.r is not None and part.r > 0)
    assert isinstance(part, Outcome)
