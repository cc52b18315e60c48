"""If these failed, the page that people look at first would contradict the analyses behind it."""

from dataclasses import replace

import numpy as np
import pytest

from analytics._talib import talib
from analytics.chart_patterns import Formation, formations
from services.core.errors import NoSwing
from services.studies.analyze import MOST_TURNING_PRICES, analysis
from services.studies.analyze_facts import AnalyzeAnswer
from services.studies.fib_levels import fib_levels
from services.studies.levels import levels_of
from services.studies.patterns import PatternsAnswer, patterns
from tests.answers._shared import provenance
from tests.answers.analyze.sample import snapshot
from tests.unit.analytics.markets import HOUR, Floats, Rows, flat_rows, random_rows


def page(rows: Rows, lookback: int = 300) -> AnalyzeAnswer:
    return analysis(snapshot(rows, provenance()), lookback)


@pytest.mark.parametrize("seed", range(8))
def test_it_says_what_the_analyses_say_by_themselves(seed: int) -> None:
    rows = random_rows(1000, seed)
    seen = snapshot(rows, provenance())
    answer, levels, fib, found = analysis(seen, 300), levels_of(seen, 300), fib_levels(seen, 200), patterns(seen, 300)
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


def test_what_was_lost_over_missing_bars_is_no_risk_of_a_bar() -> None:
    """Ten hours are missing, over which the price fell to a half."""
    rows = random_rows(1000, 3)
    kept = np.delete(np.arange(1000), np.arange(850, 860))
    half = np.where(kept >= 860, 0.5, 1.0)
    columns = (part[kept] * half for part in (rows.open, rows.high, rows.low, rows.close, rows.volume))
    holed = Rows(rows.time[kept], *columns)
    close = holed.close[-300:]
    own = np.delete(close[1:] / close[:-1] - 1, 159)
    assert own.min() > -0.4
    line = np.quantile(own, 0.05)
    risk = page(holed).risk
    assert (risk.value_at_risk_pct, risk.shortfall_pct) == pytest.approx((line, own[own <= line].mean()))


@pytest.mark.parametrize("seed", range(8))
def test_views_are_counted_and_turning_prices_are_the_nearest_in_order(seed: int) -> None:
    answer = page(random_rows(1000, seed))
    assert (answer.up, answer.down, answer.neither) == tuple(
        sum(view.side == side for view in answer.views) for side in ("up", "down", "neither")
    )
    prices = [one.price for one in answer.turning_prices]
    assert prices == sorted(set(prices), reverse=True)
    for one in answer.turning_prices:
        assert one.distance == pytest.approx(one.price / answer.price - 1)
    for side in ("up", "down"):
        assert sum(one.side == side for one in answer.turning_prices) <= MOST_TURNING_PRICES


@pytest.mark.parametrize("ahead", [0.0, 1.5, -1.5, 5.0, -5.0])
@pytest.mark.parametrize("seed", range(12))
def test_a_close_beyond_a_turning_price_turns_the_view_that_it_is_told_for(seed: int, ahead: float) -> None:
    """Wherever the newest price is in the candle that has not closed: so many average true ranges ahead."""
    rows = random_rows(700, seed)
    before = analysis(snapshot(rows, provenance(), ahead=ahead), len(rows))
    for one in before.turning_prices:
        close = one.price * (1.0001 if one.side == "up" else 0.9999)
        after = analysis(snapshot(_then(rows, close, before.price), provenance(), ahead=0.0), len(rows) + 1)
        if one.view != "pattern":
            assert next(view.side for view in after.views if view.name == one.view) == one.becomes, one


def _charted(bars: Rows) -> PatternsAnswer:
    return patterns(snapshot(bars, provenance(), ahead=0.0), 1000)


@pytest.mark.parametrize("seed", range(60))
def test_a_close_beyond_a_trigger_confirms_and_one_beyond_the_other_line_ends(seed: int) -> None:
    rows = random_rows(700, seed)
    for one in _charted(rows).patterns:
        if not one.standing:
            continue
        falls, forming = one.direction == "bearish", one.state == "forming"
        for price, up, state in (
            (one.trigger, not falls, "confirmed") if forming else (None, False, ""),
            (one.invalidation, falls, "confirmed" if forming and one.direction == "neutral" else "failed"),
        ):
            if price is not None:
                then = _then(rows, price * (1.0001 if up else 0.9999))
                points = [(point.price, len(rows) - 1 - point.bars_ago) for point in one.points]
                same = {late.state for late in formations(then) if _points(late) == points and late.name == one.name}
                assert same == {state}, (one.name, price)


def _points(one: Formation) -> list[tuple[float, int]]:
    return [(point.price, point.bar) for point in one.points]


def _then(rows: Rows, close: float, *seen: float) -> Rows:
    """``rows`` and one bar more, which has been at the prices ``seen`` and ends at ``close``."""
    opened = float(rows.close[-1])
    more = {
        "time": rows.time[-1] + HOUR,
        "open": opened,
        "high": max(opened, close, *seen),
        "low": min(opened, close, *seen),
        "close": close,
        "volume": float(rows.volume[-1]),
    }
    return Rows(**{name: np.append(getattr(rows, name), value) for name, value in more.items()})


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
