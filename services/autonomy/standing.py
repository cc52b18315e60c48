"""How an agent stands in an account: whether it has earned a level, and whether it has to fall back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from analytics.calibration import brier, mean_gap
from analytics.cases import Span, own_cases
from analytics.trading.account import Account
from analytics.trading.agency import Decision
from analytics.trading.agent_records import Level
from services.accounts.losses import Prices, losses_of
from services.autonomy.levels import POWERS
from services.autonomy.terms import AutonomyTerms


@dataclass(frozen=True, slots=True)
class Record:
    """How good the confidence of judged decisions was: how many there were, their Brier score, and the mean gap between
    what was said and what came, by bins; ``None`` where there is none."""

    decisions: int
    brier: float | None
    gap: float | None


def level_of(account: Account, terms: AutonomyTerms) -> Level:
    """The level of ``account``: as it was set, else as configured; a configured one that is to be earned, once it
    is."""
    if account.agency.level is not None:
        return account.agency.level
    return "copilot" if POWERS[terms.level].earned and missing(account, terms) else terms.level


def counted(decisions: Iterable[Decision]) -> list[Decision]:
    """Those of ``decisions`` whose confidence counts: plans of which something came, of each move the first."""
    return own_cases((each for each in decisions if _came(each) is not None), _span)


def record_of(cases: Sequence[Decision]) -> Record:
    """How good the confidence of ``cases``, which count, was as corrected."""
    said = np.array([each.corrected for each in cases], dtype=float)
    came_true = np.array([_came(each) for each in cases], dtype=float)
    return Record(len(cases), brier(said, came_true), mean_gap(said, came_true))


def missing(account: Account, terms: AutonomyTerms) -> tuple[str, ...]:
    """What of ``terms.earned`` is not there yet, in words with figures; nothing: the levels that are earned are
    open."""
    record = record_of(counted(each for each in account.agency.judged if each.level == "copilot"))
    wanted, found = terms.earned, []
    if record.decisions < wanted.decisions:
        found.append(f"{wanted.decisions} judged decisions as copilot, one a move; there are {record.decisions}")
    if record.brier is not None and record.brier > wanted.brier:
        found.append(f"a Brier score of {wanted.brier:g} or less over these; it is {record.brier:.3f}")
    if record.gap is not None and record.gap > wanted.gap:
        found.append(
            f"confidence and outcome at most {wanted.gap * 100:g} points apart; they are {record.gap * 100:.1f}"
        )
    if account.agency.losing_streak >= terms.drops.losing_streak:
        found.append(f"a signed /review: {account.agency.losing_streak} of its trades in a row lost")
    return tuple(found)


def falls_back(account: Account, terms: AutonomyTerms, price_of: Prices, now: datetime) -> str | None:
    """Why an agent that trades alone has to fall back to copilot now, in words with figures; ``None``: it stays."""
    if not POWERS[level_of(account, terms)].earned:
        return None
    agency, drops = account.agency, terms.drops
    if agency.failures >= drops.failures:
        return f"the model failed {agency.failures} times in a row"
    if agency.losing_streak >= drops.losing_streak:
        return f"{agency.losing_streak} of its trades in a row lost"
    lost = losses_of(account, price_of, now)
    if lost.today >= drops.daily_loss:
        return f"the account lost {lost.today:.1%} today, and {float(drops.daily_loss) * 100:g}% is where it falls back"
    since = counted(each for each in agency.judged if each.at >= agency.levelled_at)
    record = record_of(since[-drops.over :])
    if record.decisions >= drops.over and record.gap is not None and record.gap > drops.gap:
        apart = f"{record.gap * 100:.1f} points apart, and {drops.gap * 100:g} are allowed"
        return f"confidence and outcome of its last {record.decisions} decisions are {apart}"
    return None


def _came(decision: Decision) -> bool | None:
    """Whether the plan of ``decision`` came to a gain; ``None``: it had none, or nothing is known of it."""
    return decision.judged.came if decision.opens and decision.judged is not None else None


def _span(decision: Decision) -> Span:
    """Its time, of one that is judged."""
    known = decision.at if decision.judged is None else decision.judged.at
    return Span(decision.symbol, decision.at, known)
