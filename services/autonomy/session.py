"""How much of an agent's session is used, counted once for the gate, /ai status and /review."""

from dataclasses import dataclass
from datetime import datetime

from analytics.trading.agency import Agency
from services.accounts.losses import midnight
from services.autonomy.terms import SessionLimits
from services.market.timeframes import to_ms


@dataclass(frozen=True, slots=True)
class Count:
    """``used`` of ``allowed``."""

    used: int
    allowed: int

    @property
    def reached(self) -> bool:
        return self.used >= self.allowed


@dataclass(frozen=True, slots=True)
class Session:
    """What is counted of one: entries since midnight (UTC), trades in a row that lost, and entries nobody signed."""

    trades: Count
    streak: Count
    review: Count

    @property
    def due(self) -> bool:
        """Whether somebody has to sign ``/review`` before it goes on."""
        return self.review.reached or self.streak.reached


def session_of(agency: Agency, limits: SessionLimits, now: datetime) -> Session:
    """How much of its session an agent has used by ``now``."""
    today = to_ms(midnight(now))
    return Session(
        trades=Count(sum(at >= today for at in agency.entries), limits.trades),
        streak=Count(agency.losing_streak, limits.losing_streak),
        review=Count(agency.since_review, limits.review_after),
    )
