"""The cases of docs/paper.md about single orders. If these failed, a paper account would be told a price that nobody
could have had.

The number in a test's name is the case's. With ``desk`` each is played long, and in its mirror image short.
"""

from dataclasses import replace
from typing import Any

import pytest

from analytics.trading.matching import Liquidity, Seen, expire
from analytics.trading.orders import OrderType
from analytics.trading.records import Filled
from tests.unit.analytics.trading.desk import DAY, FREE, HOUR, PERPETUAL, SPOT, START, D, Desk, plain

# when


def test_01_a_bar_that_opened_before_the_order_came(desk: Desk) -> None:
    bar = desk.hour(100, 105, 95, 100)
    desk.now += 1
    order = desk.place("buy", 1, "limit", price=98)
    desk.see(bar)
    assert desk.fills == []
    assert desk.why(order) == "open"


def test_02_a_market_order_in_a_replay(desk: Desk) -> None:
    desk.place("buy", 1)
    desk.bar(101, 105, 95, 104)
    assert desk.fills == ["buy 1 at 101"]


def test_03_a_bar_of_no_volume(desk: Desk) -> None:
    desk.place("buy", 1)
    limit = desk.place("buy", 1, "limit", price=98)
    stop = desk.place("buy", 1, "stop", trigger=104)
    desk.bar(100, 105, 95, 100, volume=0)
    assert desk.fills == []
    desk.bar(101, 103, 99, 101)
    assert desk.fills == ["buy 1 at 101"]
    assert [desk.why(limit), desk.why(stop)] == ["open", "open"]


def test_03_in_a_bar_of_no_volume_nothing_is_filled_at_once(desk: Desk) -> None:
    order = desk.place("buy", 1, tif="ioc")
    desk.bar(100, 105, 95, 100, volume=0)
    assert desk.why(order) == "ioc"


def test_04_bars_that_are_missing(desk: Desk) -> None:
    desk.place("buy", 1)
    desk.now += 5 * HOUR
    desk.bar(103, 104, 102, 103)
    assert desk.fills == ["buy 1 at 103"]


def test_05_a_bar_that_is_seen_twice(desk: Desk) -> None:
    desk.place("buy", 5, "limit", price=98)
    desk.place("sell", 1, "stop", trigger=97)
    bar = desk.hour(100, 101, 96.5, 98, volume=2)
    assert desk.see(bar) != []
    assert desk.see(bar) == []
    desk.now += HOUR + 1
    tick = Seen.tick(desk.now, desk.price(97) or D(0))
    minute = Liquidity(D(1440), None)
    assert desk.see(tick, minute) != []
    assert desk.see(tick, minute) == []


def test_06_a_bar_in_which_a_tick_filled_something(desk: Desk) -> None:
    bar = desk.hour(100, 105, 95, 100)
    waits = desk.place("buy", 1, "limit", price=96)
    desk.place("buy", 1)
    desk.tick(101)
    assert desk.see(bar) == []
    assert desk.fills == ["buy 1 at 101"]
    assert desk.why(waits) == "open"


def test_07_an_order_for_the_day(desk: Desk) -> None:
    desk.now = START + DAY - HOUR
    order = desk.place("buy", 2, "limit", price=98, stop=90, tif="day")
    desk.bar(100, 101, 97, 100, volume=1)
    assert desk.fills == ["buy 1 at 98"]
    assert desk.why(order) == "expired"
    assert desk.ended(order).at == START + DAY
    desk.bar(100, 101, 97, 100)
    assert desk.fills == ["buy 1 at 98"]
    assert desk.open == ["sell 1 stop 90"]


