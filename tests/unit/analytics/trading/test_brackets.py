"""The cases of docs/paper.md about brackets. If these failed, a position would stand unprotected, or be sold twice."""

from typing import Any

import pytest

from analytics.trading.account import Account
from analytics.trading.records import Resized
from tests.unit.analytics.trading.desk import D, Desk

FAR = (100, 100, 100, 100)


def test_48_legs_are_born_as_the_entry_fills_and_grow_with_it(desk: Desk) -> None:
    entry = desk.place("buy", 5, "limit", price=98, stop=90, target=110)
    assert desk.open == ["buy 5 limit 98"]
    desk.bar(100, 101, 97, 100, volume=2)
    assert desk.open == ["buy 3 limit 98", "sell 2 stop 90", "sell 2 limit 110"]
    desk.bar(100, 101, 97, 100, volume=1)
    assert desk.open == ["buy 2 limit 98", "sell 3 stop 90", "sell 3 limit 110"]
    assert {each.order.parent for each in desk.account.orders.values()} == {None, entry}
    desk.bar(100, 101, 97, 100)
    assert desk.open == ["sell 5 stop 90", "sell 5 limit 110"]


def test_48_a_stop_alone_or_a_target_alone(desk: Desk) -> None:
    desk.place("buy", 1, stop=95)
    desk.place("buy", 1, target=105)
    desk.bar(*FAR)
    assert desk.open == ["sell 1 stop 95", "sell 1 limit 105"]
    desk.bar(100, 106, 100, 104)
    assert desk.open == ["sell 1 stop 95"]


@pytest.mark.parametrize("bar", [(100, 106, 94, 105.5), (100, 106, 94, 94), (104, 106, 94, 96)])
def test_49_stop_before_target(desk: Desk, bar: tuple[float, float, float, float]) -> None:
    desk.place("buy", 1, stop=95, target=105)
    desk.bar(*FAR)
    desk.bar(*bar)
    assert desk.fills == ["buy 1 at 100", "sell 1 at 95"]
    assert desk.open == []


def test_49_in_the_bar_of_a_market_entry_too(desk: Desk) -> None:
    desk.place("buy", 1, stop=95, target=105)
    desk.bar(100, 106, 94, 105.5)
    assert desk.fills == ["buy 1 at 100", "sell 1 at 95"]


@pytest.mark.parametrize(
    ("kind", "level", "entry"), [("limit", {"price": 98}, "buy 1 at 98"), ("stop", {"trigger": 102}, "buy 1 at 102")]
)
def test_50_entry_and_stop_in_one_bar(desk: Desk, kind: str, level: dict[str, Any], entry: str) -> None:
    desk.place("buy", 1, "limit" if kind == "limit" else "stop", stop=96, target=105, **level)
    desk.bar(100, 103, 96, 102.5)
    assert desk.fills == [entry, "sell 1 at 96"]
    assert desk.open == []


def test_50_though_the_target_is_reached_too(desk: Desk) -> None:
    desk.place("buy", 1, "stop", trigger=102, stop=96, target=105)
    desk.bar(100, 106, 95, 105.5)
    assert desk.fills == ["buy 1 at 102", "sell 1 at 96"]


@pytest.mark.parametrize(("close", "fills"), [(105, []), (105.01, ["sell 1 at 105"]), (99, [])])
@pytest.mark.parametrize("opened", [100, 97.5])
def test_51_the_target_in_the_bar_of_its_limit_entry(desk: Desk, opened: float, close: float, fills: list[str]) -> None:
    desk.place("buy", 1, "limit", price=98, stop=90, target=105, market=100)
    desk.bar(opened, 106, 97, close)
    assert desk.fills == ["buy 1 at 98", *fills]
    assert desk.open == ([] if fills else ["sell 1 stop 90", "sell 1 limit 105"])


def test_51_of_an_entry_at_its_limit_that_is_filled_further_the_old_target_counts(desk: Desk) -> None:
    desk.place("buy", 5, "limit", price=98, stop=90, target=105)
    desk.bar(100, 101, 97, 100, volume=2)
    desk.bar(100, 106, 97, 104)
    assert desk.fills == ["buy 2 at 98", "buy 3 at 98", "sell 2 at 105"]
    assert desk.open == ["sell 3 stop 90", "sell 3 limit 105"]


def test_52_the_target_in_the_bar_of_a_market_or_stop_entry(desk: Desk) -> None:
    desk.place("buy", 1, stop=95, target=105)
    desk.bar(100, 106, 96, 98)
    assert desk.fills == ["buy 1 at 100", "sell 1 at 105"]
    desk.place("buy", 1, "stop", trigger=102, stop=95, target=105)
    desk.bar(100, 106, 96, 98)
    assert desk.fills[2:] == ["buy 1 at 102", "sell 1 at 105"]


