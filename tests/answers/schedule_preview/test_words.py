"""A schedule before it is set: when it runs, and what Confirm sets."""

from personas.render import Voices
from services.schedules.asking import ScheduleSet
from tests.answers.schedule_preview.sample import SAMPLES


def test_every_voice_says_when_it_runs_first_and_that_nothing_is_set_yet(voices: Voices) -> None:
    for name in voices.names:
        card = voices.render(SAMPLES["usual"], name)
        told = "\n".join((card.title, card.body, *(field.value for field in card.fields)))
        assert "Not set yet" in card.title, name
        assert "Mon 1 Jan 2024 07:30" in told, name


def test_confirm_sets_what_was_shown_and_edit_shows_it_anew(voices: Voices) -> None:
    confirm, edit, *_ = voices.render(SAMPLES["usual"], "xyko").actions
    assert isinstance(confirm.request, ScheduleSet)
    assert confirm.request.when == "weekdays at 8:30"
    assert edit.edits[:2] == ("what", "when")
