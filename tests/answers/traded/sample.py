"""What is told of orders and positions: usual, tiny, huge and hostile."""

from decimal import Decimal
from typing import Any

from services.core.events import Event
from services.core.units import ExactPrice, Figure, Money, Size
from services.orders.events import Traded
from tests.answers._shared import HOSTILE, NOW

D = Decimal


def traded(what: Any, **more: Any) -> Traded:
    usual = {
        "key": f"traded {what}",
        "at": NOW,
        "account": "paper:discord:12",
        "called": "main",
        "person": "discord:12",
        "server": None,
        "symbol": "BTC/USDT",
        "side": "sell",
        "order": "0" * 32,
        "price": ExactPrice(D("42156.37")),
        "amount": Size(D("0.5")),
        "left": Size(0),
        "fee": Money(D("21.07")),
        "pnl": None,
    }
    return Traded(what=what, **usual | more)


SAMPLES: dict[str, Event] = {
    "filled": traded("filled", side="buy", held=Size(D("0.5"))),
    "filled, and over": traded("filled", pnl=Money(D("812.4")), r_multiple=Figure(1.63)),
    "partly": traded("partly filled", side="buy", left=Size(D("1.25")), held=Size(D("0.5"))),
    "stopped": traded("stopped", pnl=Money(D("-52.10")), r_multiple=Figure(-1.02)),
    "stopped, no risk known": traded("stopped", pnl=Money(D("-0.0034"))),
    "stopped in part": traded("stopped", left=Size(D("0.1")), held=Size(D("0.1"))),
    "short stopped": traded(
        "stopped", side="buy", symbol="BTC/USDT:USDT", pnl=Money(D("-7")), r_multiple=Figure(-0.04)
    ),
    "target": traded("target reached", pnl=Money(D("1204.5")), r_multiple=Figure(2.96)),
    "target of a part": traded("target reached", side="buy", held=Size(D("-0.25")), symbol="ETH/USDT:USDT"),
    "even": traded("filled", pnl=Money(D(0)), r_multiple=Figure(0.0)),
    "liquidated": traded(
        "liquidated",
        symbol="ETH/USDT:USDT",
        order="",
        fee=Money(0),
        pnl=Money(D("-150.25")),
        account="paper:discord:12:swing2",
        called="swing2",
    ),
    "refused": traded("refused", side="buy", price=None, fee=Money(0), reason="no_cash"),
    "expired": traded("cancelled", side="buy", price=None, fee=Money(0), reason="expired", held=Size(D(3))),
    "of the server": traded(
        "filled", account="paper:server:discord:9", called="server", person=None, server="discord:9"
    ),
    "tiny": traded("filled", price=ExactPrice(D("0.00001234")), amount=Size(D(12_000_000)), symbol="1000PEPE/USDT"),
    "hostile": traded("refused", price=None, reason=HOSTILE, called="swing"),
}
