"""What ``/daily`` may answer."""

from services.education.daily import DailyAnswer, DayBefore
from services.education.posing import Posed
from tests.answers._school import BARS, NUMBER, STOP, TODAY, posed
from tests.answers._shared import NOW


def daily(question: Posed) -> DailyAnswer:
    return DailyAnswer(as_of=NOW, day=TODAY, posed=question.model_copy(update={"turn": TODAY.toordinal()}))


SAMPLES: dict[str, DailyAnswer] = {
    "choice": daily(posed()),
    "number": daily(NUMBER),
    "bars": daily(BARS),
    "after a day of replies": daily(posed()).model_copy(update={"before": DayBefore(replied=12, right=7)}),
    "stop": daily(STOP),
}
