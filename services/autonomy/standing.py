"""How an agent stands in an account: whether it has earned a level, and whether it has to fall back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from analytics.trading.account import Account
from analytics.trading.agency import Decision
from analytics.trading.agent_records import Level
from services.autonomy.terms import AutonomyTerms


@dataclass(frozen=True, slots=True)
class Record:
    """How good the confidence of judged decisions was: how many there were, their Brier score, and the mean gap between
    what was said and what came, by bins; ``None`` where there is none."""

    decisions: int
    brier: float | None
    gap: float | None


def level_of(account: Account, terms: AutonomyTerms) -> Level:
    """The level of ``account``: as it was set, else as configured."""
    return account.agency.level or terms.level


def record_of(decisions: Sequence[Decision]) -> Record:
    """How good the confidence of ``decisions`` was, of those that opened a position or would have."""
    raise NotImplementedError


def missing(account: Account, terms: AutonomyTerms) -> tuple[str, ...]:
    """What of ``terms.earned`` is not there yet, in words with figures; nothing: the levels that are earned are
    open."""
    raise NotImplementedError


def falls_back(account: Account, terms: AutonomyTerms, price_of: Callable[[str], Decimal], now: datetime) -> str | None:
    """Why an agent that trades alone has to fall back to copilot now, in words with figures; ``None``: it stays."""
    raise NotImplementedError
