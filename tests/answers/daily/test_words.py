"""A question of the day that asks another day's reply, or that does not say who is told."""

import pytest

from personas.render import Voices
from services.education.daily import DailyReply
from tests.answers._school import TODAY
from tests.answers.daily.sample import SAMPLES
from tests.cards import PHONE, said_by_all
from tests.faces import buttons


@pytest.mark.parametrize("name", SAMPLES)
def test_every_voice_asks_it_and_says_that_each_may_reply_once(voices: Voices, name: str) -> None:
    said_by_all(voices, SAMPLES[name], longest=PHONE)
    for voice in voices.names:
        card = voices.render(SAMPLES[name], voice)
        assert card.title.startswith("Question of 30 Dec 2023: ")
        assert SAMPLES[name].posed.ask in card.body
        assert "Each of you may reply once" in card.body


def test_replies_are_those_of_its_day() -> None:
    replies = [action.request for action in buttons(SAMPLES["choice"]) if isinstance(action.request, DailyReply)]
    assert [(each.turn, each.reply) for each in replies] == [(TODAY.toordinal(), letter) for letter in "ABC"]
    (form,) = [action for action in buttons(SAMPLES["number"]) if action.edits]
    assert isinstance(form.request, DailyReply)


def test_what_became_of_the_day_before_is_told_without_names(voices: Voices) -> None:
    for voice in voices.names:
        assert "The day before, 7 of 12 were right." in voices.render(SAMPLES["after a day of replies"], voice).body
        assert "The day before" not in voices.render(SAMPLES["choice"], voice).body
