"""When a question is asked again: by FSRS (Free Spaced Repetition Scheduler, version 6), without its random fuzz, so
that the same replies always lead to the same days."""

from datetime import datetime, timedelta
from functools import cache
from typing import Final

from fsrs import Card, Rating, Scheduler, State

from services.core.request import Frozen
from services.education.terms import EducationTerms

SOON: Final = timedelta(minutes=10)
"""A question that was answered wrong is asked again after so long."""


class Recalled(Frozen):
    """What is known of a learner and a question: how often they replied (``turns``) and how often they were right, when
    it is asked again, and FSRS's stability (days) and difficulty (1 to 10). ``said`` is their last reply."""

    turns: int
    right: int
    last_right: bool
    due: datetime
    last: datetime
    stability: float
    difficulty: float
    said: str = ""


def after_reply(before: Recalled | None, right: bool, at: datetime, terms: EducationTerms, said: str = "") -> Recalled:
    """What is known once they ``said`` something at ``at`` (UTC): right is FSRS's *good*, wrong its *again*.

    A clock that went back since the last reply is taken to stand still.
    """
    now = at.replace(microsecond=0)
    if before is not None:
        now = max(now, before.last)
    card, _ = _scheduler(terms.remembered, terms.again_days).review_card(
        _card(before), Rating.Good if right else Rating.Again, now
    )
    return Recalled(
        turns=1 if before is None else before.turns + 1,
        right=right + (0 if before is None else before.right),
        last_right=right,
        due=card.due,
        last=now,
        stability=card.stability or 0.0,  # never none of a card that was replied to
        difficulty=card.difficulty or 0.0,
        said=said,
    )


def remembered(known: Recalled, at: datetime) -> float:
    """The probability with which it is remembered at ``at``."""
    return _scheduler(0.9, 365.0).get_card_retrievability(_card(known), at)


def _card(known: Recalled | None) -> Card:
    """FSRS's card of it. One that was wrong is being learnt, or learnt anew where it had been right."""
    if known is None:
        return Card(card_id=0)
    learning = State.Relearning if known.right else State.Learning
    return Card(
        card_id=0,
        state=State.Review if known.last_right else learning,
        step=None if known.last_right else 0,
        stability=known.stability,
        difficulty=known.difficulty,
        due=known.due,
        last_review=known.last,
    )


@cache
def _scheduler(remembered: float, again_days: float) -> Scheduler:
    return Scheduler(
        desired_retention=remembered,
        learning_steps=(SOON,),
        relearning_steps=(SOON,),
        maximum_interval=max(1, int(again_days)),
        enable_fuzzing=False,
    )
