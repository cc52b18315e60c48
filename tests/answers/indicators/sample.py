"""What ``/indicators`` may answer: usual and odd."""

from datetime import timedelta
from typing import Any

import numpy as np
from hypothesis import strategies as st

from services.market.candles import Candles, Provenance
from services.market.view import Snapshot
from services.studies.indicator_readings import IndicatorReading, Side
from services.studies.indicators import IndicatorsAnswer, indicators
from tests.answers._shared import HOSTILE_NAME as HOSTILE
from tests.answers._shared import NOW, or_none
from tests.changed import changed
from tests.unit.analytics.markets import Rows, flat_rows, random_rows


def answer_of(
    rows: Rows, *, symbol: str = "BTC/USDT", timeframe: str = "4h", price: float | None = None
) -> IndicatorsAnswer:
    """What the service says of ``rows``, as if the last of them had just closed."""
    length = {"4h": 4, "1d": 24}[timeframe] * 3_600_000
    start = round(NOW.timestamp() * 1000) // length * length - len(rows) * length
    time = start + np.arange(len(rows), dtype=np.int64) * length
    candles = Candles(
        symbol, timeframe, time, *(v.copy() for v in (rows.open, rows.high, rows.low, rows.close, rows.volume))
    )
    origin = Provenance(source="live", venue="bitget", as_of=NOW, asked_at=NOW + timedelta(minutes=3), stale=False)
    return indicators(Snapshot(candles, price or float(rows.close[-1]), None, origin))


def trending(bars: int, step: float) -> Rows:
    """Each close ``step`` beyond the one before, as a fraction."""
    close = np.asarray(100.0 * (1 + step) ** np.arange(bars), dtype=np.float64)
    before = np.concatenate(([100.0], close[:-1]))
    high, low = np.maximum(close, before) * 1.001, np.minimum(close, before) * 0.999
    return Rows(np.arange(bars, dtype=np.int64), before, high, low, close, np.full(bars, 50.0))


SAMPLES: dict[str, IndicatorsAnswer] = {
    "usual": answer_of(random_rows(3_200, 1, start=42_000.0)),
    "another": answer_of(random_rows(3_200, 4, start=14.0), price=14.2),
    "rising without end": answer_of(trending(3_200, 0.001)),
    "falling without end": answer_of(trending(3_200, -0.001)),
    "a squeeze": answer_of(random_rows(3_200, 1)).model_copy(update={"squeeze": True, "rsi_state": "between"}),
    "days": answer_of(random_rows(700, 2), timeframe="1d"),
    "one bar": answer_of(random_rows(1)),
    "three bars": answer_of(random_rows(3)),
    "thirty bars": answer_of(random_rows(30)),
    "a hundred bars": answer_of(random_rows(100)),
    "never moved, nothing traded": answer_of(flat_rows(300)),
    "tiny prices": answer_of(random_rows(3_200, 5).scaled(1e-9)),
    "hostile": answer_of(random_rows(300, 6), symbol=HOSTILE),
}


prices = st.floats(1e-9, 1e7)


fractions = st.floats(-0.999, 50)


scales = st.floats(0, 100)


bars = st.integers(0, 5_000)


sides: st.SearchStrategy[Side] = st.sampled_from(("up", "down", "neither", "unknown"))


@st.composite
def any_indicators(draw: st.DrawFn) -> IndicatorsAnswer:
    """Facts of any size, and any of them missing; those that go together go together."""
    usual = SAMPLES["usual"]
    said: list[Side] = [draw(sides) for _ in usual.readings]
    rsi, adx, ema200, supertrend = (
        draw(or_none(scales)),
        draw(or_none(scales)),
        draw(or_none(prices)),
        draw(or_none(prices)),
    )
    atr, width, high = draw(or_none(prices)), draw(or_none(fractions)), draw(or_none(prices))
    facts: dict[str, Any] = {
        "price": draw(prices),
        "close": draw(prices),
        "bars": draw(st.integers(1, 5_000)),
        "values": tuple(
            value.model_copy(
                update={
                    "value": draw(or_none(prices if value.unit in ("price", "difference") else st.floats(-1e6, 1e6)))
                }
            )
            for value in usual.values
        ),
        "readings": tuple(
            IndicatorReading(name=reading.name, side=side) for reading, side in zip(usual.readings, said, strict=True)
        ),
        **{side: said.count(side) for side in ("up", "down", "neither")},
        "rsi": rsi,
        "rsi_state": None if rsi is None else draw(st.sampled_from(("overbought", "oversold", "between"))),
        "ema200": ema200,
        "from_ema200_pct": None if ema200 is None else draw(fractions),
        "trend_side": None if ema200 is None else draw(st.sampled_from(("above", "below", "at"))),
        "adx": adx,
        "trend_strength": None if adx is None else draw(st.sampled_from(("strong", "middling", "weak"))),
        "macd_hist": draw(or_none(st.floats(-1e6, 1e6))),
        "macd_bars_since": draw(or_none(bars)),
        "supertrend": supertrend,
        "supertrend_direction": None if supertrend is None else draw(st.sampled_from(("up", "down"))),
        "supertrend_bars_since": None if supertrend is None else draw(or_none(bars)),
        "from_supertrend_pct": None if supertrend is None else draw(fractions),
        "from_supertrend_atr": None if supertrend is None else draw(or_none(st.floats(-500, 500))),
        "cloud": draw(or_none(st.sampled_from(("above", "inside", "below")))),
        "bb_width_pct": width,
        "width_rank_share": None if width is None else draw(or_none(st.floats(0, 1))),
        "position_bollinger": draw(or_none(st.floats(-3, 4))),
        "squeeze": draw(or_none(st.booleans())),
        "donchian_high": high,
        "donchian_low": None if high is None else draw(prices),
        "vwap": draw(or_none(prices)),
        "from_vwap_pct": draw(or_none(fractions)),
        "obv_net_share": draw(or_none(st.floats(-1, 1))),
        "volume_ratio": draw(or_none(st.floats(0, 500))),
        "atr": atr,
        "atr_pct": None if atr is None else draw(st.floats(0, 2)),
    }
    return changed(usual, **facts)
