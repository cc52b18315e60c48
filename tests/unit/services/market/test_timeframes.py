"""If these failed, a trader asking for one timeframe would be shown another, or bars that open at odd times."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.errors import UnknownTimeframe
from services.market.timeframes import TIMEFRAMES, from_ms, parse_timeframe, to_ms

TIMES = st.integers(0, 4_102_444_800_000)
NAMES = st.sampled_from(sorted(TIMEFRAMES))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("4h", "4h"),
        ("4H", "4h"),
        (" 4h ", "4h"),
        ("240", "4h"),
        ("240m", "4h"),
        ("4 hours", "4h"),
        ("4-hour", "4h"),
        ("60", "1h"),
        ("60m", "1h"),
        ("1hr", "1h"),
        ("h", "1h"),
        ("hourly", "1h"),
        ("15", "15m"),
        ("15M", "15m"),
        ("15min", "15m"),
        ("1", "1m"),
        ("1m", "1m"),
        ("1D", "1d"),
        ("D", "1d"),
        ("d", "1d"),
        ("daily", "1d"),
        ("24h", "1d"),
        ("1440", "1d"),
        ("1W", "1w"),
        ("weekly", "1w"),
        ("7d", "1w"),
        ("3 days", "3d"),
    ],
)
def test_forgiving(text: str, name: str) -> None:
    assert parse_timeframe(text).name == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "1M",
        "3M",
        "12 M",
        "7m",
        "0",
        "0h",
        "-4h",
        "4x",
        "4h4h",
        "h4",
        "９h",
        "1.5h",
        "4h\x00",
        "month",
        "9" * 40,
    ],
)
def test_what_is_no_timeframe_is_refused_with_those_that_are(text: str) -> None:
    with pytest.raises(UnknownTimeframe) as refused:
        parse_timeframe(text)
    assert refused.value.known == tuple(TIMEFRAMES)
    assert len(refused.value.timeframe) <= 20


@given(st.text(max_size=4_000))
def test_no_text_breaks_it(text: str) -> None:
    with suppress(UnknownTimeframe):
        assert parse_timeframe(text).name in TIMEFRAMES


@given(NAMES)
def test_a_name_means_itself(name: str) -> None:
    assert parse_timeframe(name) is TIMEFRAMES[name]


@given(NAMES, TIMES)
def test_a_time_lies_in_its_bar_and_only_closed_bars_are_closed(name: str, time: int) -> None:
    timeframe = TIMEFRAMES[name]
    opened = timeframe.open_of(time)
    assert opened <= time < opened + timeframe.ms
    assert timeframe.open_of(opened) == opened
    closed = timeframe.last_closed(time) + timeframe.ms
    assert closed <= time < closed + timeframe.ms


def test_weeks_open_on_monday_and_days_at_midnight() -> None:
    wednesday = to_ms(datetime(2024, 2, 28, 15, 30, tzinfo=UTC))
    assert from_ms(TIMEFRAMES["1w"].open_of(wednesday)) == datetime(2024, 2, 26, tzinfo=UTC)
    assert from_ms(TIMEFRAMES["1d"].open_of(wednesday)) == datetime(2024, 2, 28, tzinfo=UTC)
    assert from_ms(TIMEFRAMES["4h"].open_of(wednesday)) == datetime(2024, 2, 28, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("finer", "coarser", "divides"),
    [
        ("1h", "4h", True),
        ("1d", "1w", True),
        ("12h", "1w", True),
        ("3d", "1w", False),
        ("3m", "5m", False),
        ("8h", "12h", False),
        ("4h", "4h", False),
        ("4h", "1h", False),
    ],
)
def test_what_is_built_from_what(finer: str, coarser: str, divides: bool) -> None:
    assert TIMEFRAMES[finer].divides(TIMEFRAMES[coarser]) is divides
