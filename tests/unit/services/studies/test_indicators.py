"""What a trader would lose: a value that depends on how far back was looked, or a reading that says the opposite."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analytics.indicators.catalog import FAMILIES
from services.core.clock import SteppedClock
from services.core.errors import TooFewBars, UnknownSymbol
from services.market.replay import ReplaySource
from services.market.source import MarketSource
from services.market.view import MarketView
from services.studies.indicator_readings import Side
from services.studies.indicators import (
    COLUMNS,
    DRAWN,
    READ_BARS,
    SHOWN_BARS,
    Indicators,
    IndicatorsAnswer,
    answer_indicators,
)
from tests.answers.indicators.sample import SAMPLES as INDICATORS
from tests.answers.indicators.sample import answer_of, trending
from tests.unit.analytics.indicators import by_hand
from tests.unit.analytics.markets import flat_rows, random_rows
from tests.unit.services.market.parts import Memory, rows, utc, write
from tests.unit.services.real_candles import HOUR, closed_bars, closed_hours, wilder_atr

AT = "2023-12-30T19:00"


async def ask(source: MarketSource, symbol: str, timeframe: str = "4h", at: str = AT) -> IndicatorsAnswer:
    market = MarketView(source, Memory(), SteppedClock(utc(at)))
    return await answer_indicators(Indicators(symbol=symbol, timeframe=timeframe), market)


def value(answer: IndicatorsAnswer, name: str) -> float:
    (found,) = (one.value for one in answer.values if one.name == name)
    assert found is not None
    return found


def sides(answer: IndicatorsAnswer) -> dict[str, Side]:
    return {reading.name: reading.side for reading in answer.readings}


@pytest.mark.parametrize(
    ("base", "timeframe", "length"), [("BTC", "1h", HOUR), ("BTC", "4h", 4 * HOUR), ("ETH", "1h", HOUR)]
)
async def test_values_are_those_of_the_markets_whole_past(
    shared_data: Path, base: str, timeframe: str, length: int
) -> None:
    """Computed here from the files by hand, from the first bar there is."""
    answer = await ask(ReplaySource(shared_data / "candles"), base, timeframe)
    bars = closed_bars(closed_hours(shared_data, base, utc(AT)), length, utc(AT))
    high, low, close = (np.array(column) for column in list(zip(*bars, strict=True))[2:5])
    assert len(bars) > answer.bars == READ_BARS
    assert answer.close == close[-1]
    expected = {
        "sma200": close[-200:].mean(),
        "ema20": by_hand.ema(close, 20)[-1],
        "ema50": by_hand.ema(close, 50)[-1],
        "ema200": by_hand.ema(close, 200)[-1],
        "rsi14": by_hand.rsi(close, 14)[-1],
        "adx14": by_hand.directional(high, low, close, 14)[0][-1],
        "atr14": wilder_atr(bars),
        "bb_upper": close[-20:].mean() + 2 * close[-20:].std(),
        "donchian_high20": high[-20:].max(),
        "ichimoku_span_b": (high[-78:-26].max() + low[-78:-26].min()) / 2,
        "macd": (by_hand.ema(close, 12) - by_hand.ema(close, 26))[-1],
    }
    for name, wanted in expected.items():
        of = close[-1] if name == "macd" else wanted
        assert abs(value(answer, name) - wanted) <= 1e-9 * abs(of), name


async def test_facts_are_the_values_in_other_words(shared_data: Path) -> None:
    answer = await ask(ReplaySource(shared_data / "candles"), "sol")
    close = answer.close
    assert answer.rsi == value(answer, "rsi14")
    assert answer.ema200 == value(answer, "ema200")
    assert answer.from_ema200_pct == pytest.approx(close / value(answer, "ema200") - 1)
    assert answer.bb_width_pct == pytest.approx(value(answer, "bb_width") / 100)
    assert answer.atr_pct == pytest.approx(value(answer, "atr14") / close)
    assert answer.from_supertrend_atr == pytest.approx((close - value(answer, "supertrend")) / value(answer, "atr14"))
    volume = answer.candles.volume[-20:].sum()
    assert answer.obv_net_share == pytest.approx(value(answer, "obv_change20") / volume)
    assert len(answer.candles) == SHOWN_BARS
    assert answer.curves["ema20"][-1] == value(answer, "ema20")


async def test_a_bad_row_is_told_wherever_it_is_among_the_bars_that_the_values_are_of(tmp_path: Path) -> None:
    every: list[list[object]] = [list(row) for row in rows("2024-01-01T00:00", [100.0 + at % 7 for at in range(300)])]
    every[120][4] = "null"
    write(tmp_path, "X-USDT_1h.csv", every)
    answer = await ask(ReplaySource(tmp_path), "X/USDT", "1h", "2024-01-13T12:00")
    assert answer.bars == 299
    assert [run.rows for run in answer.provenance.dropped] == [1]
    assert [gap.bars for gap in answer.provenance.gaps] == [1]


def test_every_indicator_is_there_once() -> None:
    names = [column.name for _, column in COLUMNS]
    assert len(names) == len(set(names))
    families = {family.name for family, _ in COLUMNS}
    assert families | {"open", "high", "low", "close", "volume", "obv", "change", "prior_high", "prior_low"} == set(
        FAMILIES
    )
    for one in INDICATORS["usual"].values:
        assert one.value is not None
        assert one.title
    assert {one.title for one in INDICATORS["usual"].values} >= {"RSI14", "EMA200", "Aroon25 up", "−DI14"}


def test_a_rising_market_is_read_as_rising_and_a_falling_one_as_falling() -> None:
    rising, falling = INDICATORS["rising without end"], INDICATORS["falling without end"]
    told = {
        "ema200",
        "averages",
        "macd",
        "rsi",
        "directional",
        "aroon",
        "supertrend",
        "psar",
        "ichimoku",
        "vwap",
        "obv",
    }
    for name in told - {"macd"}:  # whose histogram goes to 0 in a market that only ever rises
        assert sides(rising)[name] == "up", name
        assert sides(falling)[name] == "down", name
    assert (rising.rsi_state, falling.rsi_state) == ("overbought", "oversold")
    assert (rising.cloud, falling.cloud) == ("above", "below")
    assert (rising.trend_side, falling.trend_side) == ("above", "below")
    assert (rising.obv_net_share, falling.obv_net_share) == (1.0, -1.0)
    assert rising.trend_strength == falling.trend_strength == "strong"
    assert rising.supertrend_bars_since is None  # it never turned


def test_a_market_that_never_moved_is_read_as_nothing() -> None:
    answer = answer_of(flat_rows(3_200, volume=7.0))
    undefined = (
        "rsi",
        "rsi_state",
        "adx",
        "trend_strength",
        "position_bollinger",
        "supertrend",
        "supertrend_direction",
    )
    assert [getattr(answer, name) for name in undefined] == [None] * len(undefined)
    assert (answer.up, answer.down) == (0, 0)
    assert sides(answer)["psar"] == "neither"
    assert answer.trend_side == "at"
    assert answer.squeeze is False


@pytest.mark.parametrize("bars", [1, 2, 3, 15, 30, 100, 250])
def test_a_young_market_is_told_without_what_is_not_defined(bars: int) -> None:
    answer = answer_of(random_rows(bars))
    found = {one.name: one.value for one in answer.values}
    assert (found["sma20"] is None) == (bars < 20)
    assert (found["rsi14"] is None) == (bars < 15)
    assert (found["macd"] is None) == (bars < 34)
    assert (found["ema200"] is None) == (answer.ema200 is None) == (bars < 200)
    assert answer.up + answer.down + answer.neither + list(sides(answer).values()).count("unknown") == 12


def test_since_when_it_is_so() -> None:
    closes = np.concatenate((np.linspace(100, 200, 200), np.linspace(199, 150, 7)))
    market = replace(trending(207, 0.0), close=closes, open=closes, high=closes + 0.5, low=closes - 0.5)
    answer = answer_of(market)
    turned = answer.supertrend_bars_since
    assert answer.supertrend_direction == "down"
    assert turned is not None
    before = answer_of(market[: len(market) - turned - 1])
    assert before.supertrend_direction == "up"
    assert answer_of(market[: len(market) - turned]).supertrend_bars_since == 0


def test_days_have_no_average_of_the_day() -> None:
    """A bar that is a session of its own says nothing about one."""
    answer = INDICATORS["days"]
    assert answer.vwap is None
    assert answer.from_vwap_pct is None
    assert sides(answer)["vwap"] == "unknown"
    assert INDICATORS["usual"].vwap is not None


def test_later_bars_change_nothing() -> None:
    market = random_rows(900, 8)
    for cut in (200, 555, 899):
        part, longer = answer_of(market[:cut]), answer_of(market[: cut + 1])
        for name in DRAWN:
            np.testing.assert_array_equal(longer.curves[name][:-1], part.curves[name][1:])


class TestRefusals:
    async def test_nothing_had_closed(self, tmp_path: Path) -> None:
        write(tmp_path, "NEW-USDT_1h.csv", rows("2024-01-01T00:00", [5.0] * 3))
        with pytest.raises(TooFewBars):
            await ask(ReplaySource(tmp_path), "new", "1h", "2023-01-01T00:00")

    async def test_no_such_market(self, shared_data: Path) -> None:
        with pytest.raises(UnknownSymbol):
            await ask(ReplaySource(shared_data / "candles"), "nope")