def test_52_not_where_the_way_to_it_may_have_been_before_the_entry(desk: Desk) -> None:
    desk.place("buy", 1, "take_profit", trigger=98, stop=90, target=105)
    desk.bar(100, 106, 97, 100)
    assert desk.fills == ["buy 1 at 98"]
    assert desk.open == ["sell 1 stop 90", "sell 1 limit 105"]


def test_53_an_entry_that_is_gapped_over_with_its_stop(desk: Desk) -> None:
    desk.place("buy", 1, "limit", price=98, stop=95, target=105)
    desk.bar(93, 106, 92, 105.5)
    assert desk.fills == ["buy 1 at 98", "sell 1 at 93"]
    assert desk.open == []


def test_53_a_market_entry_beyond_its_stop(desk: Desk) -> None:
    desk.place("buy", 1, stop=95, target=105)
    desk.bar(93, 106, 92, 105.5)
    assert desk.fills == ["buy 1 at 93", "sell 1 at 93"]


def test_53_a_market_entry_beyond_its_target(desk: Desk) -> None:
    desk.place("buy", 1, stop=95, target=105)
    desk.bar(108, 109, 107, 108)
    assert desk.fills == ["buy 1 at 108", "sell 1 at 108"]


def test_53_an_entry_gapped_over_and_its_stop_within_the_bar(desk: Desk) -> None:
    desk.place("buy", 1, "limit", price=98, stop=95, target=105)
    desk.bar(97, 106, 94, 105.5)
    assert desk.fills == ["buy 1 at 98", "sell 1 at 95"]
    desk.place("buy", 1, "stop", trigger=102, stop=99, target=110)
    desk.bar(104, 105, 98, 104)
    assert desk.fills[2:] == ["buy 1 at 104", "sell 1 at 99"]


def test_54_a_leg_that_fills_in_part_leaves_the_rest_to_both(desk: Desk) -> None:
    desk.place("buy", 5, stop=95, target=105)
    desk.bar(*FAR)
    desk.bar(100, 106, 99, 104, volume=2)
    assert desk.open == ["sell 3 stop 95", "sell 3 limit 105"]
    desk.bar(100, 101, 94, 98, volume=1)
    assert desk.fills[1:] == ["sell 2 at 105", "sell 1 at 95"]
    assert desk.open == ["sell 2 stop", "sell 2 limit 105"]
    desk.bar(97, 107, 97, 106)
    assert desk.fills[3:] == ["sell 2 at 97"]
    assert desk.open == []


def test_54_a_stop_that_fires_in_part_in_the_bar_of_its_entry(desk: Desk) -> None:
    desk.place("buy", 5, "limit", price=98, stop=95, target=105)
    desk.bar(100, 101, 94, 106, volume=7)
    assert desk.fills == ["buy 5 at 98", "sell 2 at 95"]
    assert desk.open == ["sell 3 stop", "sell 3 limit 105"]


def test_55_the_rest_of_an_entry_goes_when_a_leg_fires(desk: Desk) -> None:
    entry = desk.place("buy", 5, "limit", price=98, stop=95, target=105)
    desk.bar(100, 101, 97, 100, volume=2)
    desk.bar(97, 98, 94, 96)
    assert desk.fills == ["buy 2 at 98", "buy 3 at 98", "sell 5 at 95"]
    other = desk.place("buy", 5, "limit", price=98, stop=95, target=105)
    desk.bar(100, 101, 97, 100, volume=2)
    desk.bar(100, 106, 99, 105, volume=1)
    assert desk.fills[3:] == ["buy 2 at 98", "sell 1 at 105"]
    assert [desk.why(entry), desk.why(other)] == ["filled", "other_leg"]
    assert desk.open == ["sell 1 stop 95", "sell 1 limit 105"]


def test_56_an_entry_that_is_cancelled_leaves_its_legs(desk: Desk) -> None:
    entry = desk.place("buy", 5, "limit", price=98, stop=95, target=105)
    desk.cancel(desk.place("buy", 5, "limit", price=97, stop=95))
    desk.bar(100, 101, 97.5, 100, volume=2)
    desk.cancel(entry)
    assert desk.open == ["sell 2 stop 95", "sell 2 limit 105"]
    assert desk.held != 0


def test_56_a_leg_that_is_cancelled_leaves_the_other(desk: Desk) -> None:
    desk.place("buy", 1, stop=95, target=105)
    desk.bar(*FAR)
    desk.cancel(next(iter(desk.account.orders)))
    assert desk.open == ["sell 1 limit 105"]


def test_57_legs_are_never_for_more_than_is_held(desk: Desk) -> None:
    desk.place("buy", 5, stop=95, target=105)
    desk.bar(*FAR)
    desk.place("sell", 3)
    desk.bar(*FAR)
    assert desk.open == ["sell 2 stop 95", "sell 2 limit 105"]
    desk.place("sell", 2, reduce_only=True)
    desk.bar(*FAR)
    assert desk.open == []


