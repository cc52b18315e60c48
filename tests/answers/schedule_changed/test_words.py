"""What was done to a schedule, and what can be done next."""

from personas.render import Voices
from services.schedules.editing import ScheduleResume
from tests.answers.schedule_changed.sample import SAMPLES


def test_every_voice_says_which_and_what_was_done(voices: Voices) -> None:
    for name in voices.names:
        for sample, words in {"set": "3, morning digest: set", "deleted": "deleted", "several": "5 schedules"}.items():
            card = voices.render(SAMPLES[sample], name)
            assert words in card.title, (name, sample)


def test_a_paused_one_can_be_resumed(voices: Voices) -> None:
    requests = [action.request for action in voices.render(SAMPLES["paused"], "xyko").actions]
    assert ScheduleResume(which="5") in requests


def test_one_that_is_run_is_not_said_to_have_changed(voices: Voices) -> None:
    for name in voices.names:
        body = voices.render(SAMPLES["run"], name).body
        assert "at once" in body, name
        assert "its times stay as they are" in body, name
        assert "hange" not in body, name
