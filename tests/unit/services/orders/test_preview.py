"""If these failed, a preview would promise what does not happen."""

from decimal import Decimal

import pytest

from services.core.errors import BadOrder
from tests.orders import BUSY, FRICTION, NO_FRICTION, PERPETUAL, account, bought, planned, preview, scene

D = Decimal
BUSY_PERPETUAL = scene(instrument=PERPETUAL, friction=FRICTION, liquidity=BUSY)
SHORT = account(*bought("BTC/USDT:USDT", "0.1", "40000", way="sell", leverage=4))


def test_a_stop_is_reckoned_as_a_market_order_and_a_target_as_a_limit() -> None:
    told = preview("buy", "0.1", BUSY_PERPETUAL, leverage=5, stop=39000, target=42000)
    slippage = D("0.0002") + D("0.03") * (D("0.1") / 10_000).sqrt()
    out = (39000 * (1 - slippage)).quantize(D("0.1"), "ROUND_FLOOR")
    assert told.risk is not None
    assert told.expected == (40000 * (1 + slippage)).quantize(D("0.1"), "ROUND_CEILING")
    assert told.risk.cash == D("0.1") * (told.expected - out + (told.expected + out) * PERPETUAL.taker)
    paid = told.expected * PERPETUAL.taker + 42000 * PERPETUAL.maker
    assert told.risk.reward == D("0.1") * (42000 - told.expected - paid)


def test_of_an_order_that_turns_a_position_what_it_opens_is_at_risk() -> None:
    told = preview("buy", "0.3", scene(SHORT, PERPETUAL, price="39000"), leverage=4, stop=38000, target=41000)
    assert told.risk is not None
    assert told.gain == D("0.1") * (1000 - 39000 * PERPETUAL.taker)
    assert told.risk.cash == D("0.2") * (1000 + (39000 + 38000) * PERPETUAL.taker)
    assert told.risk.reward == D("0.2") * (2000 - 39000 * PERPETUAL.taker - 41000 * PERPETUAL.maker)


def test_what_closing_gives_back_pays_for_the_other_side() -> None:
    held = account(*bought("BTC/USDT:USDT", "0.9", "40000", leverage=4))
    turned = planned("sell", "1.8", scene(held, PERPETUAL), leverage=4)
    assert (held.free, turned.cost) == (D(1000), D(9000))
    with pytest.raises(BadOrder, match="is free"):
        planned("sell", "2.0", scene(held, PERPETUAL), leverage=4)


@pytest.mark.parametrize(("price", "maker"), [(39999, True), (40000, True), (40001, False)])
def test_a_limit_at_the_price_rests(price: int, maker: bool) -> None:
    assert planned("buy", "0.1", scene(friction=NO_FRICTION), price=price).maker is maker


def test_the_risk_of_a_trail_is_to_where_its_stop_begins() -> None:
    told = preview("buy", "0.1", scene(), type="market", trail=2)
    assert told.risk is not None
    assert told.risk.cash == D("0.1") * (800 + (40000 + 39200) * D("0.001"))
    assert [(each.type, each.trail) for each in (told.again(), told.placed())] == [("market", D(2))] * 2
