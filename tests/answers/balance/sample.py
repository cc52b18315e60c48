"""What ``/balance`` may answer."""

from services.portfolio.balance import BalanceAnswer, balance
from tests.answers._accounts import MAIN, PERPETUAL, SERVERS, SPOT, SWING, Journal, marks
from tests.answers._shared import HOSTILE, NOW, provenance

SPOT_HELD = Journal().traded(1, "buy", "0.1", "40000", "2.4")
RESTING = Journal().order(1, "buy", "0.1", type="limit", price="39000", reserve="39007.8")
PERP_SHORT = (
    Journal()
    .traded(1, "sell", "0.5", "42000", "12.6", PERPETUAL, leverage="5", stop="43000")
    .funded("-2.1")
    .order(2, "buy", "0.5", PERPETUAL, type="stop", trigger="43000", reduce_only=True, leg="stop", parent=1)
)
MIXED = (
    Journal()
    .traded(1, "buy", "0.05", "40000", "1.2")
    .traded(2, "sell", "0.05", "41000", "1.23")
    .traded(3, "buy", "0.1", "40000", "2.4")
    .traded(4, "buy", "1", "2200", "1.32", "ETH/USDT")
    .traded(5, "buy", "0.1", "42000", "2.52", PERPETUAL, leverage="3", stop="41000")
    .funded("1.05")
    .order(6, "buy", "0.02", type="limit", price="39000", reserve="39007.8")
)
MANY = Journal("100000")
for _number in range(12):
    MANY.traded(_number + 1, "buy", "10", f"{_number + 1}", "0.01", f"COIN{_number}/USDT")

SAMPLES: dict[str, BalanceAnswer] = {
    "untouched": balance(MAIN, Journal().seen, marks(), NOW),
    "server's, untouched": balance(SERVERS, Journal(account_id=SERVERS).seen, marks(), NOW),
    "spot": balance(MAIN, SPOT_HELD.seen, marks({SPOT: "42156.37"}), NOW),
    "resting": balance(MAIN, RESTING.seen, marks(), NOW),
    "short": balance(MAIN, PERP_SHORT.seen, marks({PERPETUAL: "41500"}), NOW),
    "mixed": balance(MAIN, MIXED.seen, marks({SPOT: "42156.37", "ETH/USDT": "2310.5", PERPETUAL: "42170"}), NOW),
    "one without a price": balance(MAIN, MIXED.seen, marks({SPOT: "42156.37", PERPETUAL: "42170"}), NOW),
    "no price at all": balance(MAIN, SPOT_HELD.behind, marks(), NOW),
    "behind": balance(MAIN, SPOT_HELD.behind, marks({SPOT: "42156.37"}, provenance(stale=True)), NOW),
    "many": balance(SWING, MANY.seen, marks({f"COIN{n}/USDT": f"{n + 1.5}" for n in range(12)}), NOW),
    "all lost": balance(
        MAIN,
        Journal("100")
        .traded(1, "buy", "0.01", "42000", "0", PERPETUAL, leverage="4.2")
        .liquidated("32100", "0.01", "100")
        .seen,
        marks(),
        NOW,
    ),
    "reset": balance(MAIN, Journal().traded(1, "buy", "0.1", "40000", "2.4").reset().seen, marks(), NOW),
    "simulated": balance(
        MAIN, SPOT_HELD.seen, marks({SPOT: "42156.37"}, provenance(source="sim")), NOW, simulated=True
    ),
    "hostile": balance(MAIN, SPOT_HELD.seen, marks({SPOT: "42156.37"}), NOW).model_copy(
        update={"account": HOSTILE[:20], "currency": HOSTILE, "unpriced": (HOSTILE,)}
    ),
}
