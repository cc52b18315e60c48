"""What is traded while processes are killed: a market made of a seed, and wishes of every order type.

Nothing in it hangs on when or how often it is run: the same script writes the same journal, record by record.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any, Final

from analytics.trading.orders import Order
from services.market.timeframes import to_ms

BEGIN: Final = datetime(2025, 3, 10, 23, 20, tzinfo=UTC)
"""In the evening, so that a day ends, and funding is settled, on the way."""
SPOT: Final = "BTC/USDT"
PERPETUAL: Final = "BTC/USDT:USDT"
HISTORY_MINUTES: Final = 2_880
STEPS: Final = 64
FALLS_AT: Final = 40
FALL: Final = 500.0
"""In this step the price falls so far that who is in debt is liquidated."""
TICK: Final = Decimal("0.1")

Make = Callable[[Decimal], dict[str, Any]]
"""What to order where the last price is so."""


def at(price: Decimal, percent: str) -> Decimal:
    return (price * (1 + Decimal(percent) / 100)).quantize(TICK)


def perpetual(leverage: str, **rest: Any) -> dict[str, Any]:
    return {"symbol": PERPETUAL, "leverage": Decimal(leverage), **rest}


ORDERS: Final[tuple[tuple[str, Make], ...]] = (
    ("buy", lambda p: {"type": "market", "amount": "0.4"}),
    ("buy", lambda p: {"type": "limit", "price": at(p, "-0.05")}),
    ("buy", lambda p: {"type": "limit", "price": at(p, "-20")}),
    ("buy", lambda p: {"type": "limit", "price": at(p, "-0.03"), "post_only": True}),
    ("buy", lambda p: {"type": "limit", "price": at(p, "1"), "post_only": True}),
    ("buy", lambda p: {"type": "stop", "trigger": at(p, "0.04")}),
    ("buy", lambda p: {"type": "stop_limit", "trigger": at(p, "0.04"), "price": at(p, "0.05")}),
    ("sell", lambda p: {"type": "take_profit", "trigger": at(p, "0.06"), "reduce_only": True}),
    ("buy", lambda p: perpetual("3", type="limit", price=at(p, "-0.02"), stop=at(p, "-0.2"), target=at(p, "0.2"))),
    ("sell", lambda p: {"type": "trailing_stop", "trail": Decimal("0.001"), "reduce_only": True}),
    ("sell", lambda p: perpetual("5", type="market", stop=at(p, "0.15"), target=at(p, "-0.15"), amount="0.7")),
    ("sell", lambda p: {"type": "limit", "price": at(p, "0.03"), "reduce_only": True, "amount": "50"}),
    ("buy", lambda p: {"type": "limit", "price": at(p, "0.2"), "tif": "ioc", "amount": "2"}),
    ("buy", lambda p: {"type": "limit", "price": at(p, "0.2"), "tif": "fok", "amount": "2"}),
    ("buy", lambda p: {"type": "limit", "price": at(p, "-0.3"), "tif": "day"}),
    ("buy", lambda p: perpetual("100", type="market", amount="0.3")),
    ("sell", lambda p: perpetual("1", type="market", amount="0.2", reduce_only=True)),
    ("sell", lambda p: {"type": "market", "amount": "0.1", "reduce_only": True}),
)


def minute(step: int) -> datetime:
    """When the step is taken."""
    return BEGIN + timedelta(minutes=step)


def prices(seed: int) -> list[tuple[int, float, float, float, float, float]]:
    """Minutes of the market: time (UTC ms), open, high, low, close, volume."""
    chance, last, rows = Random(seed), 20_000.0, []  # noqa: S311
    for number in range(HISTORY_MINUTES + STEPS):
        opened = round(last + chance.gauss(0, 2), 1)
        last = round(opened + chance.gauss(0, 12) - FALL * (number - HISTORY_MINUTES == FALLS_AT), 1)
        high, low = round(max(opened, last) + 6 * chance.random(), 1), round(min(opened, last) - 6 * chance.random(), 1)
        time = to_ms(minute(number - HISTORY_MINUTES))
        rows.append((time, opened, high, low, last, round(1 + 4 * chance.random(), 3)))
    return rows


def write_market(folder: Path, seed: int) -> None:
    """The files that a replay reads."""
    folder.mkdir(parents=True)
    lines = ["timestamp_ms,open,high,low,close,volume", *(",".join(map(str, row)) for row in prices(seed))]
    (folder / "BTC-USDT_1m.csv").write_text("\n".join(lines) + "\n")
    settled = to_ms(datetime(2025, 3, 11, tzinfo=UTC))
    (folder / "BTC-USDT_funding_8h.csv").write_text(f"timestamp_ms,funding_rate\n{settled},0.0001\n")


def order_of(account: str, seed: int, step: int, price: Decimal) -> Order:
    """The order that is wished for at ``step``; the same wish is the same order, ever."""
    way, make = ORDERS[step % len(ORDERS)]
    terms = {"symbol": SPOT, "amount": "0.3", "leverage": Decimal(1), **make(price)}
    limit = terms.get("price") or terms.get("trigger") or price
    if not terms.get("reduce_only"):
        terms["reserve"] = at(limit / terms["leverage"], "1")
    return Order(
        id=sha256(f"{seed}:{step}".encode()).hexdigest()[:32],
        way="buy" if way == "buy" else "sell",
        at=to_ms(minute(step)),
        by=account,
        **{**terms, "amount": Decimal(terms["amount"])},
    )
