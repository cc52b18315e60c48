"""What people want to be told of, before it is known how their markets stand."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from services.alerts.trigger import Side

How = Literal["touch", "break", "reclaim", "lose"]


@dataclass(frozen=True, slots=True)
class PriceAt:
    """The price at ``value``, or at one of ``readings`` where it can be read two ways; ``side`` is ``None`` where it is
    told by where the price is. ``before`` is how far ahead of it, as a fraction of it or as a price."""

    readings: tuple[Decimal, ...]
    side: Side | None = None
    before: Decimal = Decimal(0)
    before_is_price: bool = False


@dataclass(frozen=True, slots=True)
class PriceFromHere:
    """The price so far from where it is when it is set, as a fraction: above positive."""

    share: Decimal


@dataclass(frozen=True, slots=True)
class LevelAt:
    """The Fibonacci level at ``ratio``: touched, or at a close ``broken``, ``reclaimed`` (a close above it again) or
    ``lost``. ``fixed``: it stays where it is. ``pocket``: the nearer edge of the golden pocket."""

    ratio: float
    how: How = "touch"
    side: Side | None = None
    fixed: bool = False
    pocket: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """The price rises or falls by a fraction within ``window`` seconds."""

    way: Literal["rise", "fall"]
    share: Decimal
    window: int


@dataclass(frozen=True, slots=True)
class Funding:
    side: Side
    share: Decimal


@dataclass(frozen=True, slots=True)
class OfAccount:
    """The drawdown of an account is ``share`` or more, its nearest liquidation is as near as that, or an order of it is
    filled; ``account`` as its owner calls it, ``None``: the one in use."""

    what: Literal["drawdown", "liquidation", "fill"]
    share: Decimal | None = None
    account: str | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """A condition of ``/scan``, in its written form."""

    where: str


@dataclass(frozen=True, slots=True)
class Sky:
    """An event of the sky (services/alerts/sky_names.py), so many seconds before."""

    of: str
    lead: int


@dataclass(frozen=True, slots=True)
class Signal:
    of: str


Matter = PriceAt | PriceFromHere | LevelAt | Move | Funding | OfAccount | Where | Sky | Signal


@dataclass(frozen=True, slots=True)
class Wish:
    """One alert that somebody wants, and the market and timeframe that they name."""

    matter: Matter
    symbol: str | None = None
    timeframe: str | None = None

    @property
    def needs_market(self) -> bool:
        return not isinstance(self.matter, Sky | Signal | OfAccount)


@dataclass(frozen=True, slots=True)
class Wanted:
    """All that a text asks for; ``always``: each time it happens; ``until``: when it ends, as it is written."""

    wishes: tuple[Wish, ...]
    always: bool = False
    until: str | None = None
