"""What a user would lose: more than they allowed, or a trade that they were allowed.

An account of 10,000 USDT, a market at 100: half of the equity are 50 units. Each figure is worked out by hand.
"""

from datetime import timedelta
from typing import Any

import pytest

from analytics.trading.account import Account
from analytics.trading.orders import Order
from services.accounts.losses import losses_of
from services.orders.limit_terms import LimitTerms, is_looser, written
from services.orders.limits import Finding, Wish, findings_of, only_reduces, unit_value
from tests.unit.services.orders.making import (
    MIDNIGHT,
    NOW,
    PERPETUAL,
    SPOT,
    TERMS,
    accepted,
    account,
    d,
    filled,
    instrument,
    marked,
    order,
    trade,
)

LOOSE = LimitTerms(
    **dict.fromkeys(("largest_order", "largest_position", "exposure", "leverage"), d("1000")),
    **dict.fromkeys(("daily_loss", "drawdown"), d("1")),
    orders_a_minute=1000,
    losing_streak=1000,
    cool_down=0,
    require_stop=False,
)


def look(
    wish: Order, at: Account | None = None, terms: LimitTerms = TERMS, price: str = "100", other: str = "100"
) -> dict[str, Finding]:
    prices = {wish.symbol: d(price)}
    unit = unit_value(wish, d(price))
    wished = Wish(at or account(), wish, instrument(wish.symbol), unit, lambda each: prices.get(each, d(other)), NOW)
    return {each.limit: each for each in findings_of(wished, terms)}


def broken(*args: Any, **more: Any) -> list[str]:
    return [name for name, found in look(*args, **more).items() if not found.passed]


@pytest.mark.parametrize(("amount", "passes"), [("49.999", True), ("50", True), ("50.001", False)])
def test_largest_order(amount: str, passes: bool) -> None:
    assert (broken(order(amount=amount)) == []) is passes


def test_the_figure_of_an_order_that_is_too_large_and_what_would_pass() -> None:
    found = look(order(amount="62"))["largest order"]
    assert found.value == "50% of equity: 5,000.00 USDT"
    assert found.figure == "6,200.00 USDT, 62% of equity; at most 50 BTC now"


def test_a_hair_above_is_told_apart_from_the_limit() -> None:
    found = look(order(amount="50.001", price=d("99.99999"), type="limit"))["largest order"]
    assert not found.passed
    assert found.figure.startswith("5,000.10 USDT, 50.01% of equity")


@pytest.mark.parametrize(("amount", "passes"), [("39.999", True), ("40", True), ("40.001", False)])
def test_largest_position_counts_what_is_held(amount: str, passes: bool) -> None:
    """60 held of 100 that are allowed: the account had 10,000, and has 4,000 and 60 units at 100."""
    held = account(filled(order(id="1", amount="60"), "100"))
    found = look(order(amount=amount), held)["largest position"]
    assert found.passed is passes
    assert found.value == "100% of equity: 10,000.00 USDT"
    if not passes:
        assert found.figure == "10,000.10 USDT, 100.01% of equity; at most 40 BTC now"


@pytest.mark.parametrize(("amount", "passes"), [("19.999", True), ("20", True), ("20.001", False)])
def test_largest_position_counts_orders_that_rest_or_are_on_their_way(amount: str, passes: bool) -> None:
    """30 held, 50 more bid for at 100: 20 are left."""
    resting = order(id="2", amount="50", type="limit", price=d("100"))
    at = account(filled(order(id="1", amount="30"), "100"), accepted(resting))
    assert look(order(amount=amount), at)["largest position"].passed is passes
    unheard = account(filled(order(id="1", amount="30"), "100"), accepted(resting)[:1])
    assert look(order(amount=amount), unheard)["largest position"].passed is passes


def test_an_order_counts_at_its_own_price() -> None:
    """50 bid for at 80 are worth 4,000, so of 10,000 another 60 at 100 may be bought."""
    at = account(accepted(order(id="2", amount="50", type="limit", price=d("80"))))
    for amount, passes in (("60", True), ("60.001", False)):
        assert look(order(amount=amount), at)["largest position"].passed is passes


