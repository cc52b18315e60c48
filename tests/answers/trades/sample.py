"""What ``/trades`` may answer."""

from services.portfolio.trades import TradesAnswer, trades
from tests.answers._accounts import MAIN, PERPETUAL, Journal
from tests.answers._shared import HOSTILE, NOW

WON_AND_LOST = (
    Journal()
    .traded(1, "buy", "0.1", "40000", "2.4", stop="39000")
    .traded(2, "sell", "0.1", "41500", "2.49")
    .traded(3, "sell", "0.2", "42000", "5.04", PERPETUAL, leverage="3", stop="42500")
    .funded("-0.84")
    .traded(4, "buy", "0.2", "42300", "5.076", PERPETUAL, leverage="3", reduce_only=True)
    .traded(5, "buy", "2", "2200", "2.64", "ETH/USDT")
    .traded(6, "sell", "2", "2210", "2.652", "ETH/USDT")
)
LIQUIDATED = (
    Journal("1000")
    .traded(1, "buy", "0.1", "42000", "2.52", PERPETUAL, leverage="10", stop="41000")
    .liquidated("38053.38", "0.1", "420")
)
MANY = Journal("100000")
for _number in range(40):
    MANY.traded(2 * _number + 1, "buy", "0.1", "40000", "2.4", stop="39000")
    MANY.traded(2 * _number + 2, "sell", "0.1", f"{39500 + 50 * _number}", "2.4")

SAMPLES: dict[str, TradesAnswer] = {
    "none": trades(MAIN, Journal().seen, NOW),
    "none yet, one open": trades(MAIN, Journal().traded(1, "buy", "0.1", "40000").seen, NOW),
    "none of it": trades(MAIN, WON_AND_LOST.seen, NOW, symbol="SOL/USDT"),
    "won and lost": trades(MAIN, WON_AND_LOST.behind, NOW),
    "one market": trades(MAIN, WON_AND_LOST.seen, NOW, symbol=PERPETUAL),
    "liquidated": trades(MAIN, LIQUIDATED.seen, NOW, simulated=True),
    "many": trades(MAIN, MANY.seen, NOW, count=25),
    "ten of many": trades(MAIN, MANY.seen, NOW),
    "hostile": trades(MAIN, WON_AND_LOST.seen, NOW).model_copy(
        update={"account": HOSTILE[:20], "symbol": HOSTILE[:40]}
    ),
}
