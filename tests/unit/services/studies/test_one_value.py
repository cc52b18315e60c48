"""If these failed, two commands would say two things of one candle."""

from dataclasses import replace

import numpy as np
import pytest

from analytics.indicators.catalog import column
from analytics.indicators.momentum import unmoved
from analytics.regime import SETTLED_BARS as REGIME_SETTLED
from services.conditions.evaluate import bars_needed
from services.conditions.newest_bar import REGIME_BARS, NewestBar
from services.conditions.parse import condition
from services.conditions.syntax import columns_of
from services.core.errors import NoSwing
from services.market.view import Snapshot
from services.studies.analyze import WARM_UP_BARS, analysis
from services.studies.indicators import READ_BARS, indicators
from services.studies.regime import regime_answer
from tests.answers._shared import provenance
from tests.answers.analyze.sample import snapshot
from tests.unit.analytics.markets import Rows, random_rows

SCANNED = "rsi14 > 0 and adx14 > 0 and macd_hist > 0 and mfi14 > 0 and stoch_k > 0 and ema50 > 0 and atr14 > 0"


def last(seen: Snapshot, bars: int) -> Snapshot:
    return replace(seen, candles=seen.candles.last(bars))


def scanned(seen: Snapshot) -> dict[str, float]:
    """What a scan sees of each column, on as many bars as it reads."""
    asked = condition(SCANNED)
    newest = NewestBar(seen.candles.last(bars_needed(asked)), columns_of(asked))
    return {name: float(values[-1]) for name, values in newest.columns.items()}


def halted(seed: int, bars: int, since: int = 0) -> Rows:
    """4,000 bars, of which the newest ``bars`` but for ``since`` stood still."""
    rows = random_rows(4_000, seed)
    first, past = 4_000 - bars - since, 4_000 - since
    for values in (rows.open, rows.high, rows.low, rows.close):
        values[past:] *= rows.close[first - 1] / rows.close[past - 1]
        values[first:past] = rows.close[first - 1]
    rows.volume[first:past] = 0.0
    return rows


@pytest.mark.parametrize("lookback", [100, 300, 1000])
@pytest.mark.parametrize("seed", range(4))
def test_every_command_has_the_same_value_of_a_bar(seed: int, lookback: int) -> None:
    seen = snapshot(random_rows(4_000, seed), provenance())
    said = {one.name: one.value for one in indicators(last(seen, READ_BARS)).values}
    page = analysis(last(seen, max(lookback + WARM_UP_BARS, 1000)), lookback)
    regime = regime_answer(last(seen, lookback + REGIME_SETTLED), lookback)
    for name, value in scanned(seen).items():
        assert value == pytest.approx(said[name], rel=1e-9), name
    found = (page.momentum.rsi, page.momentum.macd_hist, page.momentum.stoch_k, page.volume.mfi, page.trend.adx)
    assert found == pytest.approx([said[name] for name in ("rsi14", "macd_hist", "stoch_k", "mfi14", "adx14")])
    assert (page.trend.ema50, page.atr) == pytest.approx((said["ema50"], said["atr14"]), rel=1e-9)
    assert regime.trend.adx == pytest.approx(said["adx14"], rel=1e-9)
    assert page.regime is not None
    assert page.regime.name == regime.regime
    assert page.regime.probability == pytest.approx(regime.probability, abs=1e-6)
    assert NewestBar(seen.candles.last(REGIME_BARS)).regime == regime.regime


@pytest.mark.parametrize("bars", [14, 20, 90, 190])
def test_a_market_that_stands_still_has_no_momentum_whoever_asks(bars: int) -> None:
    seen = snapshot(halted(3, bars), provenance(), ahead=0.0)
    said = indicators(last(seen, READ_BARS))
    page = analysis(last(seen, 1000 + WARM_UP_BARS), 1000)
    named = {one.name: one.value for one in said.values}
    for name in ("rsi14", "adx14", "plus_di14", "minus_di14", "stoch_k", "stoch_d", "supertrend"):
        assert named[name] is None, name
    assert (named["cci20"] is None) == (bars >= 20)
    assert named["atr14"] == page.atr == 0.0
    assert (said.rsi_state, said.trend_strength, page.momentum.rsi, page.trend.adx) == (None, None, None, None)
    assert said.unmoved_bars == page.unmoved_bars == bars
    assert np.isnan([scanned(seen)[name] for name in ("rsi14", "adx14", "stoch_k")]).all()
    assert scanned(seen)["atr14"] == 0.0
    if bars >= 20:
        assert page.regime is None
        assert NewestBar(seen.candles.last(REGIME_BARS)).regime is None
        with pytest.raises(NoSwing) as refused:
            regime_answer(last(seen, 300 + REGIME_SETTLED), 300)
        assert refused.value.bars == bars


@pytest.mark.parametrize(("bars", "since"), [(14, 1), (30, 5), (450, 3), (450, 20), (1500, 40)])
def test_after_a_halt_every_command_has_the_same_value(bars: int, since: int) -> None:
    seen = snapshot(halted(5, bars, since), provenance())
    said = {one.name: one.value for one in indicators(last(seen, READ_BARS)).values}
    for name, value in scanned(seen).items():
        assert (None if np.isnan(value) else value) == (
            None if said[name] is None else pytest.approx(said[name], rel=1e-9, abs=1e-9)
        ), name


def test_a_halt_is_told_from_a_period_on() -> None:
    assert [unmoved(halted(2, bars)) for bars in (1, 13, 14, 40)] == [0, 0, 14, 40]
    assert column("rsi14").settled == column("atr14").settled