def test_orders_that_only_reduce_do_not_count() -> None:
    at = account(
        filled(order(id="1", amount="60"), "100"),
        accepted(order("sell", id="2", amount="60", type="limit", price=d("120"), stop=None)),
        accepted(order("sell", id="3", amount="60", type="stop", trigger=d("80"), stop=None, leg="stop", parent="1")),
    )
    assert look(order(amount="40"), at)["largest position"].passed


def test_a_short_is_a_position_too() -> None:
    short = account(filled(order("sell", id="1", amount="60", symbol=PERPETUAL, leverage=d("2")), "100"))
    for amount, passes in (("40", True), ("40.001", False)):
        wish = order("sell", amount=amount, symbol=PERPETUAL)
        assert look(wish, short)["largest position"].passed is passes


def test_who_turns_a_position_round_is_asked_for_what_is_left_after_it() -> None:
    """Short 60, 160 bought: long 100, all of the equity; 160.001 are more."""
    short = account(filled(order("sell", id="1", amount="60", symbol=PERPETUAL, leverage=d("2")), "100"))
    terms = TERMS.model_copy(update={"largest_order": d("2")})
    for amount, passes in (("160", True), ("160.001", False)):
        wish = order(amount=amount, symbol=PERPETUAL)
        assert look(wish, short, terms)["largest position"].passed is passes


@pytest.mark.parametrize(("amount", "passes"), [("49.999", True), ("50", True), ("50.001", False)])
def test_exposure_is_of_all_markets_with_what_is_open(amount: str, passes: bool) -> None:
    """80 held at 100, 70 sold short in another by an order at 100: 15,000 of 20,000."""
    eth = order("sell", id="2", amount="70", symbol="ETH/USDT:USDT", type="limit", price=d("100"))
    at = account(filled(order(id="1", amount="80", symbol="SOL/USDT"), "100"), accepted(eth))
    found = look(order(amount=amount), at)["total exposure"]
    assert found.passed is passes
    assert found.value == "200% of equity: 20,000.00 USDT"
    if not passes:
        assert found.figure == "20,000.10 USDT, 200.01% of equity; at most 50 BTC now"


def test_the_smallest_room_of_all_limits_is_told() -> None:
    """An order of 50, a position of 100 of which 95 are held: 5."""
    at = account(filled(order(id="1", amount="95"), "100"))
    found = look(order(amount="60"), at)
    assert found["largest order"].figure.endswith("at most 5 BTC now")
    assert found["largest position"].figure.endswith("at most 5 BTC now")


def test_what_the_venue_would_not_take_is_no_room() -> None:
    """4.90 USDT are left, and the venue takes 5."""
    at = account(filled(order(id="1", amount="99.951"), "100"))
    assert look(order(amount="1"), at)["largest position"].figure.endswith("nothing more passes now")


def test_who_sells_far_below_the_market_gets_the_markets_price() -> None:
    wish = order("sell", amount="60", symbol=PERPETUAL, type="limit", price=d("1"))
    assert "largest order" in broken(wish)


@pytest.mark.parametrize(("leverage", "passes"), [("9.99", True), ("10", True), ("10.01", False)])
def test_leverage(leverage: str, passes: bool) -> None:
    found = look(order(symbol=PERPETUAL, leverage=d(leverage)))["leverage"]
    assert found.passed is passes
    assert (found.value, found.figure) == ("10×", f"{leverage}×")


@pytest.mark.parametrize(("before", "passes"), [(28, True), (29, True), (30, False), (31, False)])
def test_orders_a_minute(before: int, passes: bool) -> None:
    """One more than 29 is the thirtieth."""
    at = account(*(accepted(order(id=str(n), amount="0.01"), NOW - timedelta(seconds=50)) for n in range(before)))
    found = look(order(), at)["orders a minute"]
    assert found.passed is passes
    assert found.value == "30 orders in 60 s"
    if not passes:
        assert found.figure == f"{before} in the last 60 s; the next passes in 10 s"


def test_an_order_of_a_minute_ago_counts_no_more() -> None:
    terms = TERMS.model_copy(update={"orders_a_minute": 1})
    for seconds, passes in ((59.999, False), (60, True)):
        at = account(accepted(order(id="1", amount="0.01"), NOW - timedelta(seconds=seconds)))
        assert look(order(), at, terms)["orders a minute"].passed is passes


