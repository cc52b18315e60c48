"""What ``/analyze`` may answer: usual and odd."""

from typing import Any

from analytics.volatility import last_atr
from services.market.candles import Candles, Provenance
from services.market.timeframes import TIMEFRAMES
from services.market.view import Snapshot
from services.studies.analyze import analysis
from services.studies.analyze_facts import AnalyzeAnswer, MomentumFacts, RiskFacts, StructureNow, TrendNow, VolumeFacts
from tests.answers._shared import provenance
from tests.changed import changed
from tests.unit.analytics.markets import HOUR, Rows, random_rows


def snapshot(
    rows: Rows, origin: Provenance, *, symbol: str = "BTC/USDT", timeframe: str = "4h", ahead: float = 0.1
) -> Snapshot:
    """``rows`` as the feed would give them, priced ``ahead`` average true ranges above the last close."""
    time = rows.time // HOUR * TIMEFRAMES[timeframe].ms
    candles = Candles(symbol, timeframe, time, rows.open, rows.high, rows.low, rows.close, rows.volume)
    atr = last_atr(rows.high, rows.low, rows.close) or 0.0
    return Snapshot(candles, float(rows.close[-1]) + ahead * atr, None, origin)


def unknown(answer: AnalyzeAnswer, **changes: Any) -> AnalyzeAnswer:
    """``answer`` with all that may be missing missing."""
    nothing: dict[str, Any] = {
        "trend": TrendNow(direction="none", strength="none", slope_pct=None, r_squared=None, adx=None, ema50=None),
        "structure": StructureNow(trend="none", order="none", last_break=None, break_above=None, break_below=None),
        "momentum": MomentumFacts(rsi=None, macd_hist=None, stoch_k=None, change_10=None),
        "volume": VolumeFacts(volume_ratio=None, mfi=None),
        "risk": RiskFacts(
            atr_pct=None,
            confidence_share=0.95,
            volatility_bars=30,
            volatility_pct=None,
            value_at_risk_pct=None,
            shortfall_pct=None,
            drawdown_pct=0.0,
            max_drawdown_pct=0.0,
        ),
        "turning_prices": (),
        **dict.fromkeys(("atr", "regime", "resistance", "inside", "support", "pattern", "candlestick")),
        **dict.fromkeys(("fib_above", "fib_below")),
    }
    return changed(answer, **(nothing | changes))


USUAL = {
    f"market {seed}": analysis(snapshot(random_rows(1000, seed, start=42_000.0), provenance()), 300)
    for seed in range(12)
}
SAMPLES: dict[str, AnalyzeAnswer] = {
    **USUAL,
    **{f"{bars} bars": analysis(snapshot(random_rows(bars, bars), provenance()), 300) for bars in (50, 80, 130)},
    **{
        f"at {price:g}": analysis(snapshot(random_rows(600, 5, start=price), provenance()), 200)
        for price in (1.2e-7, 0.62, 1.3e6)
    },
    "nothing known": unknown(USUAL["market 1"]),
}