def test_07_no_bar_or_tick_of_the_next_day_fills_it(desk: Desk) -> None:
    for way in ("bar", "tick"):
        order = desk.place("buy", 1, "limit", price=98, tif="day")
        desk.now = (desk.now // DAY + 1) * DAY
        if way == "bar":
            desk.bar(97, 98, 96, 97)
        else:
            desk.tick(97, after=0)
        assert desk.why(order) == "expired"
    assert desk.fills == []


def test_07_it_expires_in_a_market_that_shows_nothing() -> None:
    desk = Desk()
    order = desk.place("buy", 1, "limit", price=98, tif="day")
    assert expire(desk.account, desk.instrument.symbol, START + DAY - 1) == []
    assert expire(desk.account, desk.instrument.symbol, START + DAY) != []
    assert desk.why(order) == "expired"


def test_08_latency(desk: Desk) -> None:
    desk.place("buy", 1, latency=500)
    desk.tick(100, after=499)
    assert desk.fills == []
    desk.tick(101, after=1)
    assert desk.fills == ["buy 1 at 101"]


# markets and stops


def test_09_a_market_order_and_a_gap(desk: Desk) -> None:
    desk.place("buy", 1, market=100)
    desk.bar(108, 109, 99, 100)
    assert desk.fills == ["buy 1 at 108"]


def test_10_a_stop_that_is_reached(desk: Desk) -> None:
    _long(desk)
    desk.place("sell", 1, "stop", trigger=95)
    desk.bar(100, 101, 94, 99)
    assert desk.fills == ["buy 1 at 100", "sell 1 at 95"]


def test_11_a_stop_that_is_touched(desk: Desk) -> None:
    _long(desk)
    desk.place("sell", 1, "stop", trigger=95)
    desk.bar(100, 101, 95, 99)
    assert desk.fills == ["buy 1 at 100", "sell 1 at 95"]


def test_12_a_stop_that_is_gapped_over(desk: Desk) -> None:
    _long(desk)
    desk.place("sell", 1, "stop", trigger=95)
    desk.bar(90, 99, 89, 98)
    assert desk.fills == ["buy 1 at 100", "sell 1 at 90"]


def test_13_of_two_stops_the_nearer_first(desk: Desk) -> None:
    _long(desk, 2)
    desk.place("sell", 1, "stop", trigger=94)
    desk.place("sell", 1, "stop", trigger=96)
    desk.bar(100, 101, 93, 99)
    assert desk.fills == ["buy 2 at 100", "sell 1 at 96", "sell 1 at 94"]


def test_13_the_nearer_takes_the_volume_there_is(desk: Desk) -> None:
    _long(desk, 2)
    far = desk.place("sell", 1, "stop", trigger=94)
    desk.place("sell", 1, "stop", trigger=96)
    desk.bar(100, 101, 93, 99, volume=1)
    assert desk.fills == ["buy 2 at 100", "sell 1 at 96"]
    assert desk.account.orders[far].triggered
    desk.bar(92, 93, 91, 92)
    assert desk.fills[-1] == "sell 1 at 92"


def test_14_two_stops_that_are_gapped_over(desk: Desk) -> None:
    _long(desk, 2)
    desk.place("sell", 1, "stop", trigger=94)
    desk.place("sell", 1, "stop", trigger=96)
    desk.bar(90, 99, 89, 98)
    assert desk.fills == ["buy 2 at 100", "sell 1 at 90", "sell 1 at 90"]


def test_15_a_stop_and_a_tick(desk: Desk) -> None:
    _long(desk)
    desk.place("sell", 1, "stop", trigger=95)
    desk.tick(95.01)
    assert desk.fills == ["buy 1 at 100"]
    desk.tick(94.2)
    assert desk.fills == ["buy 1 at 100", "sell 1 at 94.2"]


def test_16_a_take_profit_at_the_market(desk: Desk) -> None:
    _long(desk, 2)
    desk.place("sell", 1, "take_profit", trigger=105, reduce_only=True)
    desk.place("sell", 1, "take_profit", trigger=107, reduce_only=True)
    desk.bar(100, 105, 99, 104)
    assert desk.fills[1:] == ["sell 1 at 105"]
    desk.bar(108, 109, 107, 108)
    assert desk.fills[1:] == ["sell 1 at 105", "sell 1 at 108"]


def test_17_a_stop_that_opens(desk: Desk) -> None:
    desk.place("buy", 1, "stop", trigger=102)
    desk.bar(100, 101.99, 98, 101)
    assert desk.fills == []
    desk.bar(101, 103, 100, 101)
    assert desk.fills == ["buy 1 at 102"]
    assert desk.held == (-1 if desk.mirrored else 1)


# limits


def test_18_a_limit_that_is_traded_through(desk: Desk) -> None:
    desk.place("buy", 1, "limit", price=98)
    desk.bar(100, 101, 97.99, 100)
    assert desk.fills == ["buy 1 at 98"]
    assert [each.maker for each in desk.records if isinstance(each, Filled)] == [True]


def test_19_a_limit_that_is_touched(desk: Desk) -> None:
    order = desk.place("buy", 1, "limit", price=98)
    desk.bar(100, 101, 98, 100)
    desk.bar(98, 101, 98, 98)
    desk.tick(98)
    assert desk.why(order) == "open"


def test_20_a_limit_that_is_gapped_over(desk: Desk) -> None:
    desk.place("buy", 1, "limit", price=98, market=100)
    desk.bar(94, 95, 93, 94)
    assert desk.fills == ["buy 1 at 98"]


@pytest.mark.parametrize(("way", "limit", "opened", "price"), [("buy", 105, 101, "101.02"), ("sell", 95, 99, "98.99")])
def test_21_a_limit_that_the_market_is_beyond_as_it_comes(way: str, limit: float, opened: float, price: str) -> None:
    desk = Desk(friction=replace(FREE, spread=D("0.0002")), maker=D("0.0002"), taker=D("0.0006"))
    desk.place("buy" if way == "buy" else "sell", 1, "limit", price=limit, market=100)
    desk.bar(opened, 106, 94, 100)
    fill = next(each for each in desk.records if isinstance(each, Filled))
    assert (fill.price, fill.maker, fill.fee) == (D(price).quantize(D("0.01")), False, fill.price * D("0.0006"))


def test_21_it_pays_no_more_than_its_limit() -> None:
    desk = Desk(friction=replace(FREE, spread=D("0.02")))
    desk.place("buy", 1, "limit", price="100.5", market=100)
    desk.bar(100, 106, 94, 100)
    assert desk.fills == ["buy 1 at 100.5"]


def test_22_a_limit_that_the_market_left_before_it_came(desk: Desk) -> None:
    desk.place("buy", 1, "limit", price=105, market=100)
    desk.bar(107, 108, 104, 106)
    assert desk.fills == ["buy 1 at 105"]
    assert [each.maker for each in desk.records if isinstance(each, Filled)] == [True]


def test_23_post_only(desk: Desk) -> None:
    takes = desk.place("buy", 1, "limit", price=101, market=100, post_only=True)
    assert desk.why(takes) == "post_only"
    desk.place("buy", 1, "limit", price=98, market=100, post_only=True)
    desk.bar(94, 95, 93, 94)
    assert desk.fills == ["buy 1 at 98"]


def test_24_a_limit_and_a_tick(desk: Desk) -> None:
    desk.place("buy", 1, "limit", price=98, market=100)
    desk.tick(98)
    assert desk.fills == []
    desk.tick(97.5)
    assert desk.fills == ["buy 1 at 98"]


def test_24_one_that_takes_gets_the_price_of_the_tick(desk: Desk) -> None:
    desk.place("buy", 1, "limit", price=105, market=100)
    desk.tick(101)
    assert desk.fills == ["buy 1 at 101"]


# stop-limits


def test_25_a_stop_limit_takes_at_its_trigger(desk: Desk) -> None:
    _long(desk)
    desk.place("sell", 1, "stop_limit", trigger=95, price=94)
    desk.bar(100, 101, 93, 94)
    assert desk.fills[1:] == ["sell 1 at 95"]


def test_25_and_gets_no_less_than_its_limit() -> None:
    desk = Desk(friction=replace(FREE, spread=D("0.1")))
    desk.place("sell", 1, "stop_limit", trigger=95, price=94)
    desk.bar(100, 101, 93, 94)
    assert desk.fills == ["sell 1 at 94"]


def test_26_a_stop_limit_that_is_gapped_over_rests(desk: Desk) -> None:
    _long(desk)
    order = desk.place("sell", 1, "stop_limit", trigger=95, price=94)
    desk.bar(90, 93, 88, 92)
    assert desk.fills[1:] == []
    assert desk.account.orders[order].triggered
    desk.bar(92, 94, 91, 93)
    assert desk.fills[1:] == []
    desk.bar(93, 94.01, 91, 92)
    assert desk.fills[1:] == ["sell 1 at 94"]


def test_27_and_is_filled_in_the_same_bar_where_that_comes_back(desk: Desk) -> None:
    _long(desk)
    desk.place("sell", 1, "stop_limit", trigger=95, price=94)
    desk.bar(90, 95, 88, 90)
    assert desk.fills[1:] == ["sell 1 at 94"]


@pytest.mark.parametrize(("close", "fills"), [(96, []), (96.01, ["sell 1 at 96"])])
def test_28_a_limit_before_the_trigger_counts_by_the_close(desk: Desk, close: float, fills: list[str]) -> None:
    _long(desk)
    desk.place("sell", 1, "stop_limit", trigger=95, price=96)
    desk.bar(100, 101, 94, close)
    assert desk.fills[1:] == fills


def test_28_so_does_one_at_the_trigger(desk: Desk) -> None:
    _long(desk)
    desk.place("sell", 1, "stop_limit", trigger=95, price=95)
    desk.bar(100, 101, 94, 95)
    assert desk.fills[1:] == []
    desk.bar(95, 95.5, 94, 94)
    assert desk.fills[1:] == ["sell 1 at 95"]


def test_28_or_before_the_target_that_the_price_goes_on_to(desk: Desk) -> None:
    _long(desk)
    desk.place("sell", 1, "stop_limit", trigger=95, price=96, reduce_only=True)
    target = desk.place("sell", 1, "limit", price=105, reduce_only=True)
    desk.bar(100, 106, 94, 95)
    assert desk.fills[1:] == ["sell 1 at 96"]
    assert desk.why(target) == "nothing_held"


def test_29_a_stop_limit_whose_trigger_alone_is_gapped_over(desk: Desk) -> None:
    _long(desk)
    desk.place("sell", 1, "stop_limit", trigger=95, price=93)
    desk.bar(94, 96, 92, 95)
    assert desk.fills[1:] == ["sell 1 at 94"]


def test_30_a_take_profit_with_a_limit(desk: Desk) -> None:
    _long(desk, 2)
    desk.place("sell", 1, "take_profit", trigger=105, price=104, reduce_only=True)
    desk.place("sell", 1, "take_profit", trigger=105, price=107, reduce_only=True)
    desk.bar(100, 107, 99, 106)
    assert desk.fills[1:] == ["sell 1 at 105"]
    desk.bar(106, 107.5, 105, 106)
    assert desk.fills[1:] == ["sell 1 at 105", "sell 1 at 107"]


def test_30_that_the_same_bar_goes_on_to(desk: Desk) -> None:
    _long(desk)
    desk.place("sell", 1, "take_profit", trigger=105, price=107, reduce_only=True)
    desk.bar(100, 108, 99, 100)
    assert desk.fills[1:] == ["sell 1 at 107"]


# trailing stops


@pytest.mark.parametrize(("way", "levels"), [("sell", [D("95"), D("104.5")]), ("buy", [D("105"), D("94.5")])])
def test_31_a_trailing_stop_begins_at_the_first_open(way: str, levels: list[D]) -> None:
    desk = Desk()
    order = desk.place("sell" if way == "sell" else "buy", 1, "trailing_stop", trail="0.05")
    desk.tick(100)
    assert desk.account.orders[order].level == levels[0]
    desk.now += HOUR - 1000
    desk.bar(100, 110, 96, 109) if way == "sell" else desk.bar(100, 104, 90, 91)
    assert desk.account.orders[order].level == levels[1]


def test_31_or_where_it_is_told(desk: Desk) -> None:
    order = desk.place("sell", 1, "trailing_stop", trail="0.05", trigger=97)
    desk.bar(100, 101, 98, 99)
    assert desk.account.orders[order].level == desk.price(97)
    desk.bar(99, 99, 96, 98)
    assert desk.fills == ["sell 1 at 97"]


def test_32_a_trailing_stop_follows_closed_bars_and_never_goes_back() -> None:
    desk = Desk()
    order = desk.place("sell", 1, "trailing_stop", trail="0.05")
    levels = []
    for bar in ((100, 110, 99, 110), (110, 110, 105, 106), (106, 120, 106, 119)):
        desk.bar(*bar)
        levels.append(desk.account.orders[order].level)
    assert levels == [D("104.5"), D("104.5"), D(114)]


def test_33_the_high_of_a_bar_does_not_move_it_within_that_bar() -> None:
    desk = Desk()
    order = desk.place("sell", 1, "trailing_stop", trail="0.05")
    desk.bar(100, 120, 96, 100)
    assert desk.fills == []
    assert desk.account.orders[order].level == D(114)
    desk.bar(101, 102, 100, 101)
    assert desk.fills == ["sell 1 at 101"]


def test_33_nor_does_a_bar_in_which_it_was_placed() -> None:
    desk = Desk()
    bar = desk.hour(100, 120, 96, 100)
    desk.now += HOUR // 2
    order = desk.place("sell", 1, "trailing_stop", trail="0.05", trigger=95)
    desk.see(bar)
    assert desk.account.orders[order].level == D(95)


def test_33_of_a_short_position_too() -> None:
    desk = Desk()
    order = desk.place("buy", 1, "trailing_stop", trail="0.05")
    desk.bar(100, 104, 80, 100)
    assert desk.fills == []
    assert desk.account.orders[order].level == D(84)
    desk.bar(99, 100, 98, 99)
    assert desk.fills == ["buy 1 at 99"]


def test_34_a_trailing_stop_that_is_gapped_over() -> None:
    desk = Desk()
    desk.place("sell", 1, "trailing_stop", trail="0.05")
    desk.bar(100, 110, 99, 109)
    desk.bar(102, 106, 101, 105)
    assert desk.fills == ["sell 1 at 102"]


# volume and time in force


def test_35_a_share_of_the_volume() -> None:
    desk = Desk(friction=replace(FREE, participation=D("0.1")))
    desk.place("buy", 25)
    desk.bar(100, 101, 99, 100, volume=100)
    desk.bar(102, 103, 101, 102, volume=100.019)
    desk.bar(104, 105, 103, 104, volume=1000)
    assert desk.fills == ["buy 10 at 100", "buy 10.001 at 102", "buy 4.999 at 104"]


def test_35_a_limit_waits_to_be_traded_through_again() -> None:
    desk = Desk(friction=replace(FREE, participation=D("0.1")))
    desk.place("buy", 25, "limit", price=98)
    desk.bar(100, 101, 97, 100, volume=100)
    desk.bar(100, 101, 98, 100, volume=1000)
    assert desk.fills == ["buy 10 at 98"]


def test_35_less_than_a_lot_is_not_traded() -> None:
    desk = Desk(friction=replace(FREE, participation=D("0.1")))
    order = desk.place("buy", 1)
    desk.bar(100, 101, 99, 100, volume=0.009)
    assert desk.why(order) == "open"
    assert desk.fills == []


def test_36_all_orders_of_an_account_share_it(desk: Desk) -> None:
    desk.place("buy", 2)
    desk.place("buy", 2, "limit", price=99)
    desk.place("buy", 2, "limit", price=98)
    desk.bar(100, 101, 97, 100, volume=3)
    assert desk.fills == ["buy 2 at 100", "buy 1 at 99"]


@pytest.mark.parametrize(("kind", "level"), [("limit", {"price": 98}), ("stop", {"trigger": 102})])
def test_36_at_one_price_the_older_first(desk: Desk, kind: OrderType, level: dict[str, Any]) -> None:
    first, second, third = (desk.place("buy", 2, kind, **level) for _ in range(3))
    desk.bar(100, 103, 97, 100, volume=3)
    assert desk.why(first) == "filled"
    assert [plain(desk.account.orders[each].left) for each in (second, third)] == ["1", "2"]


def test_37_what_fills_at_once_and_the_rest_not(desk: Desk) -> None:
    market = desk.place("buy", 5, tif="ioc")
    limit = desk.place("buy", 1, "limit", price=99, tif="ioc", market=100)
    desk.bar(100, 101, 97, 100, volume=3)
    assert desk.fills == ["buy 3 at 100"]
    assert [desk.why(market), desk.why(limit)] == ["ioc", "ioc"]


def test_37_a_limit_gets_the_open(desk: Desk) -> None:
    order = desk.place("buy", 5, "limit", price=102, tif="ioc", market=100)
    desk.bar(101, 102, 97, 100, volume=3)
    assert desk.fills == ["buy 3 at 101"]
    assert desk.why(order) == "ioc"


def test_37_a_stop_from_its_trigger_on(desk: Desk) -> None:
    order = desk.place("sell", 5, "stop", trigger=95, tif="ioc")
    desk.bar(100, 101, 96, 100, volume=3)
    assert desk.why(order) == "open"
    desk.bar(100, 101, 94, 100, volume=3)
    assert desk.fills == ["sell 3 at 95"]
    assert desk.why(order) == "ioc"


def test_38_all_or_nothing(desk: Desk) -> None:
    more = desk.place("buy", 5, tif="fok")
    far = desk.place("buy", 1, "limit", price=99, tif="fok", market=100)
    less = desk.place("buy", 3, "limit", price=102, tif="fok", market=100)
    desk.bar(100, 101, 97, 100, volume=3)
    assert desk.fills == ["buy 3 at 100"]
    assert [desk.why(each) for each in (more, far, less)] == ["fok", "fok", "filled"]


def test_39_a_stop_that_is_filled_in_part(desk: Desk) -> None:
    _long(desk, 5)
    desk.place("sell", 5, "stop", trigger=95)
    desk.bar(100, 101, 94, 99, volume=3)
    desk.bar(99, 100, 98, 99)
    assert desk.fills[1:] == ["sell 3 at 95", "sell 2 at 99"]


def test_40_a_tick_fills_whole_or_an_average_minute() -> None:
    desk = Desk(friction=replace(FREE, participation=D("0.1")))
    desk.place("buy", 50)
    desk.tick(100)
    assert desk.fills == ["buy 50 at 100"]
    order = desk.place("sell", 5)
    day = Liquidity(D(14400), None)
    desk.now = START + HOUR
    for after in (1, 1000, 58_999, 1):
        desk.tick(100, after=after, liquidity=day)
    assert desk.fills[1:] == ["sell 1 at 100", "sell 1 at 100"]
    assert desk.why(order) == "open"


def test_41_a_bar_whose_volume_nobody_knows(desk: Desk) -> None:
    desk.place("buy", 50)
    desk.bar(100, 101, 99, 100, volume=None)
    assert desk.fills == ["buy 50 at 100"]


# what only reduces


def test_42_reduce_only_is_cut_to_what_is_held(desk: Desk) -> None:
    _long(desk, 2)
    order = desk.place("sell", 5, "limit", price=103, reduce_only=True)
    assert desk.open == ["sell 2 limit 103"]
    desk.bar(100, 104, 99, 103)
    assert desk.fills[1:] == ["sell 2 at 103"]
    assert desk.why(order) == "filled"
    assert desk.held == 0


def test_42_and_follows_it_down(desk: Desk) -> None:
    _long(desk, 2)
    desk.place("sell", 2, "limit", price=103, reduce_only=True)
    desk.place("sell", 1.5)
    desk.bar(100, 101, 99, 100)
    assert desk.open == ["sell 0.5 limit 103"]


def test_42_what_was_filled_of_it_counts(desk: Desk) -> None:
    _long(desk, 5)
    desk.place("sell", 5, "limit", price=103, reduce_only=True)
    desk.bar(100, 104, 99, 103, volume=2)
    desk.place("sell", 1)
    desk.bar(100, 101, 99, 100)
    assert desk.open == ["sell 2 limit 103"]


def test_42_what_was_cut_ends_as_filled(desk: Desk) -> None:
    _long(desk, 3)
    orders = [desk.place("sell", 2, "stop", trigger=level, reduce_only=True) for level in (96, 95, 94)]
    desk.bar(100, 101, 93, 99)
    assert desk.fills[1:] == ["sell 2 at 96", "sell 1 at 95"]
    assert [desk.why(each) for each in orders] == ["filled", "filled", "nothing_held"]


def test_42_what_is_less_than_a_lot_can_be_closed(desk: Desk) -> None:
    _long(desk, 1)
    desk.instrument = replace(desk.instrument, lot=D("0.3"))
    desk.place("sell", 2, reduce_only=True)
    desk.bar(100, 101, 99, 99)
    assert desk.fills[1:] == ["sell 1 at 100"]


def test_43_reduce_only_with_nothing_to_reduce(desk: Desk) -> None:
    assert desk.why(desk.place("sell", 1, reduce_only=True)) == "nothing_held"
    _long(desk)
    assert desk.why(desk.place("buy", 1, reduce_only=True)) == "nothing_held"


def test_44_what_only_reduces_ends_with_the_position(desk: Desk) -> None:
    _long(desk)
    waits = desk.place("sell", 1, "stop", trigger=95, reduce_only=True)
    opens = desk.place("sell", 1, "stop", trigger=94)
    desk.place("sell", 1, "limit", price=103)
    desk.bar(100, 104, 99, 103)
    assert [desk.why(waits), desk.why(opens)] == ["nothing_held", "open"]


def test_45_an_order_that_turns_a_position_round(desk: Desk) -> None:
    _long(desk, 1)
    waits = desk.place("sell", 1, "stop", trigger=95, reduce_only=True)
    desk.place("sell", 3)
    desk.bar(104, 105, 103, 104)
    assert desk.fills[1:] == ["sell 3 at 104"]
    assert desk.held == (2 if desk.mirrored else -2)
    assert (desk.trade.amount, desk.trade.pnl) == (D(1), D(4))
    assert desk.why(waits) == "nothing_held"


def test_45_reduce_only_never_does(desk: Desk) -> None:
    _long(desk, 1)
    desk.place("sell", 3, reduce_only=True)
    desk.place("sell", 3, "stop", trigger=99, reduce_only=True)
    desk.bar(100, 101, 98, 99)
    assert desk.fills[1:] == ["sell 1 at 100"]
    assert desk.held == 0


def test_46_a_spot_market_is_never_sold_short() -> None:
    desk = Desk(SPOT)
    assert desk.why(desk.place("sell", 1)) == "nothing_held"
    _long(desk, 2)
    desk.place("sell", 3, "stop", trigger=95)
    desk.place("sell", 3, "limit", price=105)
    desk.bar(100, 106, 94, 100)
    assert desk.fills[1:] == ["sell 2 at 95"]
    assert desk.open == []


def test_47_spot_and_perpetual_of_one_coin_are_two() -> None:
    desk = Desk(SPOT)
    _long(desk, 1)
    desk.instrument = PERPETUAL
    short = desk.place("sell", 2, leverage=2)
    desk.bar(100, 101, 99, 100)
    assert desk.why(short) == "filled"
    assert (desk.account.held("BTC/USDT"), desk.account.held("BTC/USDT:USDT")) == (D(1), D(-2))
    assert desk.account.cash == 10_000 - 100 - 100
    stop = desk.place("sell", 1, "stop", trigger=95, symbol="BTC/USDT")
    desk.bar(94, 95, 93, 94)
    assert desk.why(stop) == "open"


def _long(desk: Desk, amount: float = 1) -> None:
    desk.place("buy", amount)
    desk.bar(100, 100, 100, 100)
