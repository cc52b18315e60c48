"""What placing or closing may come to: usual and odd."""

from typing import Any

from services.orders.entry import OrderFacts, OrderPlaced
from tests.answers._shared import NOW, ORIGIN

ID = "3fa9c1d2" * 4


def facts(**changes: Any) -> OrderFacts:
    usual = dict.fromkeys(("price", "trigger", "stop", "target", "trail", "leverage"))
    plain = {"way": "buy", "type": "market", "amount": "0.237", "tif": "gtc", "reduce_only": False}
    return OrderFacts.model_validate({**usual, **plain, **changes})


def placed(order: OrderFacts | None = None, **changes: Any) -> OrderPlaced:
    usual = dict.fromkeys(("average", "fee", "entry", "stop", "target"))
    plain = {"as_of": NOW, "symbol": "BTC/USDT", "provenance": ORIGIN, "account": "main", "currency": "USDT"}
    state = {"id": ID, "short": ID[:6], "state": "open", "why": "", "filled": 0, "left": "0.237", "held": 0}
    told = {**usual, **plain, **state, "order": order or facts(), "free": "9876.5", **changes}
    return OrderPlaced.model_validate(told)


FILLED: dict[str, Any] = {"state": "filled", "filled": "0.237", "left": 0, "average": "42156.37", "fee": "9.991"}
HELD: dict[str, Any] = {"held": "0.237", "entry": "42156.37"}
SAMPLES: dict[str, OrderPlaced] = {
    "filled, with a bracket": placed(facts(stop=41000, target=45000), **FILLED, **HELD, stop=41000, target=45000),
    "filled, stop alone": placed(facts(stop=41000), **FILLED, **HELD, stop=41000),
    "filled, target alone": placed(facts(target=45000), **FILLED, **HELD, target=45000),
    "filled, nothing held": placed(facts(way="sell", reduce_only=True), **FILLED),
    "filled before": placed(**{**FILLED, "fee": None}, **HELD, before=True),
    "short": placed(facts(way="sell", leverage=5.0), **FILLED, **{**HELD, "held": "-0.237"}, symbol="BTC/USDT:USDT"),
    "waiting": placed(state="waiting"),
    "open": placed(facts(type="limit", price=40000, tif="day")),
    "open, stop with a stop": placed(facts(type="stop", trigger=44000, stop=41000, target=50000)),
    "open, stop-limit, server": placed(facts(type="stop_limit", price=44100, trigger=44000), account="server"),
    "partly filled": placed(
        facts(type="limit", price=42000), state="partly filled", filled="0.1", left="0.137", average=42000, fee="4.2",
        held="0.1", entry=42000,
    ),
    "ended, dropped": placed(facts(type="limit", price=40000, tif="fok"), state="ended", why="fok", left=0),
    "ended, partly": placed(
        facts(type="limit", price=42000, tif="ioc"), state="ended", why="ioc", left=0, filled="0.1", average=42000,
        held="0.1", entry=42000,
    ),
}  # fmt: skip
