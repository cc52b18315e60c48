"""The cases of docs/paper.md about money. If these failed, an account would spend what it has not."""

from dataclasses import replace

import pytest

from analytics.trading.matching import NO_LIQUIDITY, Friction, Liquidity, expected_fill
from analytics.trading.records import Filled
from tests.unit.analytics.trading.desk import PERPETUAL, SPOT, D, Desk, plain

REAL = Friction(spread=D("0.0004"), impact=D(1), participation=D("0.1"))
DAY = Liquidity(volume=D(10_000), volatility=D("0.02"))


@pytest.mark.parametrize(
    ("buying", "amount", "liquidity", "price"),
    [
        (True, "1", DAY, "100.05"),  # 100.001 · (1 + 0.0002 + 0.02 · √(1 ÷ 10,000)) = 100.041
        (True, "100", DAY, "100.22"),  # 100 · (1 + 0.0002 + 0.02 · √(100 ÷ 10,000)) = 100.22
        (False, "100", DAY, "99.78"),
        (True, "100", NO_LIQUIDITY, "100.02"),
        (False, "100", Liquidity(D(0), D("0.02")), "99.98"),
    ],
)
def test_64_a_taker_pays_half_the_spread_and_the_slippage(
    buying: bool, amount: str, liquidity: Liquidity, price: str
) -> None:
    market = D("100.001") if amount == "1" else D(100)
    got = expected_fill(SPOT, market, D(amount), buying=buying, friction=REAL, liquidity=liquidity)
    assert got == D(price)


def test_64_no_slippage_makes_a_price_of_nothing() -> None:
    wild = Liquidity(D(1), D(5))
    assert expected_fill(SPOT, D(100), D(100), buying=False, friction=REAL, liquidity=wild) == SPOT.tick


def test_64_a_fill_costs_what_is_expected_of_it() -> None:
    desk = Desk(cash=20_000, friction=replace(REAL, participation=D(1)), maker=D("0.0002"), taker=D("0.0006"))
    desk.place("buy", 100)
    desk.place("sell", 50, "limit", price=104)
    desk.place("sell", 50, "stop", trigger=98)
    desk.bar(100, 101, 99, 100, liquidity=DAY)
    desk.bar(100, 105, 99, 100, liquidity=DAY)
    desk.bar(100, 101, 97, 98, liquidity=DAY)
    fills = [each for each in desk.records if isinstance(each, Filled)]
    assert [(each.price, each.seen, each.maker) for each in fills] == [
        (D("100.22"), D(100), False),
        (D(104), D(104), True),
        (D("97.84"), D(98), False),  # 98 · (1 − 0.0002 − 0.02 · √(50 ÷ 10,000)) = 97.8418
    ]
    assert [each.fee for each in fills] == [D("6.0132"), D("1.04"), D("2.9352")]


def test_65_fees_are_rounded_up() -> None:
    desk = Desk(SPOT, taker=D("0.0000001"), lot=D("0.00000001"))
    desk.place("buy", "0.00000001")
    desk.place("buy", "0.123")
    desk.bar(100, 100, 100, 100)
    assert [each.fee for each in desk.records if isinstance(each, Filled)] == [D("0.00000001"), D("0.00000123")]


@pytest.mark.parametrize(("kind", "leverage", "fill"), [("spot", 1, "buy 9.9"), ("perpetual", 5, "buy 47.619")])
def test_66_what_cash_cannot_pay_is_cut(kind: str, leverage: int, fill: str) -> None:
    desk = Desk(SPOT if kind == "spot" else PERPETUAL, cash=1000, taker=D("0.01"))
    order = desk.place("buy", 60, leverage=leverage)
    desk.bar(100, 101, 99, 100)
    assert desk.fills == [f"{fill} at 100"]
    assert desk.why(order) == "no_cash"
    assert 0 <= desk.account.cash < 11


def test_66_to_the_last_cent_it_may_be_spent() -> None:
    desk = Desk(SPOT, cash=1000)
    desk.place("buy", 10)
    desk.bar(100, 101, 99, 100)
    assert desk.fills == ["buy 10 at 100"]
    assert desk.account.cash == 0


def test_67_cash_that_other_orders_keep_back_is_theirs() -> None:
    desk = Desk(SPOT, cash=1000)
    waits = desk.place("buy", 6, "limit", price=100, reserve=D(100))
    first = desk.place("buy", 6, reserve=D(60))
    desk.bar(101, 102, 100, 101)
    assert desk.fills == ["buy 3.96 at 101"]
    assert desk.why(first) == "no_cash"
    assert desk.account.reserved == 600
    desk.bar(101, 102, 99, 101)
    assert desk.why(waits) == "filled"
    assert desk.account.reserved == 0


def test_67_an_order_has_what_it_kept_back_though_losses_ate_the_rest() -> None:
    desk = Desk(cash=1000)
    desk.place("buy", 5, leverage=10)
    desk.bar(100, 100, 100, 100)
    waits = desk.place("buy", 9, "limit", price=92, reserve=D(92))
    desk.place("buy", 2, "limit", price=50, reserve=D(100))
    desk.place("sell", 5, reduce_only=True)
    desk.bar(95, 95, 95, 95)
    assert desk.account.cash == 975
    desk.bar(95, 95, 91, 95)
    assert desk.why(waits) == "filled"


def test_68_a_position_that_is_turned_round_pays_with_its_own_margin(desk: Desk) -> None:
    desk.place("buy", 100)
    desk.bar(100, 100, 100, 100)
    assert desk.account.cash == 0
    order = desk.place("sell", 250)
    desk.bar(105, 105, 105, 105)
    assert desk.why(order) == "no_cash"
    short = D(10_500) / (95 if desk.mirrored else 105)
    assert desk.fills[1:] == [f"sell {plain(100 + (short // D('0.001')) * D('0.001'))} at 105"]


def test_69_a_fee_takes_no_more_than_there_is() -> None:
    desk = Desk(SPOT, cash=100, lot=D("0.00000001"), tick=D("0.0000001"))
    desk.place("buy", 1)
    desk.bar(100, 100, 100, 100)
    desk.instrument = replace(desk.instrument, taker=D("0.5"))
    desk.place("sell", "0.00000001")
    desk.bar(0.0000001, 0.0000001, 0.0000001, 0.0000001)
    assert desk.account.cash == 0


@pytest.mark.parametrize("way", ["buy", "sell"])
def test_every_cost_is_in_the_account(way: str) -> None:
    """10 at 100, out at 103 or 97 with fees of 0.06 %: 30 less 0.6 less 0.618, or of 97 0.582."""
    desk = Desk(taker=D("0.0006"))
    out = 103 if way == "buy" else 97
    desk.place("buy" if way == "buy" else "sell", 10, leverage=10)
    desk.bar(100, 100, 100, 100)
    assert desk.account.cash == D(10_000) - 100 - D("0.6")
    desk.place("sell" if way == "buy" else "buy", 10, reduce_only=True)
    desk.bar(out, out, out, out)
    assert desk.account.cash == D(10_030) - D("0.6") - D(out) * 10 * D("0.0006")
    assert desk.trade.pnl == desk.account.cash - 10_000
