"""What somebody would lose: a habit, what of it chance would show, its trades, its lesson, or a fair question."""

import pytest

from cogs._actions import fits, id_of
from personas.render import Voices
from services.education.habit_facts import OwnReply
from services.education.learning import Learn
from services.education.teaching import OneLesson
from tests.answers.habits.sample import SAMPLES
from tests.answers.own_reply.sample import SAMPLES as REPLIES
from tests.cards import text_of
from tests.faces import buttons

VOICES = ("biel", "f", "gemini", "xyko", "z")


@pytest.mark.parametrize("voice", VOICES)
def test_what_was_found_is_told_with_chance_and_its_trades(voices: Voices, voice: str) -> None:
    card = voices.render(SAMPLES["found"], voice)
    assert card.title.startswith("PAPER main: 4 habits in 20 trades")
    told = text_of(card)
    for part in ("6 of 20 trades had no stop", "10 of 10 losers", "2 d 16 h", "2.5×", "+1.9 ATR", "0.60%", "−40.00"):
        assert part in told, part


@pytest.mark.parametrize("voice", VOICES)
def test_nothing_is_said_of_few_trades_and_nothing_found_is_said(voices: Voices, voice: str) -> None:
    assert "4 of the 10 closed trades" in voices.render(SAMPLES["too few"], voice).title
    assert "no habit in 16 trades" in voices.render(SAMPLES["none found"], voice).title


@pytest.mark.parametrize("voice", VOICES)
def test_a_question_does_not_tell_its_answer(voices: Voices, voice: str) -> None:
    for label, answer in (("none found", "1.0474"), ("none found", "−1.05"), ("found", "0.1000")):
        assert answer not in text_of(voices.render(SAMPLES[label], voice))
    assert "−1.05 R" in voices.render(REPLIES["R, wrong"], voice).title
    assert "0.1000 BTC" in voices.render(REPLIES["size, wrong"], voice).title


def test_a_button_leads_to_each_lesson_and_one_to_the_form() -> None:
    found = buttons(SAMPLES["found"])
    assert [each for each in found if isinstance(each.request, OneLesson)]
    (asked,) = [each for each in found if isinstance(each.request, OwnReply)]
    assert asked.edits == ("reply",)
    assert fits(id_of(asked))
    assert not [each for each in buttons(SAMPLES["none found"]) if isinstance(each.request, OneLesson)]


@pytest.mark.parametrize("voice", VOICES)
def test_nothing_is_said_twice_of_what_could_not_be_measured(voices: Voices, voice: str) -> None:
    for name in ("all won", "all lost"):
        told = text_of(voices.render(SAMPLES[name], voice))
        assert "There is nothing to compare it with." in told
        assert "with. That is too few to hold against chance" not in told


@pytest.mark.parametrize("voice", VOICES)
def test_trades_that_are_not_listed_are_not_kept_back(voices: Voices, voice: str) -> None:
    assert "and others, which `/trades` has" in text_of(voices.render(SAMPLES["found"], voice))


def test_whoever_has_too_few_trades_finds_the_school() -> None:
    assert Learn() in [each.request for each in buttons(SAMPLES["no trade"])]
