"""From what somebody wants to the order: sized, rounded and refused by hand-made figures."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from services.core.errors import BadOrder
from services.orders.scene import stopped
from tests.orders import BUSY, FRICTION, PERPETUAL, SPOT, account, bought, planned, scene

D = Decimal
LONG = account(*bought("BTC/USDT", "0.2", "38000"))
PERPETUAL_LONG = account(*bought("BTC/USDT:USDT", "0.1", "40000", leverage=5))
PERPETUAL_SHORT = account(*bought("BTC/USDT:USDT", "0.1", "40000", way="sell", leverage=5))
SCENES = {
    "": scene(),
    "long": scene(LONG),
    "perpetual": scene(instrument=PERPETUAL),
    "perpetual long": scene(PERPETUAL_LONG, PERPETUAL),
    "perpetual short": scene(PERPETUAL_SHORT, PERPETUAL),
    "perpetual long, spot meant": scene(PERPETUAL_LONG),
    "perpetual short, spot meant": scene(PERPETUAL_SHORT),
}


def test_cash_buys_what_it_pays_for_and_a_share_of_equity_pays_its_fee_too() -> None:
    assert planned("buy", "2000usdt").order.amount == D("0.05")
    tenth = planned("buy", "10%")
    assert tenth.order.amount == D("0.0249")
    assert tenth.cost + tenth.fee <= 1000 < (tenth.order.amount + SPOT.lot) * 40_000 * D("1.001")
    assert planned("buy", "100%").cost + planned("buy", "100%").fee <= 10_000


def test_a_risk_is_what_the_stop_costs_with_fees() -> None:
    """1 % of 10,000 is 100; a unit loses 2,000 to the stop and 40 + 38 of fees: 100 / 2,078 = 0.0481."""
    assert planned("buy", "risk 1%", stop=38000).order.amount == D("0.0481")
    short = planned("sell", "risk 1%", scene(instrument=PERPETUAL), leverage=2, stop=42000)
    assert short.order.amount == D("0.0487"), "a unit loses 2,000, and 24 + 25.2 of fees: 0.0488 would lose 100.001"


@given(
    share=st.decimals("0.1", "5", places=1),
    stop=st.integers(20_000, 39_900),
    price=st.none() | st.integers(39_900, 45_000),
)
def test_a_risk_is_never_exceeded_and_all_but_used(share: Decimal, stop: int, price: int | None) -> None:
    seen = scene(friction=FRICTION, liquidity=BUSY)
    try:
        made = planned("buy", f"risk {share}%", seen, stop=stop, **({} if price is None else {"price": price}))
    except BadOrder:  # it costs more than there is
        reject()
    amount, level = made.order.amount, D(stop)

    def lost(size: Decimal) -> Decimal:
        return -size * stopped(seen, "buy", made.expected, made.fee_rate, level, size)

    assert lost(amount) <= 100 * share
    assert lost(amount + 2 * SPOT.lot) > 100 * share * D("0.999")


def test_a_limit_that_takes_costs_what_the_market_does_and_one_that_rests_its_price() -> None:
    seen = scene(friction=FRICTION, liquidity=BUSY)
    resting, taking = planned("buy", "0.1", seen, price=39000), planned("buy", "0.1", seen, price=41000)
    assert (resting.maker, resting.expected) == (True, D(39000))
    assert not taking.maker
    assert D(40000) < taking.expected < D(40030)
    assert planned("buy", "0.1", seen, price="40001").expected == D(40001), "no worse than its limit"


def test_prices_come_onto_the_tick_and_amounts_are_cut_to_the_lot_and_that_is_told() -> None:
    made = planned("buy", "0.12345678", price="39000.123", stop="38000.17")
    assert (made.order.price, made.order.stop) == (D("39000.1"), D("38000.2"))
    assert [(each.option, each.asked, each.used) for each in made.rounded] == [
        ("price", D("39000.123"), D("39000.1")),
        ("stop", D("38000.17"), D("38000.2")),
    ]
    assert (made.order.amount, made.cut) == (D("0.1234"), D("0.12345678"))
    assert planned("buy", "0.1").cut is None


def test_types_follow_from_what_is_given() -> None:
    assert planned("buy", "0.1").order.type == "market"
    assert planned("buy", "0.1", price=39000).order.type == "limit"
    assert planned("buy", "0.1", trigger=41000).order.type == "stop"
    assert planned("buy", "0.1", trigger=41000, price=41100).order.type == "stop_limit"
    trailing = planned("sell", "all", scene(LONG), trail=2)
    assert (trailing.order.type, trailing.order.trail, trailing.order.trigger) == ("trailing_stop", D("0.02"), D(39200))
    post_only = planned("buy", "0.1", type="post_only", price=39000)
    assert (post_only.order.type, post_only.order.post_only) == ("limit", True)


def test_whatever_waits_may_be_for_at_once_when_it_acts() -> None:
    assert planned("buy", "0.1", trigger=41000, tif="fok").order.tif == "fok"
    taking = planned("sell", "all", scene(LONG), type="take_profit", trigger=42000, price=41900)
    assert (taking.order.type, taking.order.price, taking.expected) == ("take_profit", D(41900), D(41900))


def test_an_entry_with_a_trail_has_a_stop_that_trails() -> None:
    made = planned("buy", "risk 1%", scene(instrument=PERPETUAL), type="market", trail=2, leverage=2)
    assert (made.order.type, made.order.trail, made.order.stop, made.order.has_stop) == (
        "market",
        D("0.02"),
        None,
        True,
    )
    lost = 800 + (40000 + 39200) * PERPETUAL.taker
    assert made.order.amount == PERPETUAL.amount(100 / lost)


def test_what_only_reduces_is_clipped_to_what_is_held_and_keeps_nothing_back() -> None:
    made = planned("sell", "5", scene(PERPETUAL_LONG, PERPETUAL), leverage=5, reduce_only=True)
    assert (made.order.amount, made.cut, made.opening, made.order.reserve) == (D("0.1"), D(5), D(0), D(0))
    turned = planned("sell", "0.3", scene(PERPETUAL_LONG, PERPETUAL), leverage=5)
    assert (turned.opening, turned.cost) == (D("0.2"), D(1600)), "0.1 closes, 0.2 opens at 40,000 / 5"


def test_an_order_keeps_back_what_it_may_cost() -> None:
    made = planned("buy", "0.1", price=39000)
    assert made.order.reserve * made.order.amount == made.cost + made.fee == D("3903.9")


def test_a_perpetual_tells_where_it_is_liquidated() -> None:
    """Isolated, 10x: (0.1 · 40,000 / 10 − 0.1 · 40,000) / (0.1 · (0.004 + 0.0006 − 1)) = 36,166.4 on the tick."""
    assert planned("buy", "0.1", scene(instrument=PERPETUAL), leverage=10).liquidation == D("36166.4")
    assert planned("buy", "0.1").liquidation is None


@pytest.mark.parametrize(
    ("seen", "way", "amount", "options", "option", "right"),
    [
        ("", "buy", "0.00001", {}, "amount", "0.0002 or more"),
        ("", "buy", "4usdt", {}, "amount", "0.0002 or more"),
        ("", "buy", "0.3", {}, "amount", "0.2497 at most"),
        ("", "buy", "1000000000000", {}, "amount", "0.2497 at most"),
        ("", "buy", "risk 1%", {}, "stop", "the price where you give up"),
        ("", "buy", "half", {}, "amount", "200usdt"),
        ("", "sell", "0.1", {}, "leverage", "1 or more"),
        ("", "sell", "half", {}, "amount", "an amount, with leverage to go short"),
        ("long", "sell", "0.3", {}, "amount", "0.2"),
        ("perpetual long, spot meant", "sell", "half", {}, "symbol", "BTC/USDT:USDT"),
        ("", "buy", "0.1", {"stop": 41000}, "stop", "below 40,000"),
        ("", "buy", "0.1", {"stop": 40000}, "stop", "below 40,000"),
        ("", "buy", "0.1", {"target": 39000}, "target", "above 40,000"),
        ("", "buy", "0.1", {"price": 39000, "stop": 39500}, "stop", "below 39,000"),
        ("perpetual", "sell", "0.1", {"leverage": 2, "stop": 39000}, "stop", "above 40,000"),
        ("long", "sell", "0.1", {"stop": 39000}, "stop", "an order of its own, type:stop trigger:39000"),
        ("", "buy", "0.1", {"price": "0.01"}, "price", "0.1"),
        ("", "buy", "0.1", {"type": "limit"}, "price", "40000"),
        ("", "buy", "0.1", {"type": "market", "price": 39000}, "type", "limit"),
        ("", "buy", "0.1", {"type": "stop"}, "trigger", "where it wakes up"),
        ("", "buy", "0.1", {"type": "stop", "trigger": 39000}, "type", "take_profit"),
        ("", "buy", "0.1", {"type": "stop", "trigger": 40000}, "trigger", "above 40,000"),
        ("", "buy", "0.1", {"type": "take_profit", "trigger": 41000}, "type", "stop"),
        ("long", "sell", "0.1", {"type": "stop", "trigger": 41000}, "type", "take_profit"),
        ("", "buy", "0.1", {"type": "limit", "price": 39000, "trigger": 41000}, "type", "stop or take_profit"),
        ("", "buy", "0.1", {"type": "trailing_stop"}, "trail", "2"),
        ("long", "sell", "0.1", {"type": "market", "trail": 2}, "type", "trailing_stop"),
        ("long", "sell", "0.1", {"trail": "0.0001"}, "trail", "0.00050 or more"),
        ("", "buy", "0.1", {"type": "post_only", "price": 40000}, "price", "below 40,000"),
        ("", "buy", "0.1", {"type": "post_only", "price": 39000, "tif": "ioc"}, "tif", "gtc"),
        ("", "buy", "0.1", {"type": "stop_limit", "trigger": 41000}, "price", "41000"),
        ("", "buy", "0.1", {"reduce_only": True}, "reduce_only", "no"),
        ("perpetual short, spot meant", "buy", "0.1", {"reduce_only": True}, "symbol", "BTC/USDT:USDT"),
        ("perpetual long", "buy", "0.1", {"reduce_only": True}, "reduce_only", "no"),
        ("perpetual", "buy", "0.1", {"leverage": 101}, "leverage", "100"),
        ("perpetual", "buy", "2", {"leverage": 60}, "leverage", "50 at most"),
        ("perpetual short", "sell", "0.1", {"leverage": 10}, "leverage", "5"),
    ],
)
def test_what_cannot_be_is_refused_with_what_would_be_right(
    seen: str, way: str, amount: str, options: dict[str, Any], option: str, right: str
) -> None:
    with pytest.raises(BadOrder) as error:
        planned(way, amount, SCENES[seen], **options)
    assert (error.value.option, error.value.right) == (option, right), error.value
    (problem,) = error.value.problems
    assert problem


def test_an_account_trades_in_its_own_currency() -> None:
    with pytest.raises(BadOrder) as error:
        planned("buy", "0.1", scene(instrument=replace(SPOT, symbol="BTC/EUR", quote="EUR")))
    assert (error.value.option, error.value.right) == ("symbol", "BTC/USDT")
