"""If these failed, a loss that is common would be told as rare."""

from pathlib import Path

import numpy as np
import pytest

from services.base import Asker
from services.errors import TooFewBars
from services.market.candles import Candles
from services.market.feed import MarketFeed
from services.market.replay import ReplaySource
from services.phrase import build
from services.risk.service import RiskService
from services.risk.tails import RiskVar, RiskVarAnswer
from services.roles import Role
from tests.unit.personas.samples_risk import flat, market, var_answer
from tests.unit.services.market.parts import Memory, MovableClock, utc
from tests.unit.services.real_candles import HOUR, closed_bars, closed_hours

ASKER = Asker(id="1", name="ann", role=Role.VIEWER, door="shell")


async def ask(folder: Path, at: str, request: RiskVar) -> RiskVarAnswer:
    feed = MarketFeed(ReplaySource(folder), Memory(), MovableClock(utc(at)))
    answer = await RiskService(feed).process(request, ASKER)
    assert isinstance(answer, RiskVarAnswer)
    return answer


@pytest.mark.parametrize(("horizon", "confidence"), [(1, 95.0), (1, 99.0), (5, 97.5)])
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
    answer = var_answer(market(45))
    assert (answer.returns, answer.backtest) == (44, None)
    half = var_answer(market(150)).backtest
    assert half is not None
    assert half.window == 74


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


@pytest.mark.parametrize("bars", range(31, 130, 7))
def test_any_length_of_history_is_judged(bars: int) -> None:
    for horizon in (1, 5, 30):
        answer = var_answer(market(bars + horizon), horizon=horizon)
        assert answer.returns == bars
        if answer.backtest is not None:
            assert answer.backtest.tests >= 1
            assert 0 <= answer.backtest.p_value <= 1


def test_beyond_its_domain_cornish_and_fisher_are_not_quoted() -> None:
    answer = var_answer(market(900, seed=5, step=0.08))
    assert not answer.methods[1].in_domain
    assert answer.methods[1].var_pct is None


async def test_too_few_bars_are_refused(shared_data: Path) -> None:
    with pytest.raises(TooFewBars) as refused:
        await ask(shared_data / "candles", "2021-04-20T00:00", RiskVar(symbol="eth", horizon=5))
    assert refused.value.need == 35


def test_confidence_may_have_a_fraction() -> None:
    assert build(RiskVar, {"symbol": "btc", "confidence": "97.5"}).confidence == 97.5
