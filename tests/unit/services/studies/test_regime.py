"""What a trader would lose: a regime, a length or a volatility that is not that of the candles."""

import statistics
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.indicators.trend import directional
from analytics.realised_volatility import ESTIMATORS
from analytics.regime import LEAST_BARS, REGIMES, SETTLED_BARS, regimes
from analytics.trend import regression
from services.core.errors import NoSwing, TooFewBars, UnknownSymbol, UnknownTimeframe
from services.market.view import MarketView
from services.studies.regime import Regime, RegimeAnswer, answer_regime
from tests.examples import examples
from tests.unit.services.market.parts import candles_of, replay, rows, utc, write
from tests.unit.services.real_candles import HOUR, closed_bars, closed_hours

AT = "2023-12-30T19:00"


async def ask(feed: MarketView, symbol: str, timeframe: str = "4h", lookback: int = 300) -> RegimeAnswer:
    return await answer_regime(Regime(symbol=symbol, timeframe=timeframe, lookback=lookback), feed)


@pytest.mark.parametrize(
    ("base", "timeframe", "lookback"),
    [("BTC", "4h", 300), ("SOL", "1h", 1000), ("DOGE", "1d", 100), ("ETH", "12h", 500)],
)
async def test_it_is_what_the_candles_say(shared_data: Path, base: str, timeframe: str, lookback: int) -> None:
    hours = closed_hours(shared_data, base, utc(AT))
    length = {"1h": 1, "4h": 4, "12h": 12, "1d": 24}[timeframe] * HOUR
    bars = closed_bars(hours, length, utc(AT))[-(lookback + SETTLED_BARS) :]
    candles = candles_of(bars, timeframe, f"{base}/USDT")
    found = regimes(candles)
    named = found.named.tolist()

    answer = await ask(replay(shared_data / "candles", AT), base.lower(), timeframe, lookback)

    assert (answer.symbol, answer.timeframe, answer.lookback) == (f"{base}/USDT", timeframe, lookback)
    assert answer.price == hours[-1][4]
    assert [one.name for one in answer.probabilities] == list(REGIMES)
    np.testing.assert_allclose([one.probability for one in answer.probabilities], found.probability[-1], atol=1e-12)
    assert answer.regime == REGIMES[named[-1]]
    assert answer.probability == max(one.probability for one in answer.probabilities)

    began = len(named)
    while began and named[began - 1] == named[-1]:
        began -= 1
    assert answer.bars == len(named) - began
    assert answer.since == datetime.fromtimestamp(bars[began][0] / 1000, tz=UTC)
    assert answer.change_since == pytest.approx(answer.price / bars[began - 1][4] - 1)
    assert not answer.at_least

    window = named[-lookback:]
    runs: list[list[int]] = []
    for name in window:
        if runs and runs[-1][0] == name:
            runs[-1].append(name)
        else:
            runs.append([name])
    for place, history in enumerate(answer.history):
        lengths = [len(run) for run in runs[1:-1] if run[0] == place]
        assert history.share == pytest.approx(window.count(place) / lookback)
        assert history.spells == len(lengths)
        assert history.median_bars == (statistics.median(lengths) if lengths else None)
        assert history.longest_bars == max(lengths, default=None)
    assert answer.past.name == answer.regime

    sure = [at for at in range(lookback - 5) if max(found.probability[len(named) - lookback + at]) >= 0.7]
    assert answer.held_count == len(sure)
    assert answer.held_rate == pytest.approx(sum(window[at] == window[at + 5] for at in sure) / len(sure))

    line = regression(candles.close)
    assert answer.trend.slope_pct == pytest.approx(np.exp(line.slope[-1]) - 1)
    assert answer.trend.t_statistic == pytest.approx(line.t[-1])
    assert answer.trend.r_squared == pytest.approx(line.r_squared[-1])
    assert answer.trend.adx == pytest.approx(directional(candles.high, candles.low, candles.close).adx[-1])

    a_year = np.sqrt(365 * 24 * HOUR / length)
    for estimate in answer.volatilities:
        assert estimate.annual_pct == pytest.approx(ESTIMATORS[estimate.name](candles, 30)[-1] * a_year)
    course = ESTIMATORS["Yang-Zhang"](candles, 30)[-lookback:]
    assert answer.volatility_pct == pytest.approx(course[-1] * a_year)
    assert answer.quieter_share == pytest.approx((course[:-1] < course[-1]).mean())
    assert answer.candles.time.tolist() == [bar[0] for bar in bars[-lookback:]]


async def test_a_new_market_says_that_its_spell_may_be_older(tmp_path: Path) -> None:
    closes = 100 * np.exp(np.cumsum(np.random.default_rng(1).normal(0.004, 0.01, LEAST_BARS)))
    write(tmp_path, "X-USDT_1h.csv", rows("2024-01-01T00:00", [100 * close for close in closes]))
    at = utc("2024-01-01T00:00") + timedelta(hours=LEAST_BARS)
    answer = await ask(replay(tmp_path, at.isoformat()), "x", "1h")
    assert (answer.bars, answer.at_least, answer.lookback) == (1, True, LEAST_BARS)
    assert answer.held_rate is None
    assert answer.past.median_bars is None
    with pytest.raises(TooFewBars) as few:
        await ask(replay(tmp_path, (at - timedelta(minutes=1)).isoformat()), "x", "1h")
    assert (few.value.have, few.value.need) == (LEAST_BARS - 1, LEAST_BARS)


async def test_a_price_that_did_not_move_has_no_regime(tmp_path: Path) -> None:
    write(tmp_path, "X-USDT_1h.csv", [(1704067200000 + i * HOUR, 5, 5, 5, 5, 0) for i in range(200)])
    with pytest.raises(NoSwing):
        await ask(replay(tmp_path, "2024-01-09T08:00"), "x", "1h")


async def test_words_that_mean_nothing(shared_data: Path) -> None:
    feed = replay(shared_data / "candles", AT)
    with pytest.raises(UnknownSymbol):
        await ask(feed, "notacoin")
    with pytest.raises(UnknownTimeframe):
        await ask(feed, "btc", "1M")


@examples(10)
@given(st.integers(0, 1000), st.integers(LEAST_BARS, 220))
async def test_what_comes_later_changes_nothing(tmp_path_factory: pytest.TempPathFactory, seed: int, cut: int) -> None:
    closes = 1000 * np.exp(np.cumsum(np.random.default_rng(seed).normal(0, 0.01, 240)))
    table = rows("2024-01-01T00:00", closes.tolist())
    at = (utc("2024-01-01T00:00") + timedelta(hours=cut)).isoformat()
    answers = []
    for part in (table[:cut], table):
        folder = tmp_path_factory.mktemp("replay")
        write(folder, "X-USDT_1h.csv", part)
        answer = await ask(replay(folder, at), "x", "1h", 100)
        answers.append(answer.model_dump(exclude={"candles", "provenance", "course"}))
    assert answers[0] == answers[1]
