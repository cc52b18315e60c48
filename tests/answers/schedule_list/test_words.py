"""Schedules, the next one first."""

from personas.render import Voices
from services.schedules.asking import ScheduleAdd
from tests.answers.schedule_list.sample import SAMPLES


def test_every_voice_says_when_the_next_is_and_what_was_missed(voices: Voices) -> None:
    for name in voices.names:
        card = voices.render(SAMPLES["usual"], name)
        told = "\n".join((card.title, card.body, *(field.value for field in card.fields)))
        assert "1 Jan 2024 07:30" in told, name
        assert "2 missed" in told, name


def test_where_there_are_none_a_preset_is_a_press_away(voices: Voices) -> None:
    card = voices.render(SAMPLES["none"], "biel")
    assert card.actions[0].request == ScheduleAdd(what="morning digest")
