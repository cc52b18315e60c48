"""What ``/class board`` may answer."""

from services.education.classes import ClassBoardAnswer, LearnerRank
from tests.answers._shared import HOSTILE, NOW


def board(*ranks: LearnerRank, listed: int, on: bool = False) -> ClassBoardAnswer:
    return ClassBoardAnswer(as_of=NOW, ranks=ranks, listed=listed, on=on)


def rank(place: int, person: str, points: int, days: int = 3) -> LearnerRank:
    return LearnerRank(rank=place, person=person, points=points, days=days)


SAMPLES: dict[str, ClassBoardAnswer] = {
    "usual": board(
        rank(1, "discord:111", 31, 12), rank(2, "discord:222", 17), rank(2, "shell:ann", 17, 1), listed=3, on=True
    ),
    "one": board(rank(1, "discord:111", 1, 1), listed=1),
    "no point yet": board(rank(1, "discord:111", 0, 0), listed=1, on=True),
    "nobody learnt yet": board(listed=2, on=True),
    "nobody": board(listed=0),
    "many": board(*(rank(at, f"discord:{at}", 60 - at) for at in range(1, 12)), listed=2_000),
    "hostile": board(rank(1, f"shell:{HOSTILE}", 5), listed=1),
}
