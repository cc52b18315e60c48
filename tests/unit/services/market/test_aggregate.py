"""If these failed, a 4h candle would not be what its four hours were."""

from hypothesis import given
from hypothesis import strategies as st

from services.market.aggregate import aggregate
from services.market.timeframes import TIMEFRAMES
from tests.unit.services.market.parts import HOUR, Row, candles_of

PRICES = st.floats(0.01, 1e6)


@st.composite
def hourly(draw: st.DrawFn) -> list[Row]:
    hours = sorted(draw(st.sets(st.integers(0, 400), max_size=80)))
    table: list[Row] = []
    for hour in hours:
        open_, close, *more = (draw(PRICES) for _ in range(3))
        prices = (open_, close, *more)
        table.append((hour * HOUR, open_, max(prices), min(prices), close, draw(st.floats(0, 1e9))))
    return table


@given(hourly(), st.sampled_from(["2h", "4h", "12h", "1d", "3d", "1w"]))
def test_a_coarse_bar_is_what_its_finer_bars_were(table: list[Row], name: str) -> None:
    coarser = TIMEFRAMES[name]
    expected: dict[int, Row] = {}
    for time, open_, high, low, close, volume in table:
        at = coarser.open_of(time)
        held = expected.get(at)
        expected[at] = (
            (at, open_, high, low, close, volume)
            if held is None
            else (at, held[1], max(held[2], high), min(held[3], low), close, held[5] + volume)
        )
    built = aggregate(candles_of(table), coarser)
    assert built.timeframe == name
    assert built.time.tolist() == sorted(expected)
    for i, at in enumerate(sorted(expected)):
        _, open_, high, low, close, volume = expected[at]
        assert (built.open[i], built.high[i], built.low[i], built.close[i]) == (open_, high, low, close)
        assert abs(built.volume[i] - volume) <= 1e-9 * volume


def test_hours_that_are_missing_leave_a_hole_and_invent_nothing() -> None:
    table: list[Row] = [(h * HOUR, 10.0, 12.0, 9.0, 11.0, 1.0) for h in (0, 1, 9)]
    built = aggregate(candles_of(table), TIMEFRAMES["4h"])
    assert built.time.tolist() == [0, 8 * HOUR]
    assert built.volume.tolist() == [2.0, 1.0]
