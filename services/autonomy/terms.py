"""What agents are held to, as configured (config/autonomy.yaml, config/ai.yaml). Shares are of an account's equity:
0.1 is a tenth."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from analytics.trading.agent_records import Level
from services.core.request import Frozen


class Earning(Frozen):
    """What opens the levels that are earned: so many decisions of the copilot that were judged, whose Brier score and
    mean gap between confidence and outcome are at most these."""

    decisions: int = Field(ge=0)
    brier: float = Field(gt=0, le=1)
    gap: float = Field(gt=0, le=1)


class Dropping(Frozen):
    """What drops a level that was earned to copilot."""

    losing_streak: int = Field(ge=1)
    daily_loss: Decimal = Field(gt=0, le=1)
    gap: float = Field(gt=0, le=1)
    """Between confidence and outcome of the newest ``over`` judged decisions."""
    over: int = Field(ge=5)
    failures: int = Field(ge=1)
    """Of the model, in a row."""


class AutonomyTerms(Frozen):
    """``level`` is that of an account where none was set."""

    level: Level
    earned: Earning
    drops: Dropping


class Thresholds(Frozen):
    """Of the corrected confidence."""

    suggest: float = Field(ge=0, le=1)
    """Below it the agent stays quiet."""
    execute: float = Field(ge=0, le=1)
    """Below it somebody has to approve, at every level."""
    high: float = Field(ge=0, le=1)
    """From it on it is told as very sure."""


_HOURS: Final = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d-(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)")


def _hours(text: str) -> str:
    if not _HOURS.fullmatch(text) or text[:5] == text[6:]:
        raise ValueError(f"{text!r} are no hours (UTC): write them like 22:00-02:00, and all day 00:00-24:00")
    return text


QuietHours = Annotated[str, AfterValidator(_hours)]
"""UTC, such as ``22:00-02:00``: from the first minute up to the last, which is not in it."""


class AgentRules(Frozen):
    """What the gate holds an agent's orders to, beside the account's own limits."""

    positions: int = Field(ge=1)
    exposure: Decimal = Field(gt=0)
    single_position: Decimal = Field(gt=0)
    require_stop: bool
    leverage: Decimal = Field(ge=1)
    ratio: Decimal = Field(gt=0)
    """The least reward for a risk of one."""
    risk: Decimal = Field(gt=0, le=1)
    """What the stop may cost."""
    quiet_hours: tuple[QuietHours, ...]
    funding_pause: int = Field(ge=0)
    """Minutes before and after a funding."""


class SessionLimits(Frozen):
    """What ends an agent's day (UTC), or has it wait for somebody."""

    trades: int = Field(ge=1)
    daily_loss: Decimal = Field(gt=0, le=1)
    losing_streak: int = Field(ge=1)
    review_after: int = Field(ge=1)
    """Entries, after which somebody has to sign a review."""


class ApprovalTerms(Frozen):
    """How people are asked."""

    lasts: int = Field(ge=30)
    """Seconds."""
    remind: int = Field(ge=0)
    """Seconds before the end."""
    two_people: Decimal = Field(gt=0)
    """From this size on two different people have to approve, in the account that a server shares."""
    two_people_own: Decimal = Field(gt=0)
    """The same in a person's own account."""
    moved: Decimal = Field(gt=0, lt=1)
    """How far (a fraction) the price may have gone from the plan's entry, to its worse side."""


class ModelPrice(Frozen):
    """Dollars for a million tokens."""

    input: Decimal = Field(ge=0)
    output: Decimal = Field(ge=0)
    cache_write: Decimal = Field(ge=0)
    cache_read: Decimal = Field(ge=0)


Effort = Literal["low", "medium", "high", "xhigh", "max"]
"""How much a model thinks before it answers; not each model takes each."""


class ModelTerms(Frozen):
    """Which model thinks, for how long, and for how much. ``dollars`` and ``tokens`` are of a day (UTC)."""

    name: str
    max_tokens: int = Field(ge=256, le=21_000)
    effort: Effort
    deadline: float = Field(gt=0, le=600)
    """Seconds, all retries included."""
    dollars: Decimal = Field(ge=0)
    tokens: int = Field(ge=0)
    priced_on: date
    prices: Mapping[str, ModelPrice]

    @model_validator(mode="after")
    def _priced(self) -> Self:
        if self.name not in self.prices:
            raise ValueError(
                f"{self.name} has no price: write what Anthropic takes for it under prices, in dollars for a million "
                f"tokens, as {self.name}: {{input: 2, output: 10, cache_write: 2.5, cache_read: 0.2}}, and the day "
                f"that you looked it up as priced_on; or name one that has: {', '.join(sorted(self.prices))}"
            )
        return self


class AiTerms(Frozen):
    """All of config/ai.yaml."""

    thresholds: Thresholds
    rules: AgentRules
    session: SessionLimits
    approvals: ApprovalTerms
    model: ModelTerms
    horizon: int = Field(ge=1, le=1_000)
    """Bars after which a decision is judged at the latest."""
    calibrate_after: int = Field(ge=10)
    """Judged decisions of a brain from which on its confidence is corrected."""
    similar: int = Field(ge=1, le=50)
    """Past situations that are recalled."""
    lessons: int = Field(ge=0, le=20)
    """Lessons that are recalled."""
