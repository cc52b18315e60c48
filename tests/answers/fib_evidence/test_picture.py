"""What a trader would lose: a corner at the wrong turn, a zone at the wrong price, a stop that is not to be seen."""

from personas.pictures import PALETTES
from tests.answers.fib_evidence.sample import evidence_answer
from tests.faces import picture


def test_the_same_evidence_gives_the_same_picture() -> None:
    answer = evidence_answer(verdicts={0.618: "more than chance"})
    assert picture(answer).png(PALETTES["classic"]) == picture(answer).png(PALETTES["classic"])
