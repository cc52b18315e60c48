"""What can happen in an account, as it is written into its journal. The account is what these records make of it.

``at`` is when it happened (UTC ms); of what the market did, the close of the bar, or the instant of the tick, that
showed it. ``id`` is unique in the journal, and made of what the record is about: the same thing is written once.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from analytics.trading.agent_records import AgentRecord
from analytics.trading.orders import Order

CancelReason = Literal[
    "asked",  # by whoever may
    "ioc",  # the rest of an order that fills at once or not
    "fok",  # it could not be filled whole at once
    "post_only",  # it would have taken
    "expired",  # its day is over
    "other_leg",  # a leg of its bracket was filled
    "nothing_held",  # it only reduces, and nothing is left to reduce
    "no_cash",  # what is free does not pay for it any more
    "too_small",  # what is left is less than the venue takes
    "liquidated",
    "paused",
    "killed",
    "flattened",
    "reset",
]


@dataclass(frozen=True, slots=True)
class Opened:
    """The first record: the account is there, with ``cash`` in ``currency``."""

    at: int
    account: str
    currency: str
    cash: Decimal
    kind: Literal["opened"] = "opened"

    @property
    def id(self) -> str:
        return "opened"


@dataclass(frozen=True, slots=True)
class Ordered:
    """The intent: on disk before anything is done about it."""

    at: int
    order: Order
    kind: Literal["ordered"] = "ordered"

    @property
    def id(self) -> str:
        return self.order.id


@dataclass(frozen=True, slots=True)
class Accepted:
    """The venue has the order; ``venue_id`` is its own name for it. It may be filled from ``since`` on (latency).
    ``price`` is the market's as it came, where that is known."""

    at: int
    order: str
    venue_id: str
    since: int
    price: Decimal | None = None
    kind: Literal["accepted"] = "accepted"

    @property
    def id(self) -> str:
        return f"{self.order}:accepted"


@dataclass(frozen=True, slots=True)
class Refused:
    """A wish that the gate or the venue turned down: ``limit`` names what, ``value`` is what it allows, ``figure``
    what was asked. ``order`` is the id that it would have had."""

    at: int
    order: str
    symbol: str
    by: str
    limit: str
    value: str
    figure: str
    kind: Literal["refused"] = "refused"

    @property
    def id(self) -> str:
        return f"{self.order}:refused:{self.at}"


@dataclass(frozen=True, slots=True)
class Dropped:
    """A previewed order that its asker cancelled before it was placed: it can be placed no more."""

    at: int
    order: str
    by: str
    kind: Literal["dropped"] = "dropped"

    @property
    def id(self) -> str:
        return self.order


@dataclass(frozen=True, slots=True)
class Triggered:
    """A stop's, take-profit's or trailing stop's trigger was reached, at ``price``."""

    at: int
    order: str
    symbol: str
    price: Decimal
    kind: Literal["triggered"] = "triggered"

    @property
    def id(self) -> str:
        return f"{self.order}:triggered"


@dataclass(frozen=True, slots=True)
class Filled:
    """``amount`` of the order was filled at ``price``. ``fee`` is in quote currency; ``seen`` is the market's price
    that it was reckoned from, before spread and slippage. ``number`` counts the order's fills from 1."""

    at: int
    order: str
    symbol: str
    number: int
    price: Decimal
    amount: Decimal
    fee: Decimal
    maker: bool
    seen: Decimal
    kind: Literal["filled"] = "filled"

    @property
    def id(self) -> str:
        return f"{self.order}:fill:{self.number}"


@dataclass(frozen=True, slots=True)
class Resized:
    """An open order is for ``amount`` from now on (what was filled of it included)."""

    at: int
    order: str
    symbol: str
    amount: Decimal
    kind: Literal["resized"] = "resized"

    @property
    def id(self) -> str:
        return f"{self.order}:resized:{self.amount:f}:{self.at}"


