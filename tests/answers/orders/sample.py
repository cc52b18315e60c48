"""What ``/orders`` may answer."""

from services.portfolio.open_orders import OrdersAnswer, orders
from tests.answers._accounts import MAIN, PERPETUAL, SPOT, Journal, marks
from tests.answers._shared import HOSTILE, NOW

PRICES = marks({SPOT: "42156.37", PERPETUAL: "42170"})
BRACKET = (
    Journal()
    .order(0xA1B2C3, "buy", "0.2", type="limit", price="42000", stop="41000", target="44000", reserve="42025.2")
    .fill(0xA1B2C3, "0.05", "42000", "0.42")
    .order(0x51, "sell", "0.05", type="stop", trigger="41000", reduce_only=True, leg="stop", parent=0xA1B2C3)
    .order(0x52, "sell", "0.05", type="take_profit", trigger="44000", reduce_only=True, leg="target", parent=0xA1B2C3)
)
EVERY = (
    Journal("50000")
    .traded(1, "buy", "0.5", "42000", "12.6", PERPETUAL, leverage="5")
    .order(2, "sell", "0.5", PERPETUAL, type="trailing_stop", trigger="41000", trail="0.02", reduce_only=True)
    .order(3, "buy", "0.1", type="limit", price="41000", post_only=True, reserve="41024.6")
    .order(4, "buy", "0.1", type="stop_limit", trigger="43000", price="43100", tif="day", reserve="43125.86")
    .order(5, "sell", "0.3", PERPETUAL, type="take_profit", trigger="45000", price="44900", reduce_only=True)
    .order(6, "buy", "3", "ETH/USDT", type="limit", price="2000", reserve="2001.2")
    .order(7, "buy", "3", "ETH/USDT", type="limit", price="1900", reserve="1901.14")
    .fill(7, "1", "1900", "0.38")
    .cancelled(7)
    .order(8, "buy", "0.1", type="limit", price="42100", post_only=True)
    .cancelled(8, "post_only")
)
MANY = Journal("1000000")
for _number in range(40):
    MANY.order(_number + 1, "buy", "0.01", type="limit", price=f"{41000 - 100 * _number}", reserve="41000")
REASONS = ("ioc", "fok", "expired", "no_cash", "flattened", "other_leg", "nothing_held", "too_small")
ENDED = Journal()
for _number, _reason in enumerate(REASONS):
    ENDED.order(_number + 1, "buy", "0.01", type="limit", price="41000").cancelled(_number + 1, _reason)

SAMPLES: dict[str, OrdersAnswer] = {
    "none": orders(MAIN, Journal().seen, marks(), NOW),
    "none, one held": orders(MAIN, Journal().traded(1, "buy", "0.1", "40000").seen, marks(), NOW),
    "bracket": orders(MAIN, BRACKET.seen, PRICES, NOW),
    "every type": orders(MAIN, EVERY.seen, PRICES, NOW),
    "no prices": orders(MAIN, EVERY.behind, marks(), NOW),
    "many": orders(MAIN, MANY.seen, PRICES, NOW),
    "ended": orders(MAIN, ENDED.seen, marks(), NOW),
    "reset": orders(
        MAIN, Journal().order(1, "buy", "0.1", type="limit", price="41000").reset().seen, marks(), NOW, simulated=True
    ),
    "hostile": orders(MAIN, BRACKET.seen, PRICES, NOW).model_copy(
        update={"account": HOSTILE[:20], "currency": HOSTILE}
    ),
}
