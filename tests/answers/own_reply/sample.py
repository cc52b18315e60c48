"""What a reply to a question on one's own trade may come to."""

from services.core.units import Figure
from services.education.habit_facts import OwnQuestion, OwnReplyAnswer
from services.education.habit_questions import answer_of
from tests.answers._shared import HOSTILE, NOW
from tests.answers.habits.sample import asked


def reply(question: OwnQuestion, said: float, *, right: bool) -> OwnReplyAnswer:
    return OwnReplyAnswer(
        as_of=NOW,
        account="main",
        currency="USDT",
        simulated=False,
        right=right,
        said=Figure(said),
        answer=Figure(answer_of(question)),
        question=question,
        following=asked(0) if question.asks == "size" else None,
    )


SAMPLES: dict[str, OwnReplyAnswer] = {
    "R, right": reply(asked(0), -1.05, right=True),
    "R, wrong": reply(asked(0), 1.0, right=False),
    "size, right": reply(asked(1), 0.1, right=True),
    "size, wrong": reply(asked(1), 1e12, right=False),
    "hostile": reply(asked(1).model_copy(update={"symbol": HOSTILE[:40]}), 0.0, right=False),
}
