"""What ``/quiz`` may answer: a question of each kind, and none."""

from datetime import timedelta
from typing import Any

from services.education.quiz import QuizAnswer
from tests.answers._own import own
from tests.answers._school import BARS, NUMBER, PLAIN_NUMBER, POCKET, PRICES, SIZE, STOP, TREND, posed
from tests.answers._shared import NOW
from tests.answers.habits.sample import LESSON


def quiz(**changes: Any) -> QuizAnswer:
    usual: dict[str, Any] = {
        "as_of": NOW,
        "posed": posed(),
        "reason": "new",
        "due": 0,
        "next_due": None,
        "next_lesson": None,
    }
    return QuizAnswer.model_validate(usual | changes)


LATER = NOW + timedelta(days=2, hours=3)
SAMPLES: dict[str, QuizAnswer] = {
    "choice": quiz(),
    "number, due": quiz(posed=NUMBER, reason="due", due=4),
    "number without a unit": quiz(posed=PLAIN_NUMBER, reason="due", due=1),
    "never right yet": quiz(reason="again"),
    "stop": quiz(posed=STOP),
    "prices": quiz(posed=PRICES),
    "words of a chart": quiz(posed=TREND),
    "lesson passed": quiz(posed=None, reason="passed", lesson=SIZE, next_lesson=POCKET, next_due=LATER),
    "passed, others due": quiz(posed=None, reason="passed", lesson=SIZE, due=2),
    "nothing due": quiz(posed=None, reason="nothing due", next_due=LATER, next_lesson=POCKET),
    "all known": quiz(posed=None, reason="nothing due", next_due=LATER),
    "nothing begun": quiz(posed=None, reason="nothing due"),
    "for own trades": quiz(posed=posed(lesson=LESSON), reason="own trades", own=own(1)),
    "new, with habits": quiz(own=own(0)),
    "nothing due, own trades": quiz(posed=None, reason="nothing due", next_due=LATER, own=own(0)),
    "nothing due, no stop in own trades": quiz(posed=None, reason="nothing due", own=own(0, question=False)),
    "bars": quiz(posed=BARS, lesson=BARS.lesson),
}
