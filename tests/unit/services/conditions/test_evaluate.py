"""A match that does not hold, or holds only since the bars to come were known, costs whoever acts on it."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics._talib import talib
from analytics.indicators.catalog import FAMILIES
from analytics.volatility import SETTLED_BARS
from services.conditions.evaluate import bars_needed, cheapest_first, cost, holds
from services.conditions.newest_bar import NewestBar
from services.conditions.parse import MOST_BARS, condition
from services.conditions.syntax import Both, Negation, Truth, columns_of
from services.market.candles import Candles, Provenance
from services.market.view import Snapshot
from services.scan.look import SHOWN_BARS, Question
from services.studies.fib_levels import fib_levels
from services.studies.levels import levels_of
from tests.examples import examples
from tests.unit.analytics.markets import HOUR, ODD, SEEDS, Rows, random_rows, real_rows

NOW = datetime(2023, 12, 30, 19, tzinfo=UTC)
CONDITIONS = (
    "rsi14 < 50",
    "rsi14 crosses above 50",
    "close crosses below ema20",
    "close > 1.001 * ema50 and adx14 >= 20",
    "near fib 0.618 within 2 atr",
    "near fib 1.618 within 9 atr",
    "near support or near resistance",
    "near ema20 within 1 atr",
    "in golden pocket",
    "close > fib 0.5",
    "close crosses above fib 0.5",
    "fib 0.618 > ema50",
    "new high 5",
    "new low 3",
    "regime is ranging",
    "regime changes",
    "pattern doji",
    "pattern bullish harami",
    "change24 > 0",
    "volume_ratio20 > 1 or not bb_position < 50%",
    "macd crosses above macd_signal",
    "(close - open) / open > 0.1%",
    "vwap < close",
    "psar < close and supertrend < close",
)


def candles(rows: Rows, timeframe: str = "1h") -> Candles:
    columns = (rows.open, rows.high, rows.low, rows.close, rows.volume)
    return Candles("BTC/USDT", timeframe, rows.time.copy(), *(column.copy() for column in columns))


def provenance() -> Provenance:
    return Provenance(source="replay", venue="candles", as_of=NOW, asked_at=NOW, stale=False)


def asked(text: str, rows: Rows) -> bool | None:
    said = condition(text)
    return holds(said, NewestBar(candles(rows), columns_of(said)))


@pytest.fixture(scope="module")
def hours(shared_data: Path) -> Rows:
    return real_rows(shared_data, bars=3_000)


@pytest.mark.parametrize("text", CONDITIONS)
def test_where_the_window_begins_does_not_matter(text: str, hours: Rows) -> None:
    """The same bar, seen with as many bars as the condition needs and with all there are, is judged the same."""
    question = Question(condition(text))
    for end in range(1_500, 3_000, 83):
        every, newest = candles(hours[:end]), candles(hours[:end]).last(question.bars)
        assert bool(question.ask(every, provenance())) == bool(question.ask(newest, provenance())), end


@pytest.mark.parametrize("text", CONDITIONS)
def test_each_condition_holds_somewhere_and_not_everywhere(text: str, hours: Rows) -> None:
    truths = {asked(text, hours[end - 700 : end]) for end in range(900, 3_000, 7)}
    assert truths == {True, False}


@examples(30)
@given(SEEDS, st.integers(1, 599), st.sampled_from(CONDITIONS))
def test_later_bars_change_nothing(seed: int, cut: int, text: str) -> None:
    """The bars after ``cut`` are there, in memory, and altering them alters nothing that was said at ``cut``."""
    rows = random_rows(600, seed)
    before = asked(text, rows[:cut])
    whole = candles(rows)
    said = condition(text)
    part = whole.between(0, int(rows.time[cut]))
    assert len(part) == cut
    assert holds(said, NewestBar(part, columns_of(said))) == before


@examples(30)
@given(SEEDS, st.sampled_from(CONDITIONS))
def test_the_unit_of_price_does_not_matter(seed: int, text: str) -> None:
    rows = random_rows(600, seed)
    assert asked(text, rows) == asked(text, rows.scaled(1024.0))


@examples(30)
@given(SEEDS, st.sampled_from([text for text in CONDITIONS if "vwap" not in text]))
def test_the_time_does_not_matter(seed: int, text: str) -> None:
    rows = random_rows(600, seed)
    assert asked(text, rows) == asked(text, rows.later(7 * 24 * HOUR))


def of_closes(*closes: float) -> Rows:
    """Bars without wicks at these closes."""
    rows, close = random_rows(len(closes)), np.array(closes)
    return replace(rows, open=close, high=close, low=close, close=close)


RISE_AND_DIP = (*range(100, 201), 190.0, 160.0, 137.0)
"""From 100 to 200 and back: 0.618 of it is at 138.2, 0.5 at 150."""


@pytest.mark.parametrize(
    ("text", "closes", "truth"),
    [
        ("close crosses below fib 0.618", RISE_AND_DIP, True),
        ("close crosses below fib 0.5", RISE_AND_DIP, True),
        ("close crosses below fib 0.786", RISE_AND_DIP, False),
        ("close crosses above fib 0.618", (*RISE_AND_DIP, 139.0), True),
        ("close crosses above fib 0.618", (*RISE_AND_DIP, 138.0), False),
        ("close < fib 0.618", RISE_AND_DIP, True),
        ("close < fib 0.786", RISE_AND_DIP, False),
        ("fib 0 = 200 * close / close", RISE_AND_DIP, True),
        ("close crosses above fib 0", (*RISE_AND_DIP, 201.0), True),
        ("close crosses above fib 1.272", (*RISE_AND_DIP, 228.0), True),
        ("close crosses above fib 1.272", (*RISE_AND_DIP, 227.0), False),
        ("close > fib 1.272", (*RISE_AND_DIP, 228.0), False),
    ],
)
def test_a_level_is_crossed_where_it_was_drawn_before(text: str, closes: tuple[float, ...], truth: bool) -> None:
    """A bar that makes a new extreme moves the swing, and with it every level: what it crossed are those of before."""
    assert asked(text, of_closes(*closes)) is truth


def test_a_regime_changes_where_it_is_not_what_it_was(hours: Rows) -> None:
    ends = range(1_200, 1_700)
    named = [NewestBar(candles(hours[end - 1_100 : end])).regime for end in ends]
    changes = [asked("regime changes", hours[end - 1_100 : end]) for end in ends]
    assert changes[1:] == [now != before for before, now in pairwise(named)]
    assert any(changes)


def test_odd_bars_are_judged_or_not_known() -> None:
    for (label, rows), text in product(ODD.items(), CONDITIONS):
        found = Question(condition(text)).ask(candles(rows), provenance())
        if found:
            for value in found.values:
                assert np.isfinite(value.value), (label, text)


def test_too_few_bars_are_not_known_and_never_a_match() -> None:
    rows = random_rows(30)
    for text in ("ema200 < close", "not ema200 < close", "new high 40", "regime is ranging", "adx20 != 3"):
        assert asked(text, rows) is None
    for text in ("near fib 0.5", "in golden pocket", "pattern doji", "near support"):
        assert asked(text, random_rows(10)) is None
        assert asked(f"not {text}", random_rows(10)) is None


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("close > 0 and ema200 > 0", None),
        ("close < 0 and ema200 > 0", False),
        ("close > 0 or ema200 > 0", True),
        ("close < 0 or ema200 > 0", None),
        ("not (close < 0 and ema200 > 0)", True),
        ("close / 0 > 1", None),
        ("close / (close - close) > 1", None),
    ],
)
def test_what_is_not_known_decides_nothing(text: str, truth: bool | None) -> None:
    assert asked(text, random_rows(100)) is truth


def test_a_missing_newest_bar_is_not_known() -> None:
    rows = random_rows(300)
    for column in (rows.open, rows.high, rows.low, rows.close, rows.volume):
        column[-1] = np.nan
    for text in CONDITIONS:
        assert not asked(text, rows), text
        assert not asked(f"not ({text})", rows), text


def test_a_cross_is_a_change_of_side_at_this_bar() -> None:
    rows = random_rows(40)
    for last_two, above, below in (
        ((1.0, 2.0), True, False),
        ((2.0, 1.0), False, True),
        ((1.5, 2.0), True, False),
        ((1.0, 1.5), False, False),
        ((2.0, 3.0), False, False),
    ):
        close = rows.close.copy()
        close[-2:] = last_two
        moved = replace(rows, close=close)
        assert asked("close crosses above 1.5", moved) is above
        assert asked("close crosses below 1.5", moved) is below


def test_values_that_differ_by_float_dust_are_equal() -> None:
    rows = random_rows(40)
    dusty = replace(rows, close=np.full(40, 0.3), open=np.full(40, 0.1), low=np.full(40, 0.2))
    for text, truth in (
        ("open + low = close", True),
        ("open + low > close", False),
        ("open + low != close", False),
        ("close - low - open = 0", True),
        ("open + low crosses above close", False),
        ("near close + 0 within 0.1 atr", True),
    ):
        assert asked(text, dusty) is truth, text


def test_a_new_high_is_above_the_bars_before_it_alone() -> None:
    rows = random_rows(40)
    for high, is_new in ((1.0, False), (0.9, False), (1.1, True)):
        changed = replace(rows, high=np.concatenate((np.full(39, 1.0), [high])))
        assert asked("new high 20", changed) is is_new
    far = np.full(40, 1.0)
    far[10], far[-1] = 5.0, 2.0
    assert asked("new high 20", replace(rows, high=far)) is True
    assert asked("new high 29", replace(rows, high=far)) is False


@pytest.mark.parametrize("end", range(800, 3_000, 311))
def test_columns_are_those_of_talib(hours: Rows, end: int) -> None:
    rows = hours[:end]
    row = Question(condition("rsi14 < 101 and ema50 > 0 and change24 > -100%")).ask(candles(rows), provenance())
    assert row
    told = {value.name: value.value for value in row.values}
    assert told["rsi14"] == talib.RSI(rows.close, 14)[-1]
    assert told["ema50"] == talib.EMA(rows.close, 50)[-1]
    assert told["change24"] == pytest.approx(100 * (rows.close[-1] / rows.close[-25] - 1), rel=1e-12)


@pytest.mark.parametrize("end", range(800, 3_000, 111))
def test_levels_and_zones_are_those_of_their_own_commands(hours: Rows, end: int) -> None:
    """Whoever presses from a match to ``/fib levels`` or ``/levels`` finds the same levels there."""
    bars = candles(hours[:end])
    seen = Snapshot(bars, float(bars.close[-1]), None, provenance())
    fib = fib_levels(seen, 200)
    level = next(one for one in fib.levels if one.name == "0.618 retracement")
    row = Question(condition("near fib 0.618 within 20 atr or close > 0")).ask(bars, provenance())
    assert row
    for place in row.places:
        assert place.name == level.name
        assert place.price == pytest.approx(level.price)
        assert place.distance_atr == pytest.approx(level.distance_atr)
    assert asked("in golden pocket", hours[:end]) is fib.golden_pocket.inside
    zones = levels_of(seen, 300)
    support = zones.inside or zones.nearest_support
    row = Question(condition("near support within 20 atr or close > 0")).ask(bars, provenance())
    assert row
    assert len(row.places) == (support is not None and abs(support.distance_atr or 0) <= 20)
    for place in row.places:
        assert support is not None
        assert place.distance == pytest.approx(support.distance)


def test_a_row_tells_what_the_condition_is_about(hours: Rows) -> None:
    text = "close > 0 and rsi14 < 101 and (near ema20 within 20 atr or near fib 0.5 within 0.000001 atr)"
    row = Question(condition(text)).ask(candles(hours), provenance())
    assert row
    assert row.name == "BTC/USDT 1h"
    assert row.price == hours.close[-1]
    assert row.change_24h == pytest.approx(hours.close[-1] / hours.close[-25] - 1)
    assert [value.name for value in row.values] == ["rsi14", "ema20"]
    assert [place.name for place in row.places] == ["ema20"]
    assert len(row.candles) == SHOWN_BARS
    assert row.candles.close.base is None, "a match must not keep all the bars that it was found in"
    weekly = Question(condition("close > 0")).ask(candles(hours, "1w"), provenance())
    assert weekly
    assert weekly.change_24h is None


def test_enough_bars_are_asked_for_and_the_cheapest_part_first() -> None:
    assert bars_needed(condition("close > 1")) == SETTLED_BARS
    assert bars_needed(condition("ema200 > close")) >= 2_100
    assert bars_needed(condition("near support")) == 300 + SETTLED_BARS
    assert bars_needed(condition("new high 500")) == 501
    assert bars_needed(condition("not (close > 1 or regime is ranging)")) >= 600
    said = condition("regime is ranging and near support and rsi14 < 3 and in golden pocket")
    asked = cheapest_first(Negation(said))
    assert isinstance(asked, Negation)
    assert isinstance(asked.of, Both)
    assert asked.of.parts[2:] == (condition("regime is ranging"), condition("near support"))
    assert [cost(part) for part in asked.of.parts] == sorted(cost(part) for part in asked.of.parts)


LONG_PERIODS = [
    family.column(period).name
    for family in FAMILIES.values()
    for period in ((None,) if family.default is None else (251, 300))
    if 0 < (family.column(period).settled or 0) <= MOST_BARS
]


def test_a_cross_of_any_column_is_known_with_the_bars_it_asks_for() -> None:
    """It reads the value of the bar before too, which an average of as many bars as there are does not have."""
    for name in LONG_PERIODS:
        question = Question(condition(f"{name} crosses above {name}"))
        assert question.ask(candles(random_rows(question.bars)), provenance()) is False, name


def test_a_cross_of_a_long_average_is_found() -> None:
    question = Question(condition("close crosses above sma300"))
    found = 0
    for seed in range(200):
        every = candles(random_rows(1_000, seed))
        found += (match := bool(question.ask(every.last(question.bars), provenance())))
        assert match == bool(question.ask(every, provenance())), seed
    assert found


class Blind(NewestBar):
    """Nothing dear can be seen."""

    @property
    def regime(self) -> str | None:
        raise AssertionError("the dear part was asked though the cheap one had settled it")


def test_no_more_is_worked_out_than_needed() -> None:
    for text, truth in (("regime is ranging and close < 0", False), ("regime is ranging or close > 0", True)):
        said: Truth = cheapest_first(condition(text))
        assert holds(said, Blind(candles(random_rows(300)), columns_of(said))) is truth
        assert holds(Negation(said), Blind(candles(random_rows(300)), columns_of(said))) is not truth
