"""What a person would lose: a market of pure chance in which the sky earns a weight more often than is said.

Whole markets without a link to anything are put through everything that a standing trial tries, and markets with an
effect of a known size. Bounds are those that 999 of 1,000 runs would keep within, and seeds are fixed.
"""

from datetime import UTC, datetime

import numpy as np
import pytest
import scipy.stats  # type: ignore[import-untyped]

from analytics.calendars import Bools
from analytics.factor_judgement import RATE, Judgement, halves, judge
from analytics.sky.almanac import events
from services.cosmic.factors import FACTORS
from services.market.timeframes import DAY, to_ms
from tests.examples import NIGHTLY
from tests.unit.analytics.clustered import clustered_returns, prices
from tests.unit.analytics.markets import Floats

BARS = 2_000
START, END = datetime(2018, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)
TIME = to_ms(START) + np.arange(BARS, dtype=np.int64) * DAY
MARKETS, PLANTED = (60, 12) if NIGHTLY else (20, 12)
SIZE = 0.75
"""Of the planted drift, in standard deviations of a day's return."""

Calendars = dict[str, Bools]


@pytest.fixture(scope="module")
def calendars() -> Calendars:
    sky = events(START, END)
    return {factor.name: factor.inside(sky, TIME, DAY) for factor in FACTORS}


def tried(calendars: Calendars, returns: Floats) -> Judgement:
    close = prices(returns)
    return judge({name: halves(TIME, close, DAY, on, draws=999) for name, on in calendars.items()})


def at_most(count: int, share: float, tries: int) -> bool:
    return bool(count <= scipy.stats.binom.ppf(0.999, tries, share))


def test_a_market_of_chance_passes_hardly_ever(calendars: Calendars) -> None:
    """With nothing there, a trial finds something in at most 5 of 100 markets, and confirms it in fewer than 5 of 100
    of these."""
    found = passed = 0
    for returns in clustered_returns(MARKETS, BARS, 21):
        judgement = tried(calendars, returns)
        assert judgement.tests >= 20
        found += any(one.q is not None and one.q <= RATE for one in judgement.findings)
        passed += any(one.passed for one in judgement.findings)
    assert at_most(found, RATE, MARKETS)
    assert at_most(passed, RATE * RATE, MARKETS)


def test_what_was_put_there_passes_and_nothing_else_does(calendars: Calendars) -> None:
    hits = others = 0
    for returns in clustered_returns(PLANTED, BARS, 22):
        judgement = tried(calendars, returns + SIZE * returns.std() * calendars["full moon"])
        passed = {one.name for one in judgement.findings if one.passed}
        hits += "full moon" in passed
        others += bool(passed - {"full moon"})
    assert hits >= 0.8 * PLANTED
    assert at_most(others, RATE, PLANTED)
