"""If these failed, a ratio would be told to mean something on counts that are not the market's."""

from pathlib import Path

import numpy as np
import pytest

from analytics.level_evidence import PROBES, trials
from services.core.errors import TooFewBars
from services.studies.fib_evidence import FibEvidence, FibEvidenceAnswer, answer_fib_evidence
from tests.unit.analytics.markets import HOUR
from tests.unit.services.market.parts import replay, rows, utc, write
from tests.unit.services.real_candles import closed_hours


async def evidence(folder: Path, at: str, symbol: str, lookback: int = 3000) -> FibEvidenceAnswer:
    request = FibEvidence(symbol=symbol, timeframe="1h", lookback=lookback)
    return await answer_fib_evidence(request, replay(folder, at))


@pytest.mark.parametrize("base", ["BTC", "DOGE"])
async def test_the_counts_are_the_markets(shared_data: Path, base: str) -> None:
    at = "2023-12-30T19:00"
    answer = await evidence(shared_data / "candles", at, base.lower())
    bars = closed_hours(shared_data, base, utc(at))[-3000:]
    assert answer.lookback == 3000
    assert answer.price == bars[-1][4]
    assert round(answer.start.timestamp() * 1000) == bars[0][0]
    assert [one.ratio for one in answer.ratios] == [probe.ratio for probe in PROBES]
    table = np.array(bars, dtype=np.float64)
    found = trials(*(np.ascontiguousarray(table[:, column]) for column in (2, 3, 4)))
    for one in answer.ratios:
        of_ratio = [trial for trial in found if trial.ratio == one.ratio]
        assert (one.touches, one.reactions) == (len(of_ratio), sum(trial.reacted for trial in of_ratio))
        assert one.kind == ("extension" if one.ratio > 1 else "retracement")
        if one.reaction_rate is not None:
            assert one.reaction_rate == pytest.approx(one.reactions / one.touches)
            assert one.low_rate is not None
            assert one.high_rate is not None
            assert one.low_rate <= one.reaction_rate <= one.high_rate


async def test_what_comes_later_changes_nothing(shared_data: Path, tmp_path: Path) -> None:
    at = "2023-05-20T00:00"
    write(tmp_path, "BTC-USDT_1h.csv", closed_hours(shared_data, "BTC", utc(at))[-2500:])
    short = await evidence(tmp_path, at, "btc", 2000)
    long = await evidence(shared_data / "candles", at, "btc", 2000)
    assert short.ratios == long.ratios
    assert short.legs == long.legs > 100


async def test_a_market_that_stood_still_is_answered(tmp_path: Path) -> None:
    write(tmp_path, "X-USDT_1h.csv", [(1704067200000 + i * HOUR, 5, 5, 5, 5, 0) for i in range(400)])
    answer = await evidence(tmp_path, "2024-02-01T00:00", "x", 1000)
    assert (answer.legs, answer.lookback) == (0, 400)
    assert all(one.verdict == "too few" and one.reaction_rate is None for one in answer.ratios)


async def test_too_few_bars_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "X-USDT_1h.csv", rows("2024-01-01T00:00", [100.0 + i % 7 for i in range(299)]))
    with pytest.raises(TooFewBars) as few:
        await evidence(tmp_path, "2024-02-01T00:00", "x")
    assert (few.value.have, few.value.need) == (299, 300)
