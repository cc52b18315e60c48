"""What a brain answers: strict, and nothing else gets in."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from analytics.trading.agent_records import Action
from services.core.request import Frozen

PriceText = Annotated[Decimal, Field(gt=0, lt=Decimal("1e12"), max_digits=30)]


class Decision(Frozen):
    """A decision about ``instrument``, as the brain says it. Prices are in quote currency.

    ``confidence`` is how sure it is that the plan makes a gain by its target, or by the end of its time, before its
    stop, 0 to 1. ``entry``, ``stop``, ``target`` and ``risk_reward`` are given for ``long`` and ``short``; ``stop``
    and ``target`` for ``adjust`` too. ``size`` is in base currency, and counts at the level ``agent`` alone.
    ``timeframe`` is how long it is expected to take, in words.
    """

    action: Action
    instrument: Annotated[str, Field(min_length=1, max_length=60)]
    confidence: Annotated[float, Field(ge=0, le=1)]
    reasoning: Annotated[str, Field(min_length=1, max_length=1_200)]
    entry: PriceText | None = None
    stop: PriceText | None = None
    target: PriceText | None = None
    size: Annotated[Decimal, Field(gt=0, lt=Decimal("1e12"))] | None = None
    risk_reward: Annotated[float, Field(ge=0, le=1_000)] | None = None
    timeframe: Annotated[str, Field(max_length=60)] = ""
    invalidation: Annotated[str, Field(max_length=300)] = ""

    @property
    def opens(self) -> bool:
        return self.action in ("long", "short")

    @property
    def ratio(self) -> Decimal | None:
        """What its prices gain for a risk of one; ``None``: they do not say."""
        entry, stop, target = self.entry, self.stop, self.target
        if entry is None or stop is None or target is None or entry == stop:
            return None
        return abs(target - entry) / abs(entry - stop)
