"""What ``/positions`` may answer."""

from datetime import timedelta

import numpy as np

from services.market.candles import Candles, Provenance
from services.market.source import FundingRate
from services.market.timeframes import to_ms
from services.market.view import Snapshot
from services.orders.paper import SeenAccount
from services.portfolio.positions import Looked, positions
from services.portfolio.positions_facts import PositionsAnswer
from tests.answers._accounts import MAIN, PERPETUAL, SPOT, Journal, d, instrument, marks
from tests.answers._shared import HOSTILE, NOW, ORIGIN, provenance

BARS = 400


def wave(symbol: str = SPOT, price: float = 42_156.37, bars: int = BARS, flat: bool = False) -> Candles:
    """A rise of a third with a pull-back, that ends at ``price``."""
    at = np.arange(bars)
    close = 1 + 0.25 * at / bars + 0.03 * np.sin(at / 7) + 0.02 * np.sin(at / 29)
    close = np.full(bars, price) if flat else close / close[-1] * price
    spread = 0.0 if flat else 0.004
    open_ = np.roll(close, 1)
    open_[0] = close[0]
    high, low = np.maximum(open_, close) * (1 + spread), np.minimum(open_, close) * (1 - spread)
    newest = to_ms(NOW - timedelta(hours=7))
    time = newest - (bars - 1 - at.astype(np.int64)) * 14_400_000
    return Candles(symbol, "4h", time, open_, high, low, close, np.ones(bars))


def looked(
    symbol: str = SPOT, price: float = 42_156.37, origin: Provenance = ORIGIN, bars: int = BARS, flat: bool = False
) -> Looked:
    perpetual = ":" in symbol
    return Looked(
        instrument(symbol, tick=d("0.00000001") if price < 1 else d("0.01")),
        Snapshot(wave(symbol, price, bars, flat), price, None, origin),
        FundingRate(time=NOW - timedelta(hours=3), rate=d("0.0001")) if perpetual else None,
    )


def held(
    seen: SeenAccount,
    prices: dict[str, str],
    symbol: str | None = None,
    origin: Provenance = ORIGIN,
    unseen: frozenset[str] = frozenset(),
) -> PositionsAnswer:
    looks = {each: looked(each, float(price), origin) for each, price in prices.items() if each not in unseen}
    return positions(MAIN, seen, marks(prices, origin), looks, NOW, symbol=symbol, simulated=origin.source == "sim")


BARE = Journal().traded(1, "buy", "0.1", "40000", "2.4")
STOPPED = (
    Journal()
    .traded(1, "buy", "0.1", "41000", "2.46", stop="40000", target="44000")
    .order(2, "sell", "0.1", type="stop", trigger="40000", reduce_only=True, leg="stop", parent=1)
    .order(3, "sell", "0.1", type="take_profit", trigger="44000", reduce_only=True, leg="target", parent=1)
)
LONG = (
    Journal()
    .traded(1, "buy", "0.5", "42000", "12.6", PERPETUAL, leverage="5", stop="41000")
    .funded("2.1")
    .order(2, "sell", "0.3", PERPETUAL, type="stop", trigger="41000", reduce_only=True, leg="stop", parent=1)
)
SHORT = (
    Journal()
    .traded(1, "sell", "0.5", "42000", "12.6", PERPETUAL, leverage="3", stop="43000")
    .funded("-2.1")
    .order(2, "buy", "0.5", PERPETUAL, type="stop", trigger="43000", reduce_only=True, leg="stop", parent=1)
    .order(3, "buy", "0.5", PERPETUAL, type="take_profit", trigger="39000", reduce_only=True, leg="target", parent=1)
)
NEAR = Journal().traded(1, "buy", "2", "42000", "50.4", PERPETUAL, leverage="20")
LATE = (
    Journal()
    .traded(1, "buy", "0.5", "42000", "12.6", PERPETUAL, leverage="10")
    .order(2, "sell", "0.5", PERPETUAL, type="stop", trigger="30000", reduce_only=True, leg="stop", parent=1)
)
TRAILED = (
    Journal()
    .traded(1, "buy", "0.1", "40000", "2.4", stop="39000")
    .order(2, "sell", "0.1", type="trailing_stop", trigger="41300", trail="0.02", reduce_only=True)
)
SEVERAL = (
    Journal("50000")
    .traded(1, "buy", "0.1", "40000", "2.4")
    .traded(2, "sell", "0.5", "42000", "12.6", PERPETUAL, leverage="3", stop="43000")
    .order(3, "buy", "0.5", PERPETUAL, type="stop", trigger="43000", reduce_only=True, leg="stop", parent=2)
    .traded(4, "buy", "2", "2200", "2.64", "ETH/USDT")
)
THREE = {SPOT: "42156.37", PERPETUAL: "42170", "ETH/USDT": "2310.5"}
MANY = Journal("100000")
for _number in range(14):
    MANY.traded(_number + 1, "buy", "10", f"{_number + 1}", "0.01", f"COIN{_number}/USDT")
SMALL = Journal().traded(1, "buy", "123456789", "0.00001234", "0.9", "PEPE/USDT", stop="0.000011")

SAMPLES: dict[str, PositionsAnswer] = {
    "none": held(Journal().seen, {}),
    "none of it": held(Journal().seen, {}, "ETH/USDT"),
    "spot, no stop": held(BARE.seen, {SPOT: "42156.37"}),
    "spot, stop and target": held(STOPPED.seen, {SPOT: "42156.37"}),
    "long, stop of a part": held(LONG.seen, {PERPETUAL: "42156.37"}),
    "short": held(SHORT.seen, {PERPETUAL: "41500"}),
    "near liquidation": held(NEAR.behind, {PERPETUAL: "40800"}),
    "stop behind liquidation": held(LATE.seen, {PERPETUAL: "42156.37"}),
    "trailed into gain": held(TRAILED.seen, {SPOT: "42156.37"}),
    "several": held(SEVERAL.seen, THREE),
    "several, one asked for": held(SEVERAL.seen, THREE, "ETH/USDT"),
    "several, another asked for": held(SEVERAL.seen, THREE, "SOL/USDT"),
    "several, one without a price": held(SEVERAL.seen, {SPOT: "42156.37", "ETH/USDT": "2310.5"}),
    "no price": held(LONG.behind, {}),
    "not looked at": held(BARE.seen, {SPOT: "42156.37"}, unseen=frozenset((SPOT,))),
    "many": held(MANY.seen, {f"COIN{n}/USDT": f"{n + 1.5}" for n in range(14)}),
    "small": held(SMALL.seen, {"PEPE/USDT": "0.00001301"}),
    "simulated": held(SHORT.seen, {PERPETUAL: "43100"}, origin=provenance(source="sim", venue="simulated", stale=True)),
    "hostile": held(STOPPED.seen, {SPOT: "42156.37"}).model_copy(update={"account": HOSTILE[:20], "currency": HOSTILE}),
}
