"""What ``/define`` may answer: usual and odd."""

from typing import Any

from services.education.lesson import LessonRef
from services.house.define import DefineAnswer
from services.studies.fib_levels import FibLevels
from tests.answers._shared import NOW


def define_answer(**changes: Any) -> DefineAnswer:
    usual: dict[str, Any] = {
        "as_of": NOW,
        "term": "golden pocket",
        "also": ("golden zone", "pocket"),
        "means": "The zone a little past the half of a move, where many people expect it to turn.",
        "here": "Between the 0.618 and the 0.65 retracement of the dominant swing.",
        "see": ("retracement", "golden ratio", "beside chance"),
        "command": "/fib levels symbol:BTC/USDT timeframe:4h",
        "shown_by": FibLevels(symbol="BTC/USDT", timeframe="4h"),
        "lesson": LessonRef(name="golden-pocket", title="The golden pocket"),
    }
    return DefineAnswer.model_validate(usual | changes)


SAMPLES: dict[str, DefineAnswer] = {
    "usual": define_answer(),
    "bare": define_answer(term="RSI", also=(), here=None, see=(), command=None, shown_by=None, lesson=None),
    "numbers": define_answer(term="Williams %R", also=("%R",), here="Over 14 candles, from −100 to 0.", see=("RSI",)),
}
