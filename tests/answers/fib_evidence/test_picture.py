"""What a reader would lose: the same picture for the same evidence."""

from personas.pictures import PALETTES
from tests.answers.fib_evidence.sample import evidence_answer
from tests.faces import picture


def test_the_same_evidence_gives_the_same_picture() -> None:
    answer = evidence_answer(verdicts={0.618: "more than chance"})
    assert picture(answer).png(PALETTES["classic"]) == picture(answer).png(PALETTES["classic"])
