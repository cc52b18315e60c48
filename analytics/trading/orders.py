"""Orders, as they are written down."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from analytics.trading.instrument import kind_of

Way = Literal["buy", "sell"]
OrderType = Literal["market", "limit", "stop", "stop_limit", "take_profit", "trailing_stop"]
"""``stop`` and ``take_profit`` become market orders at their trigger, or with a price limit orders (``stop_limit``)."""
TimeInForce = Literal["gtc", "ioc", "fok", "day"]
"""Until cancelled; what fills at once, and the rest not; all at once or nothing; until the day ends (UTC)."""
Leg = Literal["entry", "stop", "target"]
"""What an order is within a bracket; one that stands alone is an ``entry``."""

STOPS: Final[frozenset[OrderType]] = frozenset({"stop", "stop_limit", "trailing_stop"})
"""What waits until the price has gone against whoever placed it."""
ZERO: Final = Decimal(0)
ONE: Final = Decimal(1)


@dataclass(frozen=True, slots=True)
class Order:
    """An order as it was accepted. Times are UTC ms; prices in quote currency, amounts in base currency.

    ``id``: 32 hexadecimal digits, made of the wish that it comes from, so that the same wish makes one order. ``stop``
    and ``target`` of an entry make a bracket: as the entry fills, two orders of the size filled protect it, of which
    one cancels the other (``parent`` is then the entry's id). ``trail`` is a fraction of the best price since; of an
    order of another type it is that of its bracket's stop.
    """

    id: str
    symbol: str
    way: Way
    type: OrderType
    amount: Decimal
    at: int
    price: Decimal | None = None
    """The limit."""
    trigger: Decimal | None = None
    trail: Decimal | None = None
    stop: Decimal | None = None
    target: Decimal | None = None
    leverage: Decimal = ONE
    tif: TimeInForce = "gtc"
    post_only: bool = False
    reduce_only: bool = False
    parent: str | None = None
    leg: Leg = "entry"
    reserve: Decimal = ZERO
    """The cash that one unit keeps back until it is filled, fees included; of what only reduces, nothing."""
    by: str = ""
    """Who asked, as ``signed`` names them (services/accounts/naming.py); an agent or a bot by its own."""
    decision: str = ""
    """The id of an agent's decision that it comes of."""
    place: str = ""
    """The place that it was asked from (``naming.place_of``), whose switches hold for it; empty in private."""

    @property
    def buying(self) -> bool:
        return self.way == "buy"

    @property
    def sign(self) -> int:
        return 1 if self.way == "buy" else -1

    @property
    def reduces(self) -> bool:
        """Whether all it can do is reduce what is held, as every sale on a spot market."""
        return self.reduce_only or (not self.buying and kind_of(self.symbol) == "spot")

    @property
    def is_stop(self) -> bool:
        return self.type in STOPS

    @property
    def has_stop(self) -> bool:
        """Whether a stop, or one that trails, protects what it opens."""
        return self.stop is not None or (self.trail is not None and self.type != "trailing_stop")

    def through(self, price: Decimal) -> bool:
        """Whether ``price`` is better than its limit."""
        if self.price is None:
            return True
        return price < self.price if self.buying else price > self.price


@dataclass(slots=True)
class Working:
    """An order that is open: ``amount`` is what it is for by now, ``filled`` what was filled of it.

    ``since`` (UTC ms): nothing that was seen of the market before may fill it. ``triggered``: its trigger was reached.
    ``level`` is its trigger, or where a trailing stop stands. ``spent`` is Σ price · amount of its fills, ``fees`` what
    they cost. ``takes``: the market was beyond its limit as it was accepted. ``number`` counts an account's orders.
    """

    order: Order
    amount: Decimal
    since: int
    filled: Decimal = ZERO
    spent: Decimal = ZERO
    fees: Decimal = ZERO
    fills: int = 0
    triggered: bool = False
    level: Decimal | None = None
    accepted: bool = False
    takes: bool = False
    number: int = 0

    @property
    def is_limit(self) -> bool:
        """Whether it waits at its limit by now."""
        return self.order.price is not None and (self.order.type == "limit" or self.triggered)

    @property
    def acts_at(self) -> Decimal | None:
        """The price at which something happens to it: its trigger, or once that was reached, or without one, its limit;
        ``None``: any."""
        return self.order.price if self.is_limit or self.triggered else self.level

    @property
    def left(self) -> Decimal:
        return self.amount - self.filled
