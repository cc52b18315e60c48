"""What a trader would lose: a result that is not theirs, luck told as skill, or a figure of too few values."""

import re
from datetime import timedelta
from decimal import Decimal

import numpy as np
import pytest
import scipy.stats  # type: ignore[import-untyped]

from analytics.trading.account import account_of
from personas.render import Voices
from services.portfolio.performance import trades_facts
from services.portfolio.performance_facts import LEAST_DAYS, Performance, PerformanceAnswer
from tests.answers.performance.sample import END, SAMPLES, performed, random_performances, traded
from tests.cards import said_by_all, text_of
from tests.examples import NIGHTLY
from tests.faces import buttons
from tests.unit.analytics.trading.journals import DAY, HOUR, Made, journal, opened


def test_every_case_fits_a_phone(voices: Voices) -> None:
    for answer in SAMPLES.values():
        said_by_all(voices, answer)


def test_any_can_be_told(voices: Voices) -> None:
    for answer in random_performances(20 if NIGHTLY else 6):
        said_by_all(voices, answer)


def test_the_first_line_has_the_account_that_it_is_paper_and_the_result(voices: Voices) -> None:
    for name in voices.names:
        assert voices.render(SAMPLES["across a reset"], name).title.startswith(
            "PAPER server: −309.12 USDT, −3.09% in all"
        )


def test_six_of_ten_are_told_beside_a_coin(voices: Voices) -> None:
    made = [
        Made(END - k * DAY, END - k * DAY + HOUR, "42000", "43000" if k % 5 < 3 else "41000", "0.05", "41000")
        for k in range(1, 11)
    ]
    answer = performed(journal(*made, first=opened(END - 12 * DAY)))
    assert (answer.trades.won, answer.trades.lost) == (6, 4)
    assert answer.trades.coin_share == pytest.approx(float(scipy.stats.binom.sf(5, 10, 0.5)))
    for name in voices.names:
        told = text_of(voices.render(answer, name))
        assert "37.7%" in told, name
        assert not re.search(r"skilled|proves that|edge", told), name


def test_few_trades_have_no_likely_mean() -> None:
    assert SAMPLES["losses"].trades.count == 5
    assert SAMPLES["losses"].trades.r_low is None
    usual = SAMPLES["usual"].trades
    assert usual.count >= 10
    assert usual.r_low is not None
    assert usual.r_high is not None
    assert usual.expectancy_r is not None
    assert usual.r_low < usual.expectancy_r < usual.r_high


def test_without_stops_the_likely_mean_is_told_in_cash(voices: Voices) -> None:
    made = [
        Made(END - k * DAY, END - k * DAY + HOUR, "42000", str(42_000 + 300 * (-1) ** k + 150), "0.1")
        for k in range(1, 15)
    ]
    answer = performed(journal(*made, first=opened(END - 16 * DAY)))
    results = np.array(
        [float(0.1 * (300 * (-1) ** k + 150) - 0.0001 * (84_150 + 300 * (-1) ** k)) for k in range(1, 15)]
    )
    low, high = scipy.stats.t.interval(0.95, 13, results.mean(), scipy.stats.sem(results))
    assert answer.trades.r_low is None
    assert float(answer.trades.expectancy_low or 0) == pytest.approx(low, rel=1e-3)
    assert f"{low:.2f} to +{high:.2f} USDT".replace("-", "−") in voices.render(answer, "biel").body


def test_too_few_days_have_no_ratio() -> None:
    for label, answer in SAMPLES.items():
        ratios = (answer.sharpe, answer.sortino, answer.omega, answer.volatility_pct)
        if answer.days < LEAST_DAYS:
            assert ratios == (None,) * 4, label
        if answer.span < timedelta(days=365).total_seconds():
            assert (answer.cagr_pct, answer.calmar) == (None, None), label
    assert SAMPLES["usual"].sharpe is not None
    assert SAMPLES["over a year"].calmar is not None


def test_too_few_days_are_said(voices: Voices) -> None:
    told = text_of(voices.render(SAMPLES["losses"], "xyko"))
    assert "Sharpe, Sortino and Omega are told from 20 days on" in told
    assert "Growth a year and Calmar are told from 365 days on" in told
    assert not re.search(r"Sharpe +\S*\d", told)
    told = text_of(voices.render(SAMPLES["over a year"], "xyko"))
    assert "days on" not in told


