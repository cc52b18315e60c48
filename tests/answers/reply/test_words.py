"""A reply whose verdict does not come first, or of which it is not told what is right and why."""

import pytest

from personas.render import Voices
from services.education.learning import Learn
from services.education.quiz import Quiz
from tests.answers.reply.sample import SAMPLES
from tests.cards import PHONE, said_by_all, text_of
from tests.faces import buttons, tone


@pytest.mark.parametrize("name", SAMPLES)
def test_every_voice_says_what_is_right_and_why(voices: Voices, name: str) -> None:
    said = SAMPLES[name]
    said_by_all(voices, said, longest=PHONE)
    for voice in voices.names:
        card = voices.render(said, voice)
        assert said.graded.answer.rstrip(".") in card.title
        assert said.graded.why in text_of(card)
        assert ".." not in text_of(card)


def test_right_or_not_comes_first(voices: Voices) -> None:
    for name, begins in {
        "right": "Right, B: It is halved",
        "wrong": "Not right; it is B: It is halved",
        "number": "Right, 20 coins",
        "too near": "Not right; it is anywhere from 94.5 to 95.1",
        "before": "Answered before: not right; it is B",
    }.items():
        for voice in voices.names:
            assert voices.render(SAMPLES[name], voice).title.startswith(begins), (name, voice)
    assert tone(SAMPLES["right"]) == "up"
    assert tone(SAMPLES["wrong"]) == "down"


def test_it_is_told_what_follows(voices: Voices) -> None:
    told = {name: text_of(voices.render(SAMPLES[name], "f")) for name in SAMPLES}
    assert "asks this one again in 10 min" in told["wrong"]
    assert "You said A: It is doubled." in told["wrong"]
    assert "The lesson *How much to buy* is passed" in told["passed"]
    assert "1 question of this lesson is still to be answered right" in told["number"]
    assert "It lies too near." in told["too near"]
    assert "nothing was counted" in told["of a day that is over"]
    assert "still to be answered" not in told["of the day"]


def test_the_next_question_is_a_press_away() -> None:
    assert buttons(SAMPLES["right"])[0].request == Quiz(lesson="position-size")
    assert buttons(SAMPLES["passed, others due"])[0].request == Quiz()
    assert buttons(SAMPLES["passed"])[0].request == Learn()
