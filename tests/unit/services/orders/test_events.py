"""Somebody whose stop was filled hears of it, once, with what it came to; of what they did themselves they do not."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from analytics.trading.account import Account
from analytics.trading.orders import Order
from analytics.trading.records import Accepted, Cancelled, Filled, Liquidated, Opened, Ordered, Record, Refused, Resized
from services.core.events import read_event
from services.orders.events import Traded, events_of

D = Decimal
ANN, MAIN, SHARED = "discord:1", "paper:discord:1", "paper:server:discord:9"
BTC, PERPETUAL = "BTC/USDT", "BTC/USDT:USDT"


def order(name: str, way: Any = "buy", amount: str = "1", **more: Any) -> Order:
    return Order(**{"id": name, "symbol": BTC, "way": way, "type": "limit", "amount": D(amount), "at": 1, **more})


def facts(*of: object) -> tuple[object, ...]:
    return of


def fill(of: str, number: int, price: str, amount: str, at: int = 60_000, symbol: str = BTC) -> Filled:
    return Filled(at, of, symbol, number, D(price), D(amount), D("0.1"), False, D(price))


def account(*records: Record, name: str = MAIN) -> Account:
    made = Account(name)
    for each in (Opened(0, name, "USDT", D(10_000)), *records):
        made.apply(each)
    return made


def told(before: Account, *batch: Record) -> list[Traded]:
    for each in batch:
        before.apply(each)
    events = events_of(before, batch)
    assert all(read_event(each.to_bytes()) == each for each in events)
    return [each for each in events if isinstance(each, Traded)]


BRACKET = (
    Ordered(1, order("entry", stop=D(95), target=D(110))),
    Accepted(1, "entry", "v", 1),
    fill("entry", 1, "100", "1", 2),
    Ordered(2, order("stop", "sell", type="stop", trigger=D(95), parent="entry", leg="stop", reduce_only=True)),
    Ordered(2, order("target", "sell", price=D(110), parent="entry", leg="target", reduce_only=True)),
)


def test_a_stop_tells_what_the_trade_came_to_and_not_that_its_other_leg_went() -> None:
    (event,) = told(account(*BRACKET), fill("stop", 1, "94", "1"), Cancelled(60_000, "target", BTC, "other_leg"))
    assert facts(event.what, event.price, event.held, event.left) == ("stopped", D(94), 0, 0)
    assert event.pnl == D("-6.2")
    assert event.r_multiple == pytest.approx(-6.2 / 5)
    assert facts(event.person, event.server, event.called) == (ANN, None, "main")
    assert event.at == datetime.fromtimestamp(60, UTC)


def test_a_target_in_two_fills_of_one_bar_is_told_once() -> None:
    batch = (fill("target", 1, "110", "0.4"), Resized(60_000, "stop", BTC, D("0.6")), fill("target", 2, "111", "0.6"))
    (event,) = told(account(*BRACKET), *batch)
    assert facts(event.what, event.amount, event.price, event.fee) == ("target reached", 1, D("110.6"), D("0.2"))
    assert event.pnl == D("10.6") - D("0.3")


def test_a_part_is_told_with_what_is_left_and_has_no_result_yet() -> None:
    (event,) = told(account(*BRACKET), fill("target", 1, "110", "0.4"))
    assert facts(event.left, event.held, event.pnl) == (D("0.6"), D("0.6"), None)
    (part,) = told(account(Ordered(1, order("a"))), fill("a", 1, "100", "0.3"))
    assert facts(part.what, part.left, part.held) == ("partly filled", D("0.7"), D("0.3"))


def test_the_result_stands_at_the_fill_that_ended_the_trade() -> None:
    # Half at the target, half at the stop, and long anew, all in one bar: only the stop ended the trade.
    batch = (fill("target", 1, "110", "0.5"), fill("stop", 1, "95", "0.5"), fill("again", 1, "94", "2"))
    half = Ordered(3, order("again", amount="2"))
    target, stop, again = told(account(*BRACKET, half), *batch)
    assert facts(target.pnl, again.pnl) == (None, None)
    assert stop.pnl == D("10") / 2 - D("5") / 2 - D("0.3")
    assert facts(target.held, stop.held, again.held) == (D("0.5"), 0, 2)


def test_a_turn_from_long_to_short_ends_the_long() -> None:
    opened = (Ordered(1, order("a", symbol=PERPETUAL)), fill("a", 1, "100", "1", symbol=PERPETUAL))
    turn = Ordered(2, order("b", "sell", "3", symbol=PERPETUAL))
    (event,) = told(account(*opened, turn), fill("b", 1, "101", "3", symbol=PERPETUAL))
    assert event.held == -2
    assert event.pnl is not None
    assert event.pnl == pytest.approx(D(1) - D("0.1") - D("0.1") / 3)


def test_a_liquidation_is_told_with_its_side() -> None:
    short = order("a", "sell", symbol=PERPETUAL, leverage=D(10))
    held = (Ordered(1, short), fill("a", 1, "100", "1", symbol=PERPETUAL))
    gone = Liquidated(60_000, PERPETUAL, D(109), D(-1), D(10))
    (event,) = told(account(*held), gone)
    assert facts(event.what, event.side, event.amount, event.price, event.pnl) == (
        "liquidated",
        "buy",
        1,
        109,
        D("-10.1"),
    )


@pytest.mark.parametrize(
    ("reason", "by", "name", "is_told"),
    [
        ("expired", "", MAIN, True),
        ("ioc", "", MAIN, True),
        ("nothing_held", "", MAIN, True),
        ("asked", ANN, MAIN, False),
        ("asked", "", MAIN, False),
        ("asked", "discord:7", MAIN, True),
        ("killed", ANN, MAIN, False),
        ("killed", "discord:7", MAIN, True),
        ("killed", "discord:7", SHARED, True),
        ("asked", "discord:7", SHARED, False),
        ("reset", ANN, MAIN, False),
    ],
)
def test_cancels_are_told_of_which_nobody_was_answered(reason: Any, by: str, name: str, is_told: bool) -> None:
    open_one = account(Ordered(1, order("a")), name=name)
    events = told(open_one, Cancelled(60_000, "a", BTC, reason, by))
    assert [each.reason for each in events] == ([reason] if is_told else [])


def test_a_refusal_is_told_where_the_order_was_taken_before() -> None:
    refused = Refused(60_000, "a", BTC, "venue", "free cash", "10", "100")
    (event,) = told(account(Ordered(1, order("a"))), refused)
    assert facts(event.what, event.reason) == ("refused", "free cash")
    assert not told(account(), refused)  # the gate's, which was the answer
    assert not told(account(), Ordered(1, order("a")), refused)  # the venue's, at once
    (poor,) = told(account(Ordered(1, order("a"))), Cancelled(60_000, "a", BTC, "no_cash"))
    assert poor.what == "refused"


def test_a_server_hears_of_the_account_that_it_shares() -> None:
    (event,) = told(account(Ordered(1, order("a")), name=SHARED), fill("a", 1, "100", "1"))
    assert facts(event.person, event.server, event.called) == (None, "discord:9", "server")


def test_the_same_records_have_the_same_keys_and_other_accounts_others() -> None:
    keys = {
        told(account(Ordered(1, order("a")), name=name), fill("a", 1, "100", "1"))[0].key for name in (MAIN, SHARED)
    }
    again = told(account(Ordered(1, order("a"))), fill("a", 1, "100", "1"))[0].key
    assert again in keys
    assert len(keys) == 2
    assert "discord" not in again
