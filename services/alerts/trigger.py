"""What fires an alert. ``under`` is what it is armed under: everything that one step of the world may fire at once."""

from typing import Annotated, Literal

from pydantic import Field, field_validator

from services.alerts.series import Series
from services.core.request import Frozen

Side = Literal["above", "below"]


class Follows(Frozen):
    """The threshold is the Fibonacci level ``ratio`` (0.618; above 1 an extension) of the dominant swing of
    ``timeframe``, and moves with it at each close."""

    timeframe: str
    ratio: float
    at: int = 0
    """Since when the level is where it is (UTC ms): what is told of it before does not move it back."""


class Threshold(Frozen):
    """``series`` (services/alerts/series.py) is at ``value`` or beyond it, on ``side``; shares as fractions."""

    kind: Literal["threshold"] = "threshold"
    series: str
    side: Side
    value: float = Field(allow_inf_nan=False)
    follows: Follows | None = None

    @field_validator("series")
    @classmethod
    def _is_series(cls, name: str) -> str:
        return Series.read(name).name

    @property
    def under(self) -> str:
        return self.series


class Condition(Frozen):
    """``where``, a condition of ``/scan`` in its written form, comes to hold at the close of a bar: it holds there, and
    did not at the close before."""

    kind: Literal["condition"] = "condition"
    symbol: str
    timeframe: str
    where: str

    @property
    def under(self) -> str:
        return f"bar {self.symbol} {self.timeframe} {self.where}"


class Happening(Frozen):
    """Something happens: an order of the account ``of`` is filled; an event of the sky of the kind ``of`` is exact in
    ``lead`` seconds; the signal ``of`` comes in
    (services/signals/record.py, ``happening``: a server and its name)."""

    kind: Literal["happening"] = "happening"
    what: Literal["fill", "sky", "signal"]
    of: str
    lead: int = 0

    @property
    def under(self) -> str:
        return f"{self.what} {self.of}" + (f" {self.lead}" if self.lead else "")


Trigger = Annotated[Threshold | Condition | Happening, Field(discriminator="kind")]