def holding(at: str) -> Account:
    """100 units for 10,000, and a day that began with ``at``."""
    return account(filled(order(id="1", amount="100"), "100", NOW - timedelta(days=2)), marked(at))


@pytest.mark.parametrize(("price", "passes"), [("95.01", True), ("95", False), ("94.99", False)])
def test_daily_loss(price: str, passes: bool) -> None:
    """Of 10,000 at midnight 500 may not be lost."""
    found = look(order(amount="0.01"), holding("10000"), price=price)["daily loss"]
    assert found.passed is passes
    assert found.value == "5% of the 10,000.00 USDT that the day (UTC) began with"
    if price == "95":
        assert found.figure == "500.00 USDT lost, 5%; entries pass again tomorrow"


def test_what_was_lost_before_today_is_no_loss_of_today() -> None:
    assert look(order(amount="0.01"), holding("9400"), price="94")["daily loss"].passed


def test_a_reset_begins_the_day_anew() -> None:
    fresh = losses_of(account(), lambda _: d("100"), NOW)
    assert (fresh.day_start, fresh.today, fresh.drawdown) == (d("10000"), d("0"), d("0"))


def test_what_an_idle_account_lost_before_today_is_no_loss_of_today() -> None:
    """Ten trades lost 10 each two days ago, whose mark is the last: nothing was done since."""
    idle = account(
        *(trade(n, MIDNIGHT - timedelta(hours=30), out="90") for n in range(10)),
        marked("10000", MIDNIGHT - timedelta(days=2)),
    )
    assert losses_of(idle, lambda _: d("100"), NOW).day_start == d("9900")
    active = account(*(trade(n, NOW - timedelta(hours=1), out="90") for n in range(10)), marked("10000"))
    assert losses_of(active, lambda _: d("100"), NOW).today == d("0.01")


def test_a_mark_of_later_is_not_known_yet() -> None:
    at = account(marked("9000", MIDNIGHT + timedelta(days=1)))
    assert losses_of(at, lambda _: d("100"), NOW).day_start == d("10000")


@pytest.mark.parametrize(("price", "passes"), [("96.01", True), ("96", False), ("95.99", False)])
def test_drawdown_is_from_the_peak(price: str, passes: bool) -> None:
    """12,000 was the most there was at a day's beginning: 9,600 is 20 % less."""
    at = account(
        filled(order(id="1", amount="100"), "100", NOW - timedelta(days=3)),
        marked("12000", MIDNIGHT - timedelta(days=1)),
        marked("9700"),
    )
    found = look(order(amount="0.01"), at, price=price)["drawdown"]
    assert found.passed is passes
    assert found.value == "20% below the peak of 12,000.00 USDT"
    if price == "96":
        assert found.figure.startswith("2,400.00 USDT lost, 20%; ")


@pytest.mark.parametrize(("losses", "minutes", "passes"), [(2, 1, True), (3, 29, False), (3, 30, True), (4, 1, False)])
def test_losing_streak_and_its_end(losses: int, minutes: int, passes: bool) -> None:
    at = account(*(trade(n, NOW - timedelta(minutes=minutes)) for n in range(losses)))
    found = look(order(), at)["losing streak"]
    assert found.passed is passes
    assert found.value == "after 3 losses in a row no entries for 30 min"
    if (losses, minutes) == (3, 29):
        assert found.figure == "3 in a row; entries pass again at 19:01 UTC"


def test_a_gain_ends_a_streak() -> None:
    at = account(*(trade(n, NOW - timedelta(minutes=1), out="101" if n == 1 else "99") for n in range(4)))
    assert look(order(), at)["losing streak"].passed


def test_an_entry_needs_a_stop_and_is_told_how() -> None:
    found = look(order(stop=None))["require stop"]
    assert not found.passed
    assert found.figure == "none; add stop:98.0, or any below 100"
    found = look(order("sell", symbol=PERPETUAL, stop=None))["require stop"]
    assert found.figure == "none; add stop:102.0, or any above 100"
    closing = order("sell", type="stop", symbol=PERPETUAL, trigger=d("95"), stop=None)
    held = account(filled(order(id="1", amount="10", symbol=PERPETUAL), "100"))
    assert look(closing, held)["require stop"].figure.endswith("; where it only closes, reduce_only:yes")
    assert broken(order(stop=None, trail=d("0.02"))) == []
    assert not order(type="trailing_stop", stop=None, trail=d("0.02")).has_stop
    assert "require stop" not in look(order(stop=None), terms=TERMS.model_copy(update={"require_stop": False}))