def library(answer: PerformanceAnswer) -> dict[str, float]:
    """What empyrical and quantstats make of the daily returns."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import empyrical
        import pandas as pd
        from quantstats import stats

        time = pd.to_datetime(answer.curves.time, unit="ms")
        index = pd.Series(answer.curves.index, index=time)
        daily = index[index.index == index.index.normalize()].pct_change().dropna()
        every = index.pct_change().dropna()
        return {
            "sharpe": float(empyrical.sharpe_ratio(daily, annualization=365)),
            "sortino": float(empyrical.sortino_ratio(daily, annualization=365)),
            "omega": float(stats.omega(daily, periods=365)),
            "volatility_pct": float(empyrical.annual_volatility(daily, annualization=365)),
            "change": float(empyrical.cum_returns_final(every)),
            "fall": float(empyrical.max_drawdown(every)),
        }


@pytest.mark.parametrize("label", ["usual", "beyond chance", "over a year"])
def test_the_figures_are_those_of_the_libraries(label: str) -> None:
    answer = SAMPLES[label]
    theirs = library(answer)
    for name in ("sharpe", "sortino", "omega", "volatility_pct", "change"):
        assert getattr(answer, name) == pytest.approx(theirs[name], rel=1e-9), name
    assert answer.fall is not None
    assert answer.fall.change == pytest.approx(theirs["fall"], rel=1e-9)


def test_the_result_is_the_sum_of_trades_where_nothing_is_held() -> None:
    for label in ("usual", "losses", "over a year", "across a reset", "one trade"):
        assert SAMPLES[label].net == SAMPLES[label].trades.pnl, label
    held = SAMPLES["held only"]
    assert held.trades.pnl == 0 != held.net
    assert held.equity - held.equity_start == held.net


def test_statistics_recomputed_by_hand() -> None:
    made = [
        Made(END - 5 * DAY, END - 5 * DAY + HOUR, "40000", "41000", "0.1", "39000"),
        Made(END - 4 * DAY, END - 4 * DAY + 3 * HOUR, "40000", "39000", "0.1", "39500"),
        Made(END - 3 * DAY, END - 3 * DAY + 2 * HOUR, "40000", "40500", "0.1"),
    ]
    trades = trades_facts(account_of("a", journal(*made, first=opened(END - 6 * DAY))).trades)
    first, second, third = Decimal("91.9"), Decimal("-107.9"), Decimal("41.95")  # less 0.1 % of both values
    assert (trades.best and trades.best.pnl, trades.worst and trades.worst.pnl) == (first, second)
    assert trades.pnl == first + second + third
    assert trades.profit_factor == pytest.approx(float((first + third) / -second))
    assert trades.payoff == pytest.approx(float((first + third) / 2 / -second))
    assert trades.expectancy == (first + second + third) / 3
    assert trades.expectancy_r == pytest.approx((91.9 / 100 - 107.9 / 50) / 2)
    assert {each.name: each.count for each in trades.r_buckets if each.count} == {"−2 R or less": 1, "+1 R": 1}
    assert (trades.with_risk, trades.losing_streak, trades.holding) == (2, 1, 2 * HOUR / 1000)


def test_figures_keep_within_what_they_can_be() -> None:
    for answer in (*SAMPLES.values(), *random_performances(40 if NIGHTLY else 8, seed=11)):
        trades, fall = answer.trades, answer.fall
        assert answer.change == pytest.approx(answer.curves.index[-1] - 1)
        assert fall is None or (-1 <= fall.change < 0 and answer.start <= fall.peak < fall.trough <= answer.as_of)
        assert fall is None or fall.recovery is None or fall.trough < fall.recovery <= answer.as_of
        assert answer.exposure_share is None or 0 <= answer.exposure_share <= 1
        assert sum(each.count for each in trades.r_buckets) == trades.with_risk <= trades.count
        assert trades.won + trades.lost <= trades.count
        assert trades.losing_streak <= trades.lost
        if trades.win_share is not None:
            assert 0 <= (trades.win_low or 0) <= trades.win_share <= (trades.win_high or 0) <= 1
            assert trades.worst is not None
            assert trades.best is not None
            assert trades.worst.pnl <= (trades.expectancy or 0) <= trades.best.pnl
        if not answer.resets:
            assert answer.net == answer.equity - answer.equity_start


def test_holding_the_market_is_its_course() -> None:
    answer = SAMPLES["usual"]
    assert answer.benchmark is not None
    held = answer.curves.benchmark
    assert answer.benchmark.change == pytest.approx(held[-1] / held[0] - 1)
    assert answer.benchmark.drawdown_pct == pytest.approx((held / np.maximum.accumulate(held) - 1).min())


def test_luck_and_more_than_luck_are_told_apart(voices: Voices) -> None:
    assert "luck" in voices.render(SAMPLES["usual"], "biel").body
    assert voices.render(SAMPLES["usual"], "biel").title != voices.render(SAMPLES["beyond chance"], "biel").title
    assert SAMPLES["beyond chance"].trades.r_low is not None
    assert SAMPLES["beyond chance"].trades.r_low > 0


def test_under_a_performance() -> None:
    shown = buttons(SAMPLES["usual"], Performance(period="month", account="swing"))
    assert [action.label for action in shown[:4]] == ["Day", "Week", "Month", "All"]
    assert [action.label for action in shown if action.current] == ["Month", "Performance"]
    assert shown[0].request == Performance(period="day", account="swing")


def test_many_trades_take_no_time() -> None:
    assert performed(traded(1000, days=100), period="all").trades.count == 1000
