"""Accounts and orders for tests, made of records as the journal has them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import yaml

from analytics.trading.account import Account, account_of
from analytics.trading.instrument import Instrument, kind_of
from analytics.trading.orders import Order
from analytics.trading.records import Accepted, Filled, Marked, Opened, Ordered, Record
from services.autonomy.terms import AiTerms, AutonomyTerms
from services.market.timeframes import to_ms
from services.orders.limit_terms import LimitTerms
from tests.conftest import ROOT

NOW = datetime(2023, 12, 30, 19, tzinfo=UTC)
MIDNIGHT = datetime(2023, 12, 30, tzinfo=UTC)
SPOT, PERPETUAL = "BTC/USDT", "BTC/USDT:USDT"


def d(text: str) -> Decimal:
    return Decimal(text)


TERMS = LimitTerms(
    largest_order=d("0.5"),
    largest_position=d("1"),
    exposure=d("2"),
    leverage=d("10"),
    orders_a_minute=30,
    daily_loss=d("0.05"),
    drawdown=d("0.2"),
    losing_streak=3,
    cool_down=30,
    require_stop=True,
)
AI = AiTerms.model_validate(yaml.safe_load((ROOT / "config" / "ai.yaml").read_text()))
AUTONOMY = AutonomyTerms.model_validate(yaml.safe_load((ROOT / "config" / "autonomy.yaml").read_text()))


def ms(at: datetime = NOW) -> int:
    return to_ms(at)


def instrument(symbol: str = SPOT, **terms: Any) -> Instrument:
    usual: dict[str, Any] = {
        "symbol": symbol,
        "base": symbol.split("/")[0],
        "quote": "USDT",
        "kind": kind_of(symbol),
        "tick": d("0.1"),
        "lot": d("0.001"),
        "least_amount": d("0.001"),
        "least_notional": d("5"),
        "maker": d("0.0002"),
        "taker": d("0.0006"),
    }
    return Instrument(**(usual | terms))


def order(way: Any = "buy", amount: str = "1", symbol: str = SPOT, **terms: Any) -> Order:
    """A market order with a stop on the right side of 100, unless ``terms`` say otherwise."""
    stop = d("90") if way == "buy" else d("110")
    usual: dict[str, Any] = {"id": "new", "type": "market", "at": ms(), "stop": stop}
    return Order(symbol=symbol, way=way, amount=d(amount), **(usual | terms))


def opened(cash: str = "10000", at: datetime = MIDNIGHT - timedelta(days=10)) -> Opened:
    return Opened(ms(at), "paper:discord:7", "USDT", d(cash))


def accepted(placed: Order, at: datetime = NOW - timedelta(hours=1)) -> list[Record]:
    """It rests."""
    placed = replace(placed, at=ms(at))
    return [Ordered(ms(at), placed), Accepted(ms(at), placed.id, placed.id, ms(at))]


def filled(placed: Order, price: str, at: datetime = NOW - timedelta(hours=1)) -> list[Record]:
    """It was filled, whole, without a fee."""
    fill = Filled(ms(at), placed.id, placed.symbol, 1, d(price), placed.amount, Decimal(0), False, d(price))
    return [*accepted(placed, at), fill]


def trade(number: int, at: datetime, entry: str = "100", out: str = "99") -> list[Record]:
    """One unit bought and sold again."""
    return [
        *filled(order(id=f"in{number}"), entry, at),
        *filled(order("sell", id=f"out{number}", stop=None), out, at),
    ]


def marked(equity: str, at: datetime = MIDNIGHT) -> Marked:
    return Marked(ms(at), d(equity))


def account(*records: Record | Iterable[Record]) -> Account:
    flat = [each for some in records for each in (some if isinstance(some, Iterable) else (some,))]
    return account_of("paper:discord:7", [opened(), *flat])
