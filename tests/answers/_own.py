"""What the school sees in somebody's own trades."""

from services.education.own import Own
from tests.answers.habits.sample import SAMPLES


def own(habits: int = 2, *, question: bool = True) -> Own:
    """So many of the habits that the sample of ``/habits`` shows."""
    said = SAMPLES["found"]
    return Own(
        account=said.account,
        habits=tuple(each for each in said.habits if each.found)[:habits],
        question=said.question if question else None,
    )
