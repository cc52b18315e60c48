"""A question of which a voice leaves something out, that tells what is right, or that cannot be answered."""

import pytest

from cogs._actions import LONGEST_ID, encode
from personas.about.quiz import question_told
from personas.render import Voices
from services.education.habit_facts import Habits, OwnReply
from services.education.lesson import LessonRef
from services.education.quiz import Quiz, QuizReply
from services.education.teaching import OneLesson
from tests.answers.quiz.sample import SAMPLES
from tests.cards import PHONE, said_by_all, text_of
from tests.faces import buttons, picture_if_any


@pytest.mark.parametrize("name", SAMPLES)
def test_every_voice_asks_all_of_it(voices: Voices, name: str) -> None:
    posed = SAMPLES[name].posed
    said_by_all(voices, SAMPLES[name], longest=PHONE)
    for voice in voices.names:
        body = voices.render(SAMPLES[name], voice).body
        if posed is not None:
            assert posed.ask in body
            assert all(f"**{each.letter}**" in body for each in posed.options)
            assert all(each.text is None or each.text in body for each in posed.options)


def test_letters_are_buttons_that_know_the_question_its_turn_and_no_more() -> None:
    asked = [action.request for action in buttons(SAMPLES["choice"]) if isinstance(action.request, QuizReply)]
    assert asked == [QuizReply(question="position-size/farther-stop", turn=0, reply=letter) for letter in "ABC"]
    assert all(len(encode(each)) <= LONGEST_ID for each in asked)


@pytest.mark.parametrize(("name", "label"), [("number, due", "Answer in coins"), ("stop", "Answer")])
def test_a_number_is_asked_for_in_a_form(name: str, label: str) -> None:
    (answer,) = [action for action in buttons(SAMPLES[name]) if action.edits]
    assert (answer.label, answer.edits) == (label, ("reply",))
    assert isinstance(answer.request, QuizReply)


def test_it_is_said_why_it_is_asked(voices: Voices) -> None:
    for name, words in {
        "choice": "How much to buy: a new question",
        "number, due": "How much to buy: a question due again",
        "never right yet": "not answered right yet",
        "lesson passed": "How much to buy: all questions answered right",
        "nothing due": "No question is due until 1 Jan 2024 22:00 UTC",
        "nothing begun": "No question is due",
    }.items():
        for voice in voices.names:
            assert words in voices.render(SAMPLES[name], voice).title
    assert "4 questions are due, this one among them" in text_of(voices.render(SAMPLES["number, due"], "f"))
    new = SAMPLES["choice"].model_copy(update={"due": 4})
    assert "this one among them" not in text_of(voices.render(new, "f")), "it is new, and not due"


def test_where_there_is_no_question_the_next_lesson_and_its_questions_are_a_press_away() -> None:
    assert OneLesson(lesson="golden-pocket") in [action.request for action in buttons(SAMPLES["nothing due"])]
    assert Quiz(lesson="golden-pocket") in [action.request for action in buttons(SAMPLES["nothing due"])]
    assert Quiz() in [action.request for action in buttons(SAMPLES["passed, others due"])]


def test_a_chart_is_shown_where_the_question_is_of_one() -> None:
    assert {name for name, said in SAMPLES.items() if picture_if_any(said)} == {
        *("stop", "prices", "words of a chart", "bars"),
    }


def test_a_title_that_asks_is_followed_by_no_colon() -> None:
    swing = LessonRef(name="which-swing", title="Which swing?")
    posed = SAMPLES["choice"].posed
    assert posed is not None
    asked = SAMPLES["choice"].model_copy(update={"posed": posed.model_copy(update={"lesson": swing})})
    assert question_told(asked) == "Which swing? A new question"
    assert question_told(SAMPLES["choice"]) == "How much to buy: a new question"


def test_a_question_for_ones_own_trades_says_which_they_are(voices: Voices) -> None:
    said = SAMPLES["for own trades"]
    assert said.own is not None
    (habit,) = said.own.habits
    for voice in voices.names:
        card = voices.render(said, voice)
        assert "for what your trades show" in card.title
        told = text_of(card)
        assert "your trades in PAPER main" in told
        assert all(f"{trade.symbol} {trade.side}" in told for trade in habit.trades)
        assert "Only you see this" in told
        assert "Only you see this" not in text_of(voices.render(SAMPLES["new, with habits"], voice))
    assert Habits() in [action.request for action in buttons(said)]


def test_where_nothing_is_due_a_trade_of_ones_own_may_be_asked_of(voices: Voices) -> None:
    said = SAMPLES["nothing due, own trades"]
    (answer,) = [action for action in buttons(said) if action.edits]
    assert isinstance(answer.request, OwnReply)
    assert answer.request.account == "main"
    for voice in voices.names:
        told = text_of(voices.render(said, voice))
        assert "A question on your own trade" in told
        assert "nothing to answer" not in told
    assert not [action for action in buttons(SAMPLES["nothing due, no stop in own trades"]) if action.edits]
