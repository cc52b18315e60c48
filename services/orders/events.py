"""What is told of trades: to whoever's account it is, or where the server's is told."""

from typing import ClassVar, Literal

from services.core.events import Event
from services.core.units import ExactPrice, Money, Size


class Traded(Event):
    """Something happened to an order or position of ``account``: told to ``person``, or in ``server``'s channel."""

    subject: ClassVar[str] = "trades"

    account: str
    person: str | None
    server: str | None
    what: Literal["filled", "partly filled", "stopped", "target reached", "liquidated", "refused", "cancelled"]
    symbol: str
    side: Literal["buy", "sell"]
    order: str
    price: ExactPrice | None
    amount: Size
    left: Size
    fee: Money
    pnl: Money | None
    """Of the whole trade, after fees and funding, where this ended it."""
    reason: str = ""


class TradingSwitched(Event):
    """Trading was stopped or let go on: a pause of entries or the kill switch, for a place (``server``) or for all
    accounts of a ``person``. ``by`` is who switched, as people call them."""

    subject: ClassVar[str] = "risk"

    switch: Literal["pause", "kill"]
    on: bool
    person: str | None
    server: str | None
    by: str
    reason: str = ""

    @property
    def for_person(self) -> str | None:
        return self.person

    @property
    def for_server(self) -> str | None:
        return self.server
