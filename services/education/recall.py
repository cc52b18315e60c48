"""When a question is asked again: by FSRS (Free Spaced Repetition Scheduler, version 6), without its random fuzz, so
that the same replies always lead to the same days."""

from datetime import datetime

from services.core.request import Frozen
from services.education.terms import EducationTerms


class Recalled(Frozen):
    """What is known of a learner and a question: how often they replied (``turns``) and how often they were right, when
    it is asked again, and FSRS's stability (days) and difficulty (1 to 10)."""

    turns: int
    right: int
    last_right: bool
    due: datetime
    last: datetime
    stability: float
    difficulty: float


def after_reply(before: Recalled | None, right: bool, at: datetime, terms: EducationTerms) -> Recalled:
    """What is known once they replied at ``at`` (UTC): right is FSRS's *good*, wrong its *again*."""
    raise NotImplementedError


def remembered(known: Recalled, at: datetime) -> float:
    """The probability with which it is remembered at ``at``."""
    raise NotImplementedError
