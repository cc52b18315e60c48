"""If these failed, a tick would pass an account by that it should have moved, or ask all of them."""

from analytics.trading.matching import wake_prices
from tests.unit.analytics.trading.desk import D, Desk


def _wakes(desk: Desk) -> tuple[D | None, D | None]:
    return wake_prices(desk.account, desk.instrument.symbol, desk.liquidation)


def test_an_account_without_orders_sleeps() -> None:
    assert _wakes(Desk()) == (None, None)


def test_the_nearest_orders_wake_it() -> None:
    desk = Desk()
    for way, kind, terms in (
        ("buy", "limit", {"price": 97}),
        ("buy", "limit", {"price": 95}),
        ("sell", "stop", {"trigger": 96}),
        ("sell", "limit", {"price": 108}),
        ("buy", "stop", {"trigger": 104}),
        ("sell", "take_profit", {"trigger": 106}),
        ("sell", "trailing_stop", {"trail": "0.05", "trigger": 98}),
    ):
        desk.place(way, 1, kind, **terms)  # type: ignore[arg-type]
    assert _wakes(desk) == (D(98), D(104))


def test_so_does_the_liquidation() -> None:
    desk = Desk()
    desk.place("buy", 10, leverage=10, stop=85)
    desk.bar(100, 100, 100, 100)
    assert _wakes(desk) == (desk.liquidation, None)
    short = Desk()
    short.place("sell", 10, leverage=10, target=95)
    short.bar(100, 100, 100, 100)
    assert _wakes(short) == (D(95), short.liquidation)


def test_what_waits_for_no_price_is_woken_by_any() -> None:
    desk = Desk()
    desk.place("buy", 1)
    lower, _ = _wakes(desk)
    assert lower == D("Infinity")
