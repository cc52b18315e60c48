"""What a trader would lose: a pattern under a wrong name or at a wrong bar, or a rate that was never so."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

from analytics._talib import talib
from analytics.candlesticks import (
    AFTER,
    BY_NAME,
    KINDS,
    TREND_BARS,
    CandlestickMatch,
    Record,
    alike,
    candlesticks,
    record,
    signs,
    telling,
)
from analytics.ties import in_ticks
from tests.examples import examples
from tests.unit.analytics.markets import (
    CUTS,
    ODD,
    SEEDS,
    Rows,
    findings_unchanged,
    flat_rows,
    odd,
    random_rows,
    real_rows,
)

TALIB = [name for name in dir(talib) if name.startswith("CDL")]


def raw(rows: Rows, code: str) -> "np.ndarray[tuple[int], np.dtype[np.int32]]":
    """What TA-Lib finds in whole ticks."""
    ticks = in_ticks(rows.open, rows.high, rows.low, rows.close)
    return getattr(talib, code)(*ticks.columns)  # type: ignore[no-any-return]


def drawn(*candles: tuple[float, float, float, float]) -> Rows:
    """Twenty candles of body 1 and range 2 that fall from 130, and then ``candles`` (open, high, low, close)."""
    calm = [(130 - bar, 130.5 - bar, 128.5 - bar, 129 - bar) for bar in range(20)]
    table = np.array([*calm, *candles], dtype=np.float64)
    opened, high, low, close = (table[:, k].copy() for k in range(4))
    return Rows(np.arange(len(table), dtype=np.int64), opened, high, low, close, np.ones(len(table)))


def test_all_of_talibs_are_there_under_names_of_their_own() -> None:
    assert sorted(kind.code for kind in KINDS) == sorted(TALIB)
    assert len(BY_NAME) == len(KINDS) == 61
    assert all(name == name.lower() and not any(map(str.isdigit, name)) for name in BY_NAME)
    assert {kind.special_of for kind in KINDS} - {None} <= set(BY_NAME)


def test_all_are_what_talib_finds(shared_data: Path) -> None:
    rows = real_rows(shared_data, bars=20_000, skip=0)
    found = candlesticks(rows)
    for kind in KINDS:
        values = raw(rows, kind.code)
        assert np.array_equal(signs(rows, kind), values), kind.code
        of_kind = [one for one in found if one.kind == kind]
        assert [one.bar for one in of_kind] == np.flatnonzero(values).tolist()
        for one in of_kind:
            assert abs(values[one.bar]) == one.strength
            if one.direction != "neutral":
                assert (values[one.bar] > 0) == (one.direction == "bullish")


def test_the_table_says_which_way_each_points(shared_data: Path) -> None:
    """A kind that is called bullish is never found bearish, and the other way round."""
    rows = [real_rows(shared_data, base, 20_000, skip=0) for base in ("BTC", "ETH", "SOL", "DOGE")]
    for kind in KINDS:
        every = np.concatenate([raw(one, kind.code) for one in rows])
        if kind.way == "bullish":
            assert every.min() >= 0, kind.code
        if kind.way == "bearish":
            assert every.max() <= 0, kind.code


def names_at_the_end(rows: Rows) -> set[tuple[str, str]]:
    return {(found.kind.name, found.direction) for found in candlesticks(rows, newest=1)}


def test_textbook_candles_bear_their_names() -> None:
    assert ("hammer", "bullish") in names_at_the_end(drawn((109.2, 109.4, 104.0, 109.35)))
    assert ("engulfing", "bullish") in names_at_the_end(drawn((108.5, 112.5, 108.4, 112.0)))
    assert ("piercing line", "bullish") in names_at_the_end(
        drawn((110.0, 110.2, 104.8, 105.0), (104.0, 108.6, 103.9, 108.5))
    )
    assert ("morning star", "bullish") in names_at_the_end(
        drawn((110.0, 110.2, 104.8, 105.0), (104.0, 104.4, 103.6, 104.2), (105.5, 109.2, 105.4, 109.0))
    )
    assert ("doji", "neutral") in names_at_the_end(drawn((109.0, 110.0, 108.0, 109.0)))


def test_a_confirmed_hikkake_is_told_as_such() -> None:
    inside = drawn((112.0, 114.0, 106.0, 108.0), (109.0, 111.0, 108.0, 110.0), (108.5, 110.5, 107.0, 109.5))
    assert [(one.strength, one.direction) for one in candlesticks(inside, newest=1) if one.kind.name == "hikkake"] == [
        (100, "bullish")
    ]
    later = drawn(
        (112.0, 114.0, 106.0, 108.0),
        (109.0, 111.0, 108.0, 110.0),
        (108.5, 110.5, 107.0, 109.5),
        (109.5, 112.0, 109.0, 111.5),
    )
    (confirmed,) = [one for one in candlesticks(later, newest=1) if one.kind.name == "hikkake"]
    assert confirmed.strength == 200


@examples(40)
@given(SEEDS, CUTS)
def test_later_bars_change_no_pattern(seed: int, cut: int) -> None:
    findings_unchanged(candlesticks, random_rows(600, seed), cut)


def test_later_bars_change_no_real_pattern(shared_data: Path) -> None:
    rows = real_rows(shared_data)
    for cut in range(1, 2000, 61):
        findings_unchanged(candlesticks, rows, cut)


@given(SEEDS)
@examples(20)
def test_the_unit_of_price_and_the_time_do_not_matter(seed: int) -> None:
    rows = random_rows(400, seed)
    assert candlesticks(rows.scaled(1024.0).later(3_600_000)) == candlesticks(rows)


@odd
def test_odd_bars_give_patterns_or_none(rows: Rows) -> None:
    for found in candlesticks(rows):
        assert 0 <= found.start <= found.bar < len(rows)
        assert not np.isnan(rows.close[found.bar])


def test_a_bar_without_a_price_parts_before_from_after() -> None:
    rows = ODD["missing prices"]
    parts = rows[:150], rows[151:]
    together = [(one.kind.name, one.bar) for one in candlesticks(rows)]
    apart = [(one.kind.name, one.bar) for one in candlesticks(parts[0])]
    apart += [(one.kind.name, one.bar + 151) for one in candlesticks(parts[1])]
    assert together == apart


def test_a_still_market_shows_dojis_alone() -> None:
    assert {found.kind.name for found in candlesticks(flat_rows(60))} == {"doji"}


def test_only_the_newest_are_told_when_asked_so() -> None:
    rows = random_rows(300)
    every = candlesticks(rows)
    assert candlesticks(rows, newest=5) == [one for one in every if one.bar >= 295]


def test_the_stricter_name_is_told_alone(shared_data: Path) -> None:
    found = candlesticks(real_rows(shared_data))
    kept = telling(found)
    at = {bar: {one.kind.name for one in kept if one.bar == bar} for bar in {one.bar for one in kept}}
    assert not any({"doji", "dragonfly doji"} <= there or {"harami", "harami cross"} <= there for there in at.values())
    assert {one.bar for one in kept} == {one.bar for one in found}


def test_a_reversal_wants_prices_that_came_the_other_way() -> None:
    falling = drawn((109.2, 109.4, 104.0, 109.35))
    (hammer,) = [one for one in candlesticks(falling, newest=1) if one.kind.name == "hammer"]
    assert hammer.in_trend is True
    for one in candlesticks(random_rows(600, 3)):
        before = one.bar - one.kind.bars
        if not one.kind.needs_trend or one.direction == "neutral" or before < TREND_BARS - 1:
            assert one.in_trend is None
    rows = random_rows(600, 3)
    for one in candlesticks(rows):
        if one.in_trend is not None and one.kind.meaning == "reversal":
            before = one.bar - one.kind.bars
            mean = rows.close[before - TREND_BARS + 1 : before + 1].mean()
            fell = rows.close[before] < mean
            assert one.in_trend == (fell if one.direction == "bullish" else rows.close[before] > mean)


def by_hand(close: "np.ndarray[tuple[int], np.dtype[np.float64]]", bars: list[int], way: int) -> tuple[int, float]:
    cases = [bar for bar in bars if bar + AFTER < len(close)]
    return len(cases), sum(way * (close[bar + AFTER] - close[bar]) > 0 for bar in cases) / max(1, len(cases))


@given(SEEDS)
@examples(20)
def test_the_record_counts_what_a_person_would(seed: int) -> None:
    rows = random_rows(500, seed)
    for name, direction, way in (
        ("engulfing", "bullish", 1),
        ("engulfing", "bearish", -1),
        ("belt hold", "bullish", 1),
    ):
        values = signs(rows, BY_NAME[name])
        cases, rate = by_hand(rows.close, np.flatnonzero(way * values > 0).tolist(), way)
        told = record(rows.close, values, direction)  # type: ignore[arg-type]
        assert told.cases == cases
        assert told.base == pytest.approx(by_hand(rows.close, list(range(500)), way)[1])
        assert told.rate == (pytest.approx(rate) if cases >= 10 else None)


def test_the_newest_patterns_are_no_cases_of_themselves() -> None:
    rows = random_rows(400, 9)
    for found in candlesticks(rows, newest=AFTER):
        values = signs(rows, found.kind)
        without = values.copy()
        without[-AFTER:] = 0
        assert record(rows.close, values, found.direction) == record(rows.close, without, found.direction)


def test_few_cases_give_no_rate() -> None:
    close = np.arange(1.0, 101.0)
    values = np.zeros(100, dtype=np.int32)
    values[:9] = 100
    assert record(close, values, "bullish") == Record(9, 1.0, None, None, None)
    values[9] = 100
    told = record(close, values, "bullish")
    assert (told.cases, told.rate) == (10, 1.0)
    assert record(close, values, "bearish").cases == 0
    assert record(close, values, "neutral") == Record(10, None, None, None, None)
    assert record(np.empty(0), np.empty(0, dtype=np.int32), "bullish") == Record(0, None, None, None, None)


def test_a_confirmation_is_counted_apart() -> None:
    values = np.array([100, 200, -100, 0, -200], dtype=np.int32)
    assert alike(values, 100).tolist() == [100, 0, -100, 0, 0]
    assert alike(values, 200).tolist() == [0, 200, 0, 0, -200]


def is_known(found: CandlestickMatch) -> int:
    """For mypy: what is found is known at a bar."""
    return found.known
