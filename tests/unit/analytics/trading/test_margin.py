"""The cases of docs/paper.md about margin. If these failed, a loss would be larger than its margin, or be hidden."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from analytics.position import MarginTier, maintenance_margin
from analytics.trading.matching import Settlement
from analytics.trading.records import Funded, Liquidated
from tests.unit.analytics.trading.desk import FREE, HOUR, SPOT, START, D, Desk, plain

FLAT = (100, 100, 100, 100)


def _opened(desk: Desk, amount: float = 10, leverage: int = 10, way: str = "buy", **terms: Any) -> None:
    desk.place("buy" if way == "buy" else "sell", amount, leverage=leverage, **terms)
    desk.bar(*FLAT)


@pytest.mark.parametrize(("way", "price"), [("buy", "90.45"), ("sell", "109.46")])
def test_70_a_liquidation(way: str, price: str) -> None:
    """(100 − 1,000) ÷ (10 · (0.005 − 1)) = 90.4522…; short (100 + 1,000) ÷ (10 · 1.005) = 109.4527…"""
    desk = Desk()
    _opened(desk, way=way)
    stop, waits = desk.place("sell", 10, "stop", trigger=80), desk.place("buy", 10, "limit", price=70)
    assert desk.account.cash == 9_900
    if way == "buy":
        desk.bar(100, 101, 90.46, 100)
        assert desk.held == 10
        desk.bar(100, 101, 90.45, 100)
    else:
        desk.bar(100, 109.45, 100, 100)
        assert desk.held == -10
        desk.bar(100, 109.46, 100, 100)
    assert desk.fills[1:] == [f"liquidated 10 at {price}"]
    assert desk.account.cash == 9_900
    assert (desk.trade.pnl, desk.trade.liquidated) == (D(-100), True)
    assert [desk.why(each) for each in (stop, waits)] == ["liquidated", "liquidated"]


@pytest.mark.parametrize(("stop", "fills"), [(92, ["sell 10 at 92"]), (90, ["liquidated 10 at 90.45"])])
def test_71_stop_or_liquidation_whichever_is_nearer(stop: float, fills: Sequence[str]) -> None:
    desk = Desk()
    _opened(desk, stop=stop)
    desk.bar(100, 101, 85, 100)
    assert desk.fills[1:] == fills
    assert desk.open == []


@pytest.mark.parametrize(("stop", "fills"), [(108, ["buy 10 at 108"]), (110, ["liquidated 10 at 109.46"])])
def test_71_of_a_short_position_too(stop: float, fills: Sequence[str]) -> None:
    desk = Desk()
    _opened(desk, way="sell", stop=stop)
    desk.bar(100, 115, 99, 100)
    assert desk.fills[1:] == fills


@pytest.mark.parametrize("stopped", [True, False])
@pytest.mark.parametrize(("way", "opened"), [("buy", 90), ("buy", 50), ("sell", 110), ("sell", 300)])
def test_72_a_gap_over_it_takes_the_margin_and_no_more(way: str, opened: float, stopped: bool) -> None:
    desk = Desk()
    _opened(desk, way=way, **({"stop": 95 if way == "buy" else 105} if stopped else {}))
    desk.bar(opened, max(opened, 101), min(opened, 99), 100)
    assert desk.fills[1:] == [f"liquidated 10 at {opened}"]
    assert desk.account.cash == 9_900
    assert desk.open == []


def test_71_at_one_price_the_liquidation() -> None:
    desk = Desk(tiers=(MarginTier(D(0)),))
    _opened(desk, stop=90)
    desk.bar(100, 101, 89, 100)
    assert desk.fills[1:] == ["liquidated 10 at 90"]


def test_72_a_gap_over_the_stop_alone_is_a_stop() -> None:
    desk = Desk()
    _opened(desk, stop=95)
    desk.bar(91, 101, 91, 100)
    assert desk.fills[1:] == ["sell 10 at 91"]


def test_73_a_fill_that_slips_beyond_it_is_a_liquidation() -> None:
    desk = Desk(friction=replace(FREE, spread=D("0.1")))
    desk.place("buy", 10, leverage=10)
    desk.bar(*FLAT)
    assert desk.fills == ["buy 10 at 105"]
    desk.place("sell", 10, "stop", trigger=98, reduce_only=True)
    desk.bar(100, 100, 98, 99)
    assert [each.kind for each in desk.records[-2:]] == ["liquidated", "cancelled"]
    assert desk.account.cash == D(10_000) - 105


def test_74_funding_on_the_size_held_then() -> None:
    """0.01 % at 100 of 10, at 110 of 15, and nothing once it is closed; it comes off the margin."""
    desk = Desk()
    _opened(desk)
    rate = D("0.0001")
    at = desk.now
    first = Settlement(at, rate, D(100))
    desk.bar(*FLAT, settlements=[first])
    desk.place("buy", 5, leverage=10)
    second = Settlement(desk.now + HOUR, rate, D(110))
    desk.bar(100, 110, 100, 110, settlements=[first, second])
    desk.place("sell", 15, reduce_only=True)
    third = Settlement(desk.now + HOUR, rate, D(110))
    desk.bar(110, 110, 110, 110, settlements=[first, second, third])
    paid = [(each.at, each.amount, each.paid) for each in desk.records if isinstance(each, Funded)]
    assert paid == [(at, D(10), D("0.1")), (second.at, D(15), D("0.165"))]
    assert desk.account.cash == D(10_000) + 150 - D("0.265")
    assert desk.trade.funding == D("0.265")


def test_74_a_position_of_the_bar_that_closes_at_the_settlement_pays() -> None:
    desk = Desk()
    desk.place("buy", 10, leverage=10)
    desk.bar(*FLAT, settlements=[Settlement(desk.now + HOUR, D("0.0001"), D(100))])
    assert desk.account.funding == D("0.1")


def test_74_one_that_is_closed_at_the_open_after_it_pays_and_one_opened_there_does_not() -> None:
    desk = Desk()
    _opened(desk)
    desk.place("sell", 10, reduce_only=True)
    desk.bar(*FLAT, settlements=[Settlement(desk.now, D("0.0001"), D(100))])
    assert desk.account.funding == D("0.1")
    desk.place("buy", 10, leverage=10)
    desk.bar(*FLAT, settlements=[Settlement(desk.now, D("0.0001"), D(100))])
    assert desk.account.funding == D("0.1")


@pytest.mark.parametrize(
    ("way", "rate", "assumed", "paid"),
    [
        ("buy", "0.0001", True, "0.1"),
        ("sell", "0.0001", True, "0"),
        ("sell", "0.0001", False, "-0.1"),
        ("buy", "-0.0001", False, "-0.1"),
    ],
)
def test_75_who_receives(way: str, rate: str, assumed: bool, paid: str) -> None:
    desk = Desk()
    _opened(desk, way=way)
    desk.bar(*FLAT, settlements=[Settlement(desk.now, D(rate), D(100), assumed)])
    assert desk.account.funding == D(paid)
    position = desk.account.positions[desk.instrument.symbol]
    assert position.margin == 100 - max(D(0), D(paid))
    assert desk.account.cash == 9_900 - min(D(0), D(paid))


def test_76_funding_takes_margin_down_to_the_maintenance_margin() -> None:
    desk = Desk()
    _opened(desk)
    before = desk.liquidation
    desk.bar(100, 100, 95, 95, settlements=[Settlement(desk.now + HOUR, D("0.02"), D(95))])
    assert desk.account.funding == D("19")
    after = desk.liquidation
    assert before is not None
    assert after is not None
    assert after > before
    desk.bar(95, 95, 95, 95, settlements=[Settlement(desk.now + HOUR, D("0.5"), D(95))])
    position = desk.account.positions[desk.instrument.symbol]
    assert position.value(D(95)) == maintenance_margin(D(950), desk.instrument.tiers, D(0))
    assert desk.liquidation == 95
    desk.bar(95, 95, 95, 95)
    assert [each.lost for each in desk.records if isinstance(each, Liquidated)] == [D(50) + D("4.75")]


def test_76_and_never_more_than_the_margin_though_the_position_gained() -> None:
    desk = Desk()
    _opened(desk)
    desk.bar(100, 200, 100, 200, settlements=[Settlement(desk.now + HOUR, D("0.1"), D(200))])
    assert desk.account.funding == 100
    assert desk.account.positions[desk.instrument.symbol].margin == 0


def test_77_the_tier_is_that_of_the_value_at_the_liquidation_price() -> None:
    """1,000 at 100 are in the second tier, and at their liquidation still: with the offset 50,000 · 0.005 = 250,
    (10,000 + 250 − 100,000) ÷ (1,000 · (0.01 − 1)) = 90.6565…; 520 are in the second, and fall into the first."""
    desk = Desk(cash=20_000)
    _opened(desk, 1000)
    assert desk.liquidation == D(-89_750) / D(-990)
    other = Desk(cash=20_000)
    _opened(other, 520)
    assert other.liquidation == D(5_200 - 52_000) / (520 * (D("0.005") - 1))
    flat = Desk(tiers=(MarginTier(D("0.01")),), taker=D("0.0006"))
    _opened(flat)
    position = flat.account.positions[flat.instrument.symbol]
    at = flat.liquidation
    assert at is not None
    assert abs(position.value(at) - maintenance_margin(10 * at, flat.instrument.tiers, D("0.0006"))) < D("1e-20")


def test_78_a_position_of_the_bar_itself(desk: Desk) -> None:
    """Bought at 102 on the way up with 25 times leverage: whether the low came before, nobody knows."""
    desk.place("buy", 10, "stop", trigger=102, leverage=25)
    desk.bar(100, 103, 97, 102)
    assert [fill.split(" at ")[0] for fill in desk.fills] == ["buy 10", "liquidated 10"]


def test_78_that_has_too_little_margin_from_the_start() -> None:
    desk = Desk(tiers=(MarginTier(D("0.03")),))
    desk.place("buy", 10, leverage=40)
    desk.bar(100, 101, 99, 100)
    assert desk.fills == ["buy 10 at 100", "liquidated 10 at 100"]
    assert desk.account.cash == 9_975


def test_78_with_a_stop_before_it(desk: Desk) -> None:
    desk.place("buy", 10, "stop", trigger=102, stop=100.5, leverage=25)
    desk.bar(100, 103, 97, 102)
    assert desk.fills == ["buy 10 at 102", "sell 10 at 100.5"]


@pytest.mark.parametrize(("rate", "paid"), [("0.0001", "0.3"), ("-0.0001", "-0.1")])
def test_79_settlements_within_a_bar(rate: str, paid: str) -> None:
    """Opened at the open of a day that has three: it pays at each, and receives at the close alone."""
    desk = Desk()
    desk.place("buy", 10, leverage=10)
    day = replace(desk.hour(*FLAT), closed=START + 24 * HOUR)
    settlements = [Settlement(START + hours * HOUR, D(rate), D(100)) for hours in (0, 8, 16, 24)]
    desk.see(day, settlements=settlements)
    assert desk.account.funding == D(paid)
    held = replace(day, opened=day.closed, closed=day.closed + 24 * HOUR)
    desk.see(held, settlements=[replace(each, at=each.at + 24 * HOUR) for each in settlements])
    assert desk.account.funding == D(paid) + D("0.3") * (1 if D(rate) > 0 else -1)


def test_a_spot_position_has_no_liquidation() -> None:
    desk = Desk(SPOT)
    _opened(desk, leverage=1)
    assert desk.liquidation is None
    desk.bar(1, 1, 1, 1)
    assert plain(desk.held) == "10"
