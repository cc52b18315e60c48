"""What a user would lose: an order that is told elsewhere than where it acts, or hidden."""

import pytest

from services.portfolio.open_orders import orders
from tests.answers._accounts import MAIN, PERPETUAL, SPOT, Journal, d, marks
from tests.answers._shared import NOW
from tests.answers.orders.sample import BRACKET, ENDED, EVERY, PRICES, REASONS


def test_each_is_as_far_as_where_it_acts() -> None:
    said = {one.short: one for one in orders(MAIN, EVERY.seen, marks({SPOT: "40000", PERPETUAL: "42000"}), NOW).open}
    assert said["000003"].distance == pytest.approx(41000 / 40000 - 1)  # a limit
    assert said["000004"].distance == pytest.approx(43000 / 40000 - 1)  # a stop-limit waits for its trigger
    assert said["000002"].trigger == d("41000")  # a trailing stop stands where it trailed to
    assert said["000006"].distance is None  # no price is known


def test_a_triggered_stop_limit_acts_at_its_limit() -> None:
    journal = Journal().order(1, "buy", "0.1", type="stop_limit", trigger="43000", price="43100")
    journal.triggered(1, "43000")
    (one,) = orders(MAIN, journal.seen, marks({SPOT: "43050"}), NOW).open
    assert one.triggered
    assert one.distance == pytest.approx(43100 / 43050 - 1)


def test_what_is_left_and_kept_back_of_a_part_filled_one() -> None:
    said = orders(MAIN, BRACKET.seen, PRICES, NOW)
    entry = next(one for one in said.open if one.short == "a1b2c3")
    assert (entry.amount, entry.left) == (d("0.2"), d("0.15"))
    assert entry.reserved == said.reserved == d("0.15") * d("42025.2")
    assert {one.parent for one in said.open if one.leg != "entry"} == {"a1b2c3"}


def test_the_newest_that_ended_come_first_with_why() -> None:
    said = orders(MAIN, ENDED.seen, marks(), NOW)
    assert [one.why for one in said.ended] == list(REASONS[:-6:-1])


def test_markets_stand_together_and_the_nearest_first() -> None:
    said = orders(MAIN, EVERY.seen, PRICES, NOW).open
    assert [one.symbol for one in said] == sorted(one.symbol for one in said)
    spot = [abs(one.distance or 0.0) for one in said if one.symbol == SPOT]
    assert spot == sorted(spot)
