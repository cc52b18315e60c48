"""What ``/lesson`` may answer: with what the desk answers now, with drawn candles, and with neither."""

from typing import Any

from services.education.lesson import Source
from services.education.teaching import LessonAnswer
from tests.answers._school import POCKET, SIZE, STOPS, drawn
from tests.answers._shared import NOW
from tests.answers.fib_levels.sample import fib_answer

TEXT = """A position has two prices that matter before it has a size: where you get in, and where your idea is wrong.
The distance between them is what one coin can lose. It is called **one R**.

Decide first what the whole trade may cost you. Then

`size = account × share ÷ distance`

- With 10,000 USDT, 1 % at risk and a stop 5 below the entry, that is 100 ÷ 5 = 20 coins.
- **Twice** the distance leaves room for half of them, whatever they
  cost.

1. Find the stop.
2. Then the size.

Costs come on top. The desk's `/risk size` counts both."""
LIVE = "/fib levels symbol:BTC/USDT timeframe:4h"


def lesson(**changes: Any) -> LessonAnswer:
    usual: dict[str, Any] = {
        "as_of": NOW,
        "lesson": SIZE,
        "track": "Risk and position size",
        "place": 2,
        "of": 6,
        "objective": "Work out a position size from what you may lose and where your stop is.",
        "text": TEXT,
        "after": (POCKET,),
        "next": STOPS,
        "terms": ("position", "stop", "R multiple"),
        "questions": 3,
        "sources": (
            Source(title="Van K. Tharp: Trade Your Way to Financial Freedom, 1998"),
            Source(title="SEC: Investor.gov glossary", url="https://www.investor.gov/introduction-investing/glossary"),
        ),
        "live": LIVE,
        "shown": fib_answer(),
    }
    return LessonAnswer.model_validate(usual | changes)


DRAWN: dict[str, Any] = {"live": None, "shown": None, "drawn": drawn()}
LONG = "\n\n".join(
    [f"Paragraph {number} says a thing, `a = b × {number}`. " + "Words follow. " * 25 for number in range(5)]
)
SAMPLES: dict[str, LessonAnswer] = {
    "live": lesson(),
    "market away": lesson(shown=None),
    "the last, of one question": lesson(next=None, after=(), questions=1),
    "long": lesson(
        **DRAWN,
        lesson=STOPS,
        text=LONG[:2_200],
        objective="Say " + "very " * 25 + "exactly where a stop goes.",
        after=(SIZE, POCKET),
        terms=("position", "stop", "R multiple", "swing low", "wick", "slippage", "ATR", "support"),
        sources=tuple(
            Source(
                title=f"{'A work with a long title, ' * 6}{number}"[:160],
                url=f"https://example.org/{'x' * 170}{number}",
            )
            for number in range(5)
        ),
    ),
    "drawn": lesson(**DRAWN),
}
