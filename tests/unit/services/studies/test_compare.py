"""If these failed, markets would be measured over different times and still be ranked."""

from pathlib import Path

import numpy as np
import pytest

from analytics.performance import sharpe
from analytics.returns import horizon_returns
from services.core.errors import InvalidRequest, TooLittleOverlap, UnknownSymbol
from services.market.candles import Candles, Floats
from services.studies.compare import Compare, CompareAnswer, answer_compare, compare
from services.words.phrase import parse
from tests.answers._shared import provenance
from tests.answers._walks import flat, market
from tests.answers.compare.sample import FIVE, compare_answer
from tests.unit.services.market.parts import replay, utc
from tests.unit.services.real_candles import HOUR, closed_bars, closed_hours

AT = "2023-12-30T19:00"


async def ask(folder: Path, text: str) -> CompareAnswer:
    request = parse(text, {"compare": Compare})
    assert isinstance(request, Compare)
    return await answer_compare(request, replay(folder / "candles", AT))


@pytest.mark.parametrize("text", ["compare eth,sol,doge 1d 60", "compare symbols:eth sol doge bars:60"])
async def test_real_days_are_measured_as_the_closes_say(shared_data: Path, text: str) -> None:
    answer = await ask(shared_data, text)
    assert set(answer.symbols) == {"ETH/USDT", "SOL/USDT", "DOGE/USDT"}
    assert answer.bars == 60
    for row in answer.rows:
        days = closed_bars(closed_hours(shared_data, row.name.partition("/")[0], utc(AT)), 24 * HOUR, utc(AT))[-61:]
        close = np.array([day[4] for day in days])
        assert answer.start.timestamp() * 1000 == days[0][0]
        assert row.change == pytest.approx(close[-1] / close[0] - 1)
        assert row.volatility_pct == pytest.approx(np.std(horizon_returns(close), ddof=1) * 365**0.5)
        assert row.sharpe == pytest.approx(sharpe(horizon_returns(close), 365))
        assert row.drawdown_pct == pytest.approx((close / np.maximum.accumulate(close) - 1).min())
        assert (row.change_best, row.change_worst) == (horizon_returns(close).max(), horizon_returns(close).min())
        assert row.cagr_pct is None, "two months are not blown up to a year"
    changes = [row.change for row in answer.rows]
    assert changes == sorted(changes, reverse=True)
    assert (answer.best, answer.worst) == (answer.rows[0].name, answer.rows[-1].name)
    assert answer.courses.index[0].tolist() == [100, 100, 100]
    assert answer.courses.index[-1] == pytest.approx([100 * (1 + change) for change in changes])


async def test_nobody_named_means_the_best_known(shared_data: Path) -> None:
    assert set((await ask(shared_data, "compare")).symbols) >= {"BTC/USDT", "ETH/USDT", "SOL/USDT"}


async def test_a_year_has_a_rate_of_growth(shared_data: Path) -> None:
    row = (await ask(shared_data, "compare btc,eth bars:730")).rows[0]
    assert row.cagr_pct == pytest.approx((1 + row.change) ** (1 / 2) - 1, rel=1e-3)


@pytest.mark.parametrize(
    ("text", "kind"),
    [("compare btc", InvalidRequest), ("compare btc,BTC/USDT", InvalidRequest), ("compare btc,nope", UnknownSymbol)],
)
async def test_what_cannot_be_compared_is_refused(shared_data: Path, text: str, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        await ask(shared_data, text)


def without(candles: Candles, *bars: int) -> Candles:
    kept = np.setdiff1d(np.arange(len(candles)), bars)
    columns = (getattr(candles, name)[kept] for name in ("time", "open", "high", "low", "close", "volume"))
    return Candles(candles.symbol, candles.timeframe, *columns)


def test_bars_that_one_lacks_count_for_none() -> None:
    holed = without(FIVE[1], 10, 11, 40)
    answer = compare_answer(FIVE[0], holed)
    assert answer.bars == 85, "88 bars in common, and two returns that span more than one"
    assert {row.name: row.left_out for row in answer.rows} == {"BTC/USDT": 3, "ETH/USDT": 0}
    alone = next(row for row in compare_answer(without(FIVE[0], 10, 11, 40), holed).rows if row.name == "BTC/USDT")
    beside = next(row for row in answer.rows if row.name == "BTC/USDT")
    assert beside.model_copy(update={"left_out": 0}) == alone


def test_a_return_across_a_hole_counts_for_none() -> None:
    """What the price did over missing bars is part of the change, and no bar's own move."""
    jumped = market(91)
    jump = np.where(np.arange(91) >= 50, 3.0, 1.0)
    moved = Candles("BTC/USDT", "1d", jumped.time, *(part * jump for part in prices(jumped)))
    holed = without(moved, *range(45, 50))
    row = next(row for row in compare_answer(holed, FIVE[1]).rows if row.name == "BTC/USDT")
    assert row.change_best < 0.1 < row.change
    close = holed.close
    own = np.delete(horizon_returns(close), 44)
    assert row.volatility_pct == pytest.approx(np.std(own, ddof=1) * 365**0.5)
    assert row.sharpe == pytest.approx(sharpe(own, 365))


def prices(candles: Candles) -> tuple[Floats, ...]:
    """And its volume."""
    return candles.open, candles.high, candles.low, candles.close, candles.volume


def test_markets_whose_bars_seldom_meet_are_not_compared() -> None:
    with pytest.raises(TooLittleOverlap) as refused:
        compare_answer(without(FIVE[0], *range(2, 91, 2)), FIVE[1])
    assert refused.value.have < refused.value.need == 20


def test_markets_that_share_too_little_are_not_compared() -> None:
    with pytest.raises(TooLittleOverlap) as refused:
        compare([(FIVE[0].last(40), provenance()), (FIVE[1].last(18), provenance())])
    assert (refused.value.symbol, refused.value.have, refused.value.need) == ("ETH/USDT", 17, 20)


def test_a_market_that_stands_still_has_no_ratio() -> None:
    answer = compare_answer(flat(91), FIVE[0])
    still = next(row for row in answer.rows if row.name == "USDC/USDT")
    assert (still.change, still.volatility_pct, still.sharpe, still.drawdown_pct) == (0.0, 0.0, None, 0.0)
    assert answer.calmest == answer.shallowest == "USDC/USDT"
    assert answer.steadiest == "BTC/USDT"
    assert compare_answer(flat(91), flat(91, "TUSD/USDT")).steadiest is None


def test_what_one_market_did_does_not_depend_on_the_others() -> None:
    pair, more = compare_answer(*FIVE[:2]), compare_answer(*FIVE, market(91, seed=9, symbol="ADA/USDT"))
    for row in pair.rows:
        assert row in more.rows
