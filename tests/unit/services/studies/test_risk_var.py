"""If these failed, a loss that is common would be told as rare."""

from pathlib import Path

import numpy as np
import pytest

from services.core.errors import InvalidRequest, TooFewBars
from services.market.candles import Candles
from services.studies.risk_var import RiskVar, RiskVarAnswer, answer_risk_var, least_returns
from services.words.build import build
from tests.answers._walks import flat, market
from tests.answers.risk_var.sample import var_answer
from tests.unit.services.market.parts import replay, utc
from tests.unit.services.real_candles import HOUR, closed_bars, closed_hours


async def ask(folder: Path, at: str, request: RiskVar) -> RiskVarAnswer:
    return await answer_risk_var(request, replay(folder, at))


@pytest.mark.parametrize(("horizon", "confidence"), [(1, 95.0), (1, 98.0), (3, 95.0)])
async def test_real_days_are_judged_as_the_closes_say(shared_data: Path, horizon: int, confidence: float) -> None:
    at = "2023-12-30T19:00"
    days = closed_bars(closed_hours(shared_data, "ETH", utc(at)), 24 * HOUR, utc(at))
    request = RiskVar(symbol="eth", bars=300, horizon=horizon, confidence=confidence)
    answer = await ask(shared_data / "candles", at, request)
    close = [day[4] for day in days]
    returns = np.array([close[i + horizon] / close[i] - 1 for i in range(len(close) - horizon)])[-300:]
    alpha = 1 - confidence / 100
    line = np.quantile(returns, alpha)
    seen, bent, bell = answer.methods
    assert (seen.name, bent.name, bell.name) == ("historical", "Cornish–Fisher", "normal")
    assert seen.var_pct == pytest.approx(line)
    assert seen.es_pct == pytest.approx(returns[returns <= line].mean())
    assert answer.beyond == (returns <= line).sum()
    assert (answer.returns, answer.independent) == (300, 300 // horizon)
    assert answer.worst.change == returns.min()
    worst_day = days[len(days) - 300 + int(returns.argmin())]
    assert answer.worst.time.timestamp() * 1000 == worst_day[0]
    window = np.array(close[-300 - horizon :])
    assert answer.volatility_pct == pytest.approx(np.std(window[1:] / window[:-1] - 1, ddof=1) * 365**0.5)
    assert answer.drawdown is not None
    assert answer.drawdown.change == pytest.approx((window / np.maximum.accumulate(window) - 1).min())
    assert answer.backtest is not None
    assert answer.backtest.window == 300
    assert answer.backtest.tests == 300 // horizon
    assert answer.backtest.expected == pytest.approx(answer.backtest.tests * alpha)


def test_a_short_history_is_told_as_one() -> None:
    few = var_answer(market(101)).backtest
    assert few is not None
    assert (few.window, few.tests) == (50, 50)
    half = var_answer(market(250)).backtest
    assert half is not None
    assert half.window == 124
    assert var_answer(market(56), confidence=90).backtest is None


@pytest.mark.parametrize("bars", [1001, 1030, 1190, 1210, 1600])
@pytest.mark.parametrize(("horizon", "confidence"), [(1, 99.5), (1, 99.0), (2, 99.0), (10, 95.0)])
def test_a_verdict_rests_on_at_least_one_expected_breach(bars: int, horizon: int, confidence: float) -> None:
    test = var_answer(market(bars + horizon), horizon=horizon, confidence=confidence).backtest
    assert test is not None
    assert test.expected > 0.999


def test_too_few_returns_beyond_the_line_are_refused() -> None:
    with pytest.raises(InvalidRequest, match="horizon must be at most 20 at 95% confidence"):
        var_answer(market(2200), horizon=30, bars=60)
    with pytest.raises(InvalidRequest, match="bars must be at least 500 for a horizon of 1 at 99% confidence"):
        var_answer(confidence=99.0, bars=365)
    with pytest.raises(TooFewBars) as refused:
        var_answer(market(300), confidence=99.0)
    assert (refused.value.have, refused.value.need) == (300, 501)


def test_the_window_is_long_enough_unless_one_is_named() -> None:
    assert var_answer().returns == 365
    assert var_answer(confidence=99.0).returns == 500
    assert var_answer(bars=120).returns == 120


def test_a_market_that_stands_still_loses_nothing() -> None:
    answer = var_answer(flat())
    seen, bent, bell = answer.methods
    assert (seen.var_pct, seen.es_pct, bell.var_pct, bent.var_pct) == (0.0, 0.0, 0.0, None)
    assert bent.in_domain
    assert answer.drawdown is None
    assert answer.volatility_pct == 0.0
    assert answer.skewness is None


def test_neither_the_unit_of_price_nor_the_time_matters() -> None:
    usual, other = var_answer(market(400)), var_answer(market(400, price=42_156.37 * 1024, symbol="X/Y"))
    for one, same in zip(usual.methods, other.methods, strict=True):
        assert same.var_pct == pytest.approx(one.var_pct)
        assert same.es_pct == pytest.approx(one.es_pct)
    assert other.backtest == usual.backtest
    candles = market(400)
    columns = (candles.open, candles.high, candles.low, candles.close, candles.volume)
    later = var_answer(Candles(candles.symbol, candles.timeframe, candles.time + 86_400_000 * 100, *columns))
    assert later.methods == usual.methods
    assert later.worst.change == usual.worst.change


@pytest.mark.parametrize("bars", range(1000, 1400, 77))
def test_any_length_of_history_is_judged(bars: int) -> None:
    for horizon in (1, 5, 10):
        answer = var_answer(market(bars + horizon), horizon=horizon, bars=1000)
        assert answer.returns == 1000
        if answer.backtest is not None:
            assert answer.backtest.tests >= 1
            assert 0 <= answer.backtest.p_value <= 1


def test_beyond_its_domain_cornish_and_fisher_are_not_quoted() -> None:
    answer = var_answer(market(900, seed=5, step=0.08))
    assert not answer.methods[1].in_domain
    assert answer.methods[1].var_pct is None


def without(candles: Candles, first: int, bars: int) -> Candles:
    """``candles`` with a hole in the middle, over which the price falls to a half."""
    kept = np.delete(np.arange(len(candles)), np.arange(first, first + bars))
    half = np.where(kept >= first, 0.5, 1.0)
    columns = (candles.open, candles.high, candles.low, candles.close)
    parts = (*(column[kept] * half for column in columns), candles.volume[kept])
    return Candles(candles.symbol, candles.timeframe, candles.time[kept], *parts)


@pytest.mark.parametrize("horizon", [1, 2])
def test_what_was_lost_over_missing_bars_is_no_return_of_a_bar(horizon: int) -> None:
    holed = without(market(700), 500, 10)
    answer = var_answer(holed, horizon=horizon, bars=300)
    ends = [at for at in range(horizon, 690) if not at - horizon < 500 <= at][-300:]
    returns = np.array([holed.close[at] / holed.close[at - horizon] - 1 for at in ends])
    assert answer.returns == 300
    assert answer.worst.change == returns.min() > -0.5
    assert answer.worst.time == holed.opened(ends[int(returns.argmin())])
    assert answer.best.time == holed.opened(ends[int(returns.argmax())])
    assert answer.methods[0].var_pct == pytest.approx(np.quantile(returns, 0.05))
    assert len(answer.candles) == 690 - ends[0] + horizon
    ones = np.delete(np.diff(answer.candles.close) / answer.candles.close[:-1], 499 - (ends[0] - horizon))
    assert answer.volatility_pct == pytest.approx(np.std(ones, ddof=1) * 365**0.5)


def test_too_many_missing_bars_are_refused() -> None:
    candles = market(700)
    kept = np.array([at for at in range(700) if at % 5])
    columns = (candles.open, candles.high, candles.low, candles.close, candles.volume)
    holed = Candles(candles.symbol, "1d", candles.time[kept], *(column[kept] for column in columns))
    with pytest.raises(TooFewBars) as refused:
        var_answer(holed, horizon=5)
    assert (refused.value.have, refused.value.need) == (5, least_returns(RiskVar(symbol="btc", horizon=5)) + 5)


async def test_too_few_bars_are_refused(shared_data: Path) -> None:
    with pytest.raises(TooFewBars) as refused:
        await ask(shared_data / "candles", "2021-04-20T00:00", RiskVar(symbol="eth", horizon=5))
    assert refused.value.need == 505


def test_confidence_may_have_a_fraction() -> None:
    assert build(RiskVar, {"symbol": "btc", "confidence": "97.5"}).confidence == 97.5