def test_58_two_brackets_in_one_market(desk: Desk) -> None:
    desk.place("buy", 1, stop=96, target=105)
    desk.place("buy", 2, stop=94, target=108)
    desk.bar(*FAR)
    desk.bar(100, 104, 95, 99)
    assert desk.fills[2:] == ["sell 1 at 96"]
    assert desk.open == ["sell 2 stop 94", "sell 2 limit 108"]
    desk.bar(99, 109, 93, 100)
    assert desk.fills[3:] == ["sell 2 at 94"]
    assert desk.open == []


def test_58_both_stops_in_one_bar_the_nearer_first(desk: Desk) -> None:
    desk.place("buy", 2, stop=94, target=108)
    desk.place("buy", 1, stop=96, target=105)
    desk.bar(*FAR)
    desk.bar(100, 109, 93, 100)
    assert desk.fills[2:] == ["sell 1 at 96", "sell 2 at 94"]


def test_59_a_target_that_is_gapped_over(desk: Desk) -> None:
    desk.place("buy", 1, stop=95, target=105)
    desk.bar(*FAR)
    desk.bar(109, 110, 108, 109)
    assert desk.fills[1:] == ["sell 1 at 105"]


def test_60_a_stop_that_is_gapped_over_and_the_target_later_in_the_bar(desk: Desk) -> None:
    desk.place("buy", 1, stop=95, target=105)
    desk.bar(*FAR)
    desk.bar(92, 106, 91, 105.5)
    assert desk.fills[1:] == ["sell 1 at 92"]
    assert desk.open == []


def test_60_a_target_that_is_gapped_over_and_the_stop_later_in_the_bar(desk: Desk) -> None:
    desk.place("buy", 1, stop=95, target=105)
    desk.bar(*FAR)
    desk.bar(106, 107, 94, 95)
    assert desk.fills[1:] == ["sell 1 at 105"]
    assert desk.open == []


def test_61_an_entry_that_fills_on_after_its_position_was_closed_by_hand(desk: Desk) -> None:
    desk.place("buy", 5, "limit", price=98, stop=90, target=105)
    desk.bar(100, 101, 97, 100, volume=2)
    desk.place("sell", 2, reduce_only=True)
    desk.bar(*FAR)
    assert desk.open == ["buy 3 limit 98"]
    desk.bar(100, 101, 97, 100, volume=1)
    assert desk.open == ["buy 2 limit 98", "sell 1 stop 90", "sell 1 limit 105"]
    ids = [each.id for each in desk.records]
    assert len(set(ids)) == len(ids)


def test_62_legs_are_for_what_the_entry_opened(desk: Desk) -> None:
    desk.place("sell", 2)
    desk.bar(*FAR)
    desk.place("buy", 1, stop=95, target=105)
    desk.bar(*FAR)
    assert desk.open == []
    desk.place("buy", 3, stop=95, target=105)
    desk.bar(*FAR)
    assert desk.open == ["sell 2 stop 95", "sell 2 limit 105"]


def test_63_a_stop_that_trails_from_the_fill_on() -> None:
    desk = Desk()
    desk.place("buy", 1, trail="0.05", target=120)
    desk.bar(*FAR)
    assert desk.open == ["sell 1 trailing_stop 95", "sell 1 limit 120"]
    desk.bar(100, 110, 99, 109)
    assert desk.open == ["sell 1 trailing_stop 104.5", "sell 1 limit 120"]
    desk.bar(109, 121, 104, 108)
    assert desk.fills[1:] == ["sell 1 at 104.5"]
    assert desk.open == []


def test_63_it_does_not_follow_the_bar_in_which_it_was_born() -> None:
    desk = Desk()
    desk.place("buy", 1, "limit", price=98, trail="0.05")
    desk.bar(100, 120, 97, 100)
    assert desk.open == ["sell 1 trailing_stop 93.1"]


def test_63_a_trailing_stop_that_opens_has_its_legs_too() -> None:
    desk = Desk()
    desk.place("buy", 1, "trailing_stop", trail="0.05", trigger=102, target=110)
    desk.bar(100, 103, 99, 100)
    assert desk.fills == ["buy 1 at 102"]
    assert desk.open == ["sell 1 limit 110"]


def test_risk_of_a_trade_is_what_its_stop_would_have_lost(desk: Desk) -> None:
    desk.place("buy", 2, stop=95)
    desk.bar(*FAR)
    desk.bar(100, 101, 94, 98)
    assert desk.trade.r_multiple == -1
    desk.place("buy", 2)
    desk.bar(*FAR)
    desk.place("sell", 2, "stop", trigger=98)
    desk.bar(100, 101, 97, 98)
    assert (desk.trade.risk, desk.trade.r_multiple) == (D(4), D(-1))


def test_no_record_is_written_where_nothing_changes(desk: Desk) -> None:
    desk.place("buy", 2, stop=95, target=105)
    desk.bar(*FAR)
    before = len(desk.records)
    desk.bar(100, 104, 96, 101)
    assert len(desk.records) == before
    assert not [each for each in desk.records if isinstance(each, Resized)]
    assert isinstance(desk.rebuilt(), Account)
