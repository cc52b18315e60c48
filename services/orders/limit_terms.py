"""The limits that there are, and what each is in an account."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal

from pydantic import Field

from services.core.request import Frozen

LimitName = Literal[
    "largest_order",
    "largest_position",
    "exposure",
    "leverage",
    "orders_a_minute",
    "daily_loss",
    "drawdown",
    "losing_streak",
    "cool_down",
    "require_stop",
]
Measure = Literal["share", "times", "count", "minutes", "yes or no"]
"""What the value of a limit counts: a share of the account's value, how many times something, a number."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit as people call it. Of most a higher value lets more pass; of one where ``more_is_tighter``, less."""

    called: str
    measure: Measure
    more_is_tighter: bool = False


LIMITS: Final[Mapping[LimitName, Limit]] = {
    "largest_order": Limit("largest order", "share"),
    "largest_position": Limit("largest position", "share"),
    "exposure": Limit("total exposure", "share"),
    "leverage": Limit("leverage", "times"),
    "orders_a_minute": Limit("orders a minute", "count"),
    "daily_loss": Limit("daily loss", "share"),
    "drawdown": Limit("drawdown", "share"),
    "losing_streak": Limit("losing streak", "count"),
    "cool_down": Limit("cool-down", "minutes", more_is_tighter=True),
    "require_stop": Limit("require stop", "yes or no", more_is_tighter=True),
}


class LimitTerms(Frozen):
    """The limits of an account that has set none of its own. Shares are of its equity, and of its value at the day's
    beginning or at its peak where it is about losses: 0.5 is half."""

    largest_order: Decimal = Field(gt=0)
    """What one order may be worth."""
    largest_position: Decimal = Field(gt=0)
    """What may be held of one market, open orders included."""
    exposure: Decimal = Field(gt=0)
    """What may be held of all markets, open orders included."""
    leverage: Decimal = Field(ge=1)
    orders_a_minute: int = Field(ge=1, le=1000)
    daily_loss: Decimal = Field(gt=0, le=1)
    """Lost since the UTC day began."""
    drawdown: Decimal = Field(gt=0, le=1)
    """Lost since the account's peak."""
    losing_streak: int = Field(ge=1)
    """Trades that lost one after the other."""
    cool_down: int = Field(ge=0)
    """Minutes without entries after them."""
    require_stop: bool
    """An entry has a stop."""

    def with_own(self, own: Mapping[str, str]) -> "LimitTerms":
        """These, with an account's ``own`` in their place, as ``written`` wrote them."""
        return self.model_copy(update={name: _read(self.value(name), own[name]) for name in LIMITS if name in own})

    def value(self, name: LimitName) -> Decimal | int | bool:
        found: Decimal | int | bool = getattr(self, name)
        return found


def written(value: Decimal | int | bool) -> str:
    """``value`` as an account keeps it."""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def is_looser(name: LimitName, new: Decimal | int | bool, old: Decimal | int | bool) -> bool:
    """Whether ``new`` lets more pass than ``old``."""
    return new < old if LIMITS[name].more_is_tighter else new > old


def _read(like: Decimal | int | bool, text: str) -> Any:
    if isinstance(like, bool):
        return text == "yes"
    return int(text) if isinstance(like, int) else Decimal(text)