@pytest.mark.parametrize(
    ("wish", "passes"),
    [
        (order(stop=d("99.9")), True),
        (order(stop=d("100")), False),
        (order(stop=d("100.1")), False),
        (order("sell", symbol=PERPETUAL, stop=d("100.1")), True),
        (order("sell", symbol=PERPETUAL, stop=d("100")), False),
        (order("sell", symbol=PERPETUAL, stop=d("99.9")), False),
        (order(type="limit", price=d("95"), stop=d("94.9")), True),
        (order(type="limit", price=d("95"), stop=d("95")), False),
        (order(type="limit", price=d("120"), stop=d("110")), False),
        (order(type="stop", trigger=d("120"), stop=d("119.9")), True),
        (order(type="stop_limit", trigger=d("120"), price=d("125"), stop=d("120")), False),
    ],
)
def test_the_stop_is_on_the_right_side_whatever_the_account_says(wish: Order, passes: bool) -> None:
    assert look(wish, terms=LOOSE)["stop on the right side"].passed is passes


def test_a_loose_account_lets_all_of_it_pass() -> None:
    assert broken(order(amount="9000", leverage=d("900")), terms=LOOSE) == []


@pytest.mark.parametrize(
    ("wish", "reduces"),
    [
        (order("sell", stop=None), True),
        (order(stop=None), False),
        (order("sell", symbol=PERPETUAL, amount="7", reduce_only=True), True),
        (order("sell", symbol=PERPETUAL, amount="7"), True),
        (order("sell", symbol=PERPETUAL, amount="7.001"), False),
        (order("sell", symbol=PERPETUAL, amount="7", type="limit", price=d("120")), False),
        (order("buy", symbol=PERPETUAL, amount="1"), False),
        (order("sell", symbol=PERPETUAL, amount="99", leg="stop", parent="1"), True),
    ],
)
def test_what_only_reduces(wish: Order, reduces: bool) -> None:
    """Long 10, of which 3 are for sale already."""
    at = account(
        filled(order(id="1", amount="10", symbol=PERPETUAL), "100"),
        accepted(order("sell", id="2", amount="3", symbol=PERPETUAL, type="limit", price=d("130"))),
    )
    assert only_reduces(wish, at) is reduces


def test_an_accounts_own_limits_stand_in_for_those_configured() -> None:
    own = {"largest_order": "0.1", "losing_streak": "5", "require_stop": "no", "of another version": "1"}
    terms = TERMS.with_own(own)
    assert terms == TERMS.model_copy(update={"largest_order": d("0.1"), "losing_streak": 5, "require_stop": False})
    assert {name: written(terms.value(name)) for name in ("largest_order", "losing_streak", "require_stop")} == {
        "largest_order": "0.1",
        "losing_streak": "5",
        "require_stop": "no",
    }


def test_which_way_is_looser() -> None:
    assert is_looser("largest_order", d("0.6"), d("0.5"))
    assert not is_looser("largest_order", d("0.5"), d("0.5"))
    assert is_looser("cool_down", 10, 30)
    assert not is_looser("cool_down", 60, 30)
    assert is_looser("require_stop", False, True)
    assert not is_looser("require_stop", True, False)


def test_an_account_that_has_nothing_left_enters_nothing() -> None:
    """100 units held at 100, which are worth nothing by now."""
    gone = account(filled(order(id="1", amount="100", symbol="SOL/USDT:USDT"), "100", NOW - timedelta(days=2)))
    found = look(order(amount="0.001"), gone, other="0")["largest order"]
    assert not found.passed
    assert found.figure == "0.10 USDT; nothing more passes now"


def test_spot_is_valued_at_its_market() -> None:
    """60 bought at 100 are worth 12,000 by now: equity 16,000, of which 4,000 are left for a position."""
    at = account(filled(order(id="1", amount="60", symbol=SPOT), "100"))
    for amount, passes in (("20", True), ("20.001", False)):
        assert look(order(amount=amount, stop=d("150")), at, price="200")["largest position"].passed is passes
