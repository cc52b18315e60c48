"""What a reply may come to."""

from datetime import timedelta
from typing import Any

from services.education.grading import Graded, PlacedStop
from services.education.quiz import ReplyAnswer
from tests.answers._school import BARS, NUMBER, STOP, posed
from tests.answers._shared import NOW


def graded(**changes: Any) -> Graded:
    usual: dict[str, Any] = {
        "right": True,
        "said": "B: It is halved",
        "answer": "B: It is halved",
        "why": "Twice the loss a coin leaves room for half the coins.",
        "posed": posed(),
    }
    return Graded.model_validate(usual | changes)


def reply(marks: Graded, **changes: Any) -> ReplyAnswer:
    usual: dict[str, Any] = {
        "as_of": NOW,
        "graded": marks,
        "before": False,
        "again_at": NOW + timedelta(days=2, hours=7),
        "again_in": 198_000.0,
        "due": 0,
        "left": 2,
        "passed": False,
        "days": 1,
    }
    return ReplyAnswer.model_validate(usual | changes)


def placed(price: float) -> PlacedStop:
    return PlacedStop(price=price, low=94.5, high=95.1)


WRONG = graded(
    right=False, said="A: It is doubled", why="Then a stop would lose four times as much cash as you wanted."
)
COINS = graded(said="20 coins", answer="20 coins", why="100 USDT over 5 USDT a coin comes to 20 coins.", posed=NUMBER)
STOPPED = graded(
    right=False,
    said="96.5",
    answer="94.5 to 95.1",
    why="A stop within the noise of the last candles is hit by any of them.",
    off="too near",
    placed=placed(96.5),
    posed=STOP,
)
SAMPLES: dict[str, ReplyAnswer] = {
    "right": reply(graded()),
    "wrong": reply(WRONG, again_at=NOW + timedelta(minutes=10), again_in=600.0, due=3),
    "number": reply(COINS, left=1),
    "wrong number": reply(COINS.model_copy(update={"right": False, "said": "2,000 coins"}), due=1),
    "passed": reply(COINS, left=0, passed=True, days=4),
    "passed, others due": reply(COINS, left=0, passed=True, due=2),
    "before": reply(WRONG, before=True, due=2),
    "before, right": reply(graded(), before=True, left=0),
    "of the day": reply(graded(), daily=True),
    "of a day that is over": reply(graded(), daily=True, late=True, again_at=None, again_in=None),
    "gone since": reply(graded(), again_at=None, again_in=None, left=0),
    "wrong side": reply(STOPPED.model_copy(update={"said": "120", "off": "wrong side", "placed": placed(120)})),
    "too far": reply(STOPPED.model_copy(update={"said": "50", "off": "too far", "placed": placed(50)})),
    "bar": reply(
        graded(right=False, said="A", answer="C", letter="C", why="It covers the body of the one before.", posed=BARS)
    ),
    "too near": reply(STOPPED),
}
