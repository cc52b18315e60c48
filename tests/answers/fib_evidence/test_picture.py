"""What a reader would lose: the same picture for the same evidence."""

from personas.pictures import PALETTES
from tests.answers.fib_evidence.sample import evidence_answer
from tests.faces import picture


def test_the_same_evidence_gives_the_same_picture() -> None:
    answer = evidence_answer(verdicts={0.618: "more than chance"})
    assert picture(answer).png(PALETTES["classic"]) == picture(answer).png(PALETTES["classic"])


def test_a_band_of_chance_from_zero_is_told_in_words_too() -> None:
    answer = evidence_answer()
    first = answer.ratios[1].model_copy(update={"chance_low_rate": 0.0})
    told = picture(answer.model_copy(update={"ratios": (first, *answer.ratios[2:])})).alt
    assert "random sets 0% to" in told
