"""If these failed, a person would trade a size that they never agreed to."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.performance import volatility
from analytics.returns import horizon_returns
from services.core.errors import InvalidRequest, TooFewBars
from services.market.candles import Candles
from services.studies.risk_size import answer_risk_size, risk_size
from services.studies.risk_size_facts import RiskSize, RiskSizeAnswer
from services.words.build import build
from services.words.phrase import parse
from tests.answers._walks import flat, market, seen
from tests.answers.risk_size.sample import TIERS, size_answer
from tests.unit.services.market.parts import replay, utc
from tests.unit.services.real_candles import HOUR, closed_bars, closed_hours, wilder_atr

AT = "2023-12-30T19:00"
D = Decimal


async def size(folder: Path, text: str) -> RiskSizeAnswer:
    request = parse(f"risk size {text}", {"risk size": RiskSize})
    assert isinstance(request, RiskSize)
    return await answer_risk_size(request, replay(folder / "candles", AT))


async def test_a_long_by_hand(shared_data: Path) -> None:
    """1 % of 10,000 is 100; from 42,411.11 to 41,000 is 1,411.11; 100 / 1,411.11 = 0.07086619…"""
    answer = await size(shared_data, "btc 10,000.00 1% 41000")
    assert (answer.symbol, answer.timeframe, answer.side) == ("BTC/USDT", "4h", "long")
    assert answer.entry == D("42411.11")
    assert answer.amount == D("0.0708661")
    assert answer.cash_at_risk == (D("0.0708661") * D("1411.11")).quantize(D("0.00000001"))
    assert answer.notional == (D("0.0708661") * D("42411.11")).quantize(D("0.00000001"))
    assert answer.stop.distance == pytest.approx(-1411.11 / 42411.11)
    assert [target.price for target in answer.targets] == [D("43822.22"), D("45233.33"), D("46644.44")]
    assert (answer.leverage_ratio, answer.liquidation, answer.limited, answer.fees) == (1.0, None, False, None)
    assert answer.at_price
    assert answer.kelly is None


async def test_without_a_stop_it_stands_two_average_true_ranges_away(shared_data: Path) -> None:
    bars = closed_bars(closed_hours(shared_data, "BTC", utc(AT)), 4 * HOUR, utc(AT))
    atr = wilder_atr(bars)
    for side, sign in (("long", -1), ("short", 1)):
        answer = await size(shared_data, f"symbol:btc equity:10000 side:{side}")
        assert answer.side == side
        assert answer.stop.by_atr
        assert float(answer.stop.price) == pytest.approx(42_411.11 + sign * 2 * atr, abs=0.006)
        assert answer.stop.distance_atr == pytest.approx(2 * sign, abs=1e-4)


async def test_the_size_by_volatility_is_what_the_closes_say(shared_data: Path) -> None:
    answer = await size(shared_data, "symbol:eth equity:10000 stop:2200 target_volatility:15")
    bars = closed_bars(closed_hours(shared_data, "ETH", utc(AT)), 4 * HOUR, utc(AT))
    realised = volatility(horizon_returns(np.array([bar[4] for bar in bars[-121:]])), 365 * 6)
    assert answer.volatility is not None
    assert answer.volatility.realised_pct == pytest.approx(realised)
    assert float(answer.volatility.notional) == pytest.approx(10_000 * 0.15 / realised, rel=1e-5)


def answer_of(**options: Any) -> RiskSizeAnswer:
    return risk_size(seen(market(timeframe="4h")), build(RiskSize, {"symbol": "btc", "equity": 10_000} | options))


def test_what_happened_over_missing_bars_is_no_volatility() -> None:
    candles = market(timeframe="4h")
    kept = np.delete(np.arange(400), np.arange(340, 350))
    doubled = np.where(kept < 340, 0.5, 1.0)
    columns = (candles.open, candles.high, candles.low, candles.close, candles.volume)
    parts = (part[kept] * doubled for part in columns)
    holed = Candles("BTC/USDT", "4h", candles.time[kept], *parts)
    answer = risk_size(seen(holed), build(RiskSize, {"symbol": "btc", "equity": 10_000, "stop": "41000"}))
    own = np.delete(horizon_returns(holed.close), 339)[-120:]
    assert answer.volatility is not None
    assert answer.volatility.bars == 120
    assert answer.volatility.realised_pct == pytest.approx(volatility(own, 365 * 6))


def test_money_is_exact_and_never_more_than_was_agreed() -> None:
    answer = answer_of(stop="41000", fee="0.06", slippage="0.05")
    assert answer.cash_at_risk <= 100
    assert answer.fees is not None
    bought, sold = answer.entry * D("1.0005"), D(41000) * D("0.9995")
    assert answer.fees == (answer.amount * (bought + sold) * D("0.0006")).quantize(D("0.00000001"))
    assert answer.cash_at_risk == (
        answer.amount * (bought - sold) + answer.amount * (bought + sold) * D("0.0006")
    ).quantize(D("0.00000001"))
    assert answer.model_dump(mode="json")["amount"] == str(answer.amount), "money travels as text"


@pytest.mark.parametrize("leverage", [3, 10, 50])
def test_liquidation_lies_where_the_margin_is_used_up(leverage: int) -> None:
    answer = answer_of(stop="41500", leverage=leverage)
    end = answer.liquidation
    assert end is not None
    left = answer.margin + answer.amount * (end.price - answer.entry)
    assert float(left) == pytest.approx(float(answer.amount * end.price) * 0.005, rel=1e-4)
    assert end.before_stop == (end.price >= answer.stop.price)


def test_a_liquidation_before_the_stop_is_seen_once_the_fee_is_counted() -> None:
    """By margin alone it would be 38,000 × 0.98 / 0.995 = 37,427.1, behind the stop; with the fee it is 37,449.7."""
    options = {"entry": "38000", "stop": "37443", "leverage": 50, "maintenance": "0.5"}
    bare, charged = answer_of(**options).liquidation, answer_of(**options, fee="0.06").liquidation
    assert bare is not None
    assert charged is not None
    assert (round(bare.price, 3), bare.before_stop) == (D("37427.136"), False)
    assert (round(charged.price, 3), charged.before_stop) == (D("37449.718"), True)
    assert answer_of(**options, fee="0.06").loss == answer_of(**options, fee="0.06").margin


def test_the_venues_tiers_hold_where_nobody_says_otherwise() -> None:
    told = size_answer(stop="41000", risk=5, terms=TIERS)
    own = size_answer(stop="41000", risk=5, terms=TIERS, maintenance=2)
    assert (told.maintenance_by, told.maintenance_rate, told.taker_rate) == ("venue", 0.004, 0.0006)
    assert (own.maintenance_by, own.maintenance_rate) == ("you", 0.02)
    usual = answer_of()
    assert (usual.maintenance_by, usual.maintenance_rate, usual.taker_rate) == ("nobody", 0.005, None)
    large = size_answer(stop="41000", risk=5, equity=10_000_000, terms=TIERS)
    assert large.maintenance_rate == 0.01
    with pytest.raises(InvalidRequest, match="leverage must be at most 50 for 18,"):
        size_answer(stop="41000", risk=5, equity=10_000_000, leverage=60, terms=TIERS)


def test_what_is_lost_is_what_is_lost_where_the_position_ends() -> None:
    kept, cut = answer_of(stop="41000", leverage=10), answer_of(stop="38000", leverage=50)
    assert (kept.loss, kept.loss_share) == (kept.cash_at_risk, kept.at_risk_share)
    assert cut.loss == cut.margin < cut.cash_at_risk
    assert cut.loss_share == pytest.approx(float(cut.margin / cut.equity))


@pytest.mark.parametrize(
    ("stop", "fee", "paying"), [("41000", 0, "1R"), ("41000", "0.1", "1R"), ("42000", "0.1", "2R"), ("42115", 1, None)]
)
def test_the_first_target_that_pays_is_named(stop: str, fee: object, paying: str | None) -> None:
    answer = answer_of(stop=stop, fee=fee, slippage=fee)
    assert (answer.paying.name if answer.paying else None) == paying


def test_leverage_that_is_given_is_not_gone_beyond() -> None:
    free, held = answer_of(stop="42000", risk=5), answer_of(stop="42000", risk=5, leverage=2)
    assert free.leverage_needed_ratio > 2
    assert free.leverage_ratio == free.leverage_needed_ratio
    assert held.limited
    assert held.leverage_needed_ratio == pytest.approx(2, abs=1e-4)
    assert held.margin <= held.equity
    assert held.at_risk_share < 0.05


def test_kelly_is_a_capped_quarter_and_nothing_without_an_edge() -> None:
    edge, none = answer_of(stop="41000", win_rate=55, payoff="1.4").kelly, answer_of(win_rate=30, payoff=1).kelly
    assert edge is not None
    assert edge.full_share == pytest.approx(0.55 - 0.45 / 1.4)
    assert edge.used_share == 0.05
    assert none is not None
    assert none.full_share == none.used_share == 0.0
    assert none.amount == 0


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"stop": "43000", "side": "long"}, "stop must lie below the entry, 42156.37, for a long"),
        ({"stop": "41000", "side": "short"}, "stop must lie above the entry, 42156.37, for a short"),
        ({"stop": "42000", "entry": "42000"}, "stop must differ from the entry, 42000"),
        ({"stop": "4100"}, "stop is more than 10 times away from the price, 42156.37"),
        ({"stop": "41000", "entry": "425000"}, "entry is more than 10 times away from the price, 42156.37"),
        ({"stop": "42150", "risk": 100}, "stop is so near that this risk wants more than 125 times leverage"),
        ({"stop": "41000", "leverage": 60, "maintenance": 2}, "leverage must be below 50.0"),
        ({"stop": "41000", "win_rate": 50}, "payoff is needed where win_rate is given"),
        ({"stop": "41000", "payoff": 2}, "win_rate is needed where payoff is given"),
        ({"stop": "41000", "equity": "0.000001"}, "equity is too small for this market"),
        ({"equity": "much"}, "equity must be a number, such as 1500 or 0.5"),
        ({"equity": "nan"}, "equity must be a number, such as 1500 or 0.5, not “nan”"),
        ({"equity": "0"}, "equity must be above 0"),
        ({"equity": "-5"}, "equity must be above 0"),
        ({"equity": "1e30"}, "equity must be at most 1000000000000"),
        ({"equity": "1e-30"}, "equity must have at most 18 decimals"),
        ({"equity": "1,500"}, "equity must be written as 1500 or as 1.5"),
        ({"equity": "12.500"}, "equity must be written as 12500 or as 12.5"),
        ({"win_rate": "0,55", "payoff": "1.5"}, "win_rate must be at least 1, not “0,55”"),
        ({"risk": "0"}, "risk must be at least 0.01"),
        ({"risk": "101 %"}, "risk must be at most 100"),
        ({"leverage": 126}, "leverage must be at most 125"),
        ({"side": "up"}, "side must be long or short"),
    ],
)
def test_what_does_not_go_together_is_named(options: dict[str, Any], problem: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        answer_of(**options)
    assert problem in refused.value.problems[0]


def test_a_stop_cannot_be_set_by_a_range_that_is_not_there() -> None:
    with pytest.raises(TooFewBars):
        risk_size(seen(market(9)), RiskSize(symbol="btc", equity=D(100)))
    with pytest.raises(InvalidRequest, match="stop is needed here"):
        risk_size(seen(flat()), RiskSize(symbol="usdc", equity=D(100)))
    with pytest.raises(InvalidRequest, match="stop is needed here"):
        risk_size(seen(market(300, step=1e-15)), RiskSize(symbol="btc", equity=D(100)))
    with pytest.raises(InvalidRequest, match="more than 125 times leverage"):
        answer_of(stop="42156.369999999999999999", equity="1000000000000")
    with pytest.raises(InvalidRequest, match="more than the whole price"):
        risk_size(seen(market(300, seed=2, step=0.6)), RiskSize(symbol="btc", equity=D(100)))


@given(
    st.decimals("0.01", "1000000", places=2),
    st.decimals("0.01", "100", places=2),
    st.floats(0.2, 5.0).filter(lambda factor: abs(factor - 1) > 0.01),
    st.sampled_from([1e-8, 0.0123, 1.0, 42_156.37, 1e6]),
    st.sampled_from([None, 1, 7, 100]),
)
def test_any_account_gets_a_size_within_its_risk_or_is_told_why_not(
    equity: Decimal, risk: Decimal, factor: float, price: float, leverage: int | None
) -> None:
    options = {"equity": equity, "risk": risk, "stop": f"{price * factor:.12f}", "leverage": leverage}
    request = build(RiskSize, {"symbol": "btc"} | options)
    try:
        answer = risk_size(seen(market(60, price)), request)
    except InvalidRequest:
        return
    assert answer.cash_at_risk <= equity * risk / 100 + D("0.00000001")
    assert answer.side == ("long" if factor < 1 else "short")
    if leverage is not None:
        assert answer.notional <= equity * leverage + D("0.00000001")
    if answer.liquidation is not None:
        assert answer.liquidation.price > 0


@pytest.mark.parametrize("bars", [1, 2, 15, 31])
def test_the_youngest_market_has_a_size_where_the_stop_is_given(bars: int) -> None:
    answer = risk_size(seen(market(bars)), RiskSize(symbol="btc", equity=D(1000), stop=D(41000)))
    assert answer.amount > 0
    assert (answer.atr is None) == (answer.stop.distance_atr is None) == (bars < 15)
    assert (answer.volatility is None) == (bars < 31)


def test_a_number_from_discord_means_what_was_typed() -> None:
    """Discord sends numbers as floats: 0.1 must not become 0.1000000000000000055."""
    assert build(RiskSize, {"symbol": "btc", "equity": 0.1, "stop": 1e-9}) == RiskSize(
        symbol="btc", equity=D("0.1"), stop=D("0.000000001")
    )
