"""If these failed, a paper account would be told a price that nobody could have had."""

from tests.unit.analytics.trading.desk import D, Desk


def test_a_bracket_from_its_entry_to_its_stop() -> None:
    desk = Desk()
    desk.place("buy", 1, "limit", price=98, stop=95, target=104)
    desk.bar(100, 101, 97, 99)
    assert desk.open == ["sell 1 stop 95", "sell 1 limit 104"]
    desk.bar(99, 106, 94, 100)
    assert desk.fills == ["buy 1 at 98", "sell 1 at 95"]
    assert desk.open == []
    assert desk.account.cash == D(9997)
