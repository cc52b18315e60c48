"""If these failed, the page that people look at first would contradict the analyses behind it."""

from dataclasses import replace

import numpy as np
import pytest

from analytics._talib import talib
from services.analyze import MOST_TURNING_PRICES, AnalyzeAnswer, analysis
from services.errors import NoSwing
from services.fibonacci.levels import fib_levels
from services.levels import levels_of
from services.patterns import patterns
from tests.unit.analytics.markets import Floats, Rows, flat_rows, random_rows
from tests.unit.personas.samples import provenance
from tests.unit.personas.samples_analysis import snapshot


def page(rows: Rows, lookback: int = 300) -> AnalyzeAnswer:
    return analysis(snapshot(rows, provenance()), lookback)


@pytest.mark.parametrize("seed", range(8))
def test_it_says_what_the_analyses_say_by_themselves(seed: int) -> None:
    rows = random_rows(1000, seed)
    seen = snapshot(rows, provenance())
    answer, levels, fib, found = analysis(seen, 300), levels_of(seen, 300), fib_levels(seen, 300), patterns(seen, 300)
    assert (answer.swing, answer.retraced, answer.golden_pocket) == (fib.swing, fib.retraced, fib.golden_pocket)
    assert (answer.resistance, answer.support) == (levels.nearest_resistance, levels.nearest_support)
    assert answer.structure.last_break == levels.structure.last_break
    assert answer.pattern is None or answer.pattern == found.best
    assert answer.momentum.rsi == pytest.approx(talib.RSI(rows.close, 14)[-1], rel=1e-12)
    assert answer.momentum.macd_hist == pytest.approx(talib.MACD(rows.close)[2][-1], rel=1e-12)
    assert answer.volume.mfi == pytest.approx(talib.MFI(rows.high, rows.low, rows.close, rows.volume, 14)[-1])
    assert answer.trend.ema50 == pytest.approx(talib.EMA(rows.close, 50)[-1], rel=1e-12)
    assert answer.change == pytest.approx(seen.price / rows.open[-300] - 1)
    assert answer.risk.drawdown_pct == pytest.approx(rows.close[-1] / rows.close[-300:].max() - 1)


@pytest.mark.parametrize("seed", range(8))
def test_views_are_counted_and_turning_prices_are_the_nearest_in_order(seed: int) -> None:
    answer = page(random_rows(1000, seed))
    assert (answer.up, answer.down, answer.neither) == tuple(
        sum(view.side == side for view in answer.views) for side in ("up", "down", "neither")
    )
    prices = [one.price for one in answer.turning_prices]
    assert prices == sorted(set(prices), reverse=True)
    for one in answer.turning_prices:
        assert (one.price > answer.price) == (one.side == "up")
        assert one.distance == pytest.approx(one.price / answer.price - 1)
    for side in ("up", "down"):
        assert sum(one.side == side for one in answer.turning_prices) <= MOST_TURNING_PRICES


def test_the_unit_of_price_does_not_matter() -> None:
    rows = random_rows(1000, 3)
    one, other = page(rows), page(rows.scaled(1024.0))
    assert one.views == other.views
    assert [t.name for t in one.turning_prices] == [t.name for t in other.turning_prices]
    assert [t.distance for t in one.turning_prices] == pytest.approx([t.distance for t in other.turning_prices])
    assert one.momentum.rsi == pytest.approx(other.momentum.rsi)


def test_the_view_turns_with_the_market() -> None:
    calm = random_rows(1000, 2, step=0.004)
    drift = np.exp(np.cumsum(np.full(1000, 0.004)))
    up, down = page(_drifting(calm, drift)), page(_drifting(calm, 1 / drift))
    assert up.up >= 4 > up.down
    assert down.down >= 4 > down.up


def _drifting(rows: Rows, drift: Floats) -> Rows:
    return replace(rows, open=rows.open * drift, high=rows.high * drift, low=rows.low * drift, close=rows.close * drift)


@pytest.mark.parametrize("bars", [50, 51, 80, 101, 130])
def test_a_young_market_is_told_without_what_is_not_defined(bars: int) -> None:
    answer = page(random_rows(bars, bars))
    assert (answer.regime is None) == (bars <= 100)
    assert not any(isinstance(value, float) and not np.isfinite(value) for value in answer.model_dump().values())


def test_a_market_that_does_not_move_has_no_page() -> None:
    with pytest.raises(NoSwing):
        page(flat_rows(400, volume=1.0))
