"""What ``/progress`` may answer."""

from datetime import timedelta
from typing import Any

from services.core.units import Figure
from services.education.book import Guesses, Streak
from services.education.progress import DailyKept, LearningKept, ProgressAnswer, QuestionKept
from tests.answers._school import ALL, NONE, SOME, four_weeks, level
from tests.answers._shared import NOW


def progress(**changes: Any) -> ProgressAnswer:
    usual: dict[str, Any] = {
        "as_of": NOW,
        "level": level(),
        "tracks": SOME,
        "replies": 47,
        "right": 38,
        "remembered": 0.931,
        "due": 3,
        "due_in_a_week": 12,
        "next_due": None,
        "streak": 4,
        "longest": 9,
        "days": four_weeks(3, 0, 0, 5, 8, 1, 0, 2, 2, 3, 1),
    }
    return ProgressAnswer.model_validate(usual | changes)


KEPT = LearningKept(
    questions=(
        QuestionKept(
            question="position-size/size",
            lesson="How much to buy",
            replies=3,
            right=2,
            last=NOW,
            last_right=True,
            said="20",
            due=NOW + timedelta(days=11),
            stability_days=Figure(10.97),
            difficulty=Figure(2.1181),
        ),
        QuestionKept(
            question="gone/one",
            lesson=None,
            replies=1,
            right=0,
            last=NOW,
            last_right=False,
            said="A",
            due=NOW + timedelta(days=1),
            stability_days=Figure(0.212),
            difficulty=Figure(6.4133),
        ),
    ),
    days=((NOW.date(), 2),),
    daily=(DailyKept(day=NOW.date(), question="position-size/size", right=True, said="20 coins"),),
    streak=Streak(days=4, most=9, last=NOW.date()),
    guesses=Guesses(made=3, decided=2, right=1, rose=2),
)
LATER = NOW + timedelta(days=3)
SAMPLES: dict[str, ProgressAnswer] = {
    "usual": progress(),
    "export": progress(kept=KEPT),
    "nothing due": progress(due=0, next_due=LATER, streak=0),
    "nothing due, longest now": progress(due=0, due_in_a_week=0, next_due=LATER, streak=9),
    "one reply": progress(
        replies=1, right=1, tracks=NONE, streak=1, longest=1, days=four_weeks(1), level=level(1, passed=0)
    ),
    "none": progress(
        replies=0,
        right=0,
        remembered=None,
        due=0,
        due_in_a_week=0,
        streak=0,
        longest=0,
        tracks=NONE,
        days=four_weeks(),
        level=level(0, passed=0),
    ),
    "all": progress(
        tracks=ALL, level=level(190, number=7, passed=48, title="Graduate", next_at=None), days=four_weeks(*[40] * 28)
    ),
}