@dataclass(frozen=True, slots=True)
class Trailed:
    """A trailing stop stands at ``level`` from the next bar on."""

    at: int
    order: str
    symbol: str
    level: Decimal
    kind: Literal["trailed"] = "trailed"

    @property
    def id(self) -> str:
        return f"{self.order}:trailed:{self.level:f}"


@dataclass(frozen=True, slots=True)
class Cancelled:
    """An open order is open no more; what was filled of it stays. ``by`` is who asked, where somebody did."""

    at: int
    order: str
    symbol: str
    reason: CancelReason
    by: str = ""
    kind: Literal["cancelled"] = "cancelled"

    @property
    def id(self) -> str:
        return f"{self.order}:cancelled"


@dataclass(frozen=True, slots=True)
class Funded:
    """Funding of a perpetual at its settlement ``at``: ``paid`` by the position (below zero: received), at ``rate`` on
    the ``amount`` (signed) held then, worth ``mark`` each. ``assumed``: the rate was not known."""

    at: int
    symbol: str
    rate: Decimal
    mark: Decimal
    amount: Decimal
    paid: Decimal
    assumed: bool = False
    kind: Literal["funded"] = "funded"

    @property
    def id(self) -> str:
        return f"funded:{self.symbol}:{self.at}"


@dataclass(frozen=True, slots=True)
class Liquidated:
    """A perpetual's position was closed by the venue at ``price``: its margin, ``lost``, is gone, and it with it."""

    at: int
    symbol: str
    price: Decimal
    amount: Decimal
    lost: Decimal
    kind: Literal["liquidated"] = "liquidated"

    @property
    def id(self) -> str:
        return f"liquidated:{self.symbol}:{self.at}"


@dataclass(frozen=True, slots=True)
class Marked:
    """What the account was worth at the beginning of the UTC day that begins ``at``."""

    at: int
    equity: Decimal
    kind: Literal["marked"] = "marked"

    @property
    def id(self) -> str:
        return f"marked:{self.at}"


@dataclass(frozen=True, slots=True)
class Reset:
    """The account begins anew with ``cash``: nothing is open or held. What was before stays in the journal.
    ``ask`` is the id of the wish."""

    at: int
    ask: str
    cash: Decimal
    by: str
    kind: Literal["reset"] = "reset"

    @property
    def id(self) -> str:
        return f"reset:{self.ask}"


@dataclass(frozen=True, slots=True)
class LimitsSet:
    """The account's own limits from now on, by name; what is not named is as configured."""

    at: int
    ask: str
    limits: dict[str, str] = field(hash=False)
    by: str = ""
    kind: Literal["limits"] = "limits"

    @property
    def id(self) -> str:
        return f"limits:{self.ask}"


@dataclass(frozen=True, slots=True)
class Switched:
    """The switch ``switch`` is on or off for ``scope``, by whom and why. ``ask`` is the id of the wish."""

    at: int
    ask: str
    switch: Literal["pause", "kill"]
    on: bool
    scope: str
    by: str
    reason: str = ""
    kind: Literal["switched"] = "switched"

    @property
    def id(self) -> str:
        return f"switched:{self.switch}:{self.ask}"


@dataclass(frozen=True, slots=True)
class Archived:
    """Records up to ``last`` lie in ``file``, whose SHA-256 is ``digest``; ``hash`` is that of record ``last``."""

    at: int
    file: str
    digest: str
    last: int
    hash: str
    kind: Literal["archived"] = "archived"

    @property
    def id(self) -> str:
        return f"archived:{self.last}"


Record = (
    Opened
    | Ordered
    | Accepted
    | Refused
    | Dropped
    | Triggered
    | Filled
    | Resized
    | Trailed
    | Cancelled
    | Funded
    | Liquidated
    | Marked
    | Reset
    | LimitsSet
    | Switched
    | Archived
    | AgentRecord
)
