"""A schedule that is due: that it is, and how late."""

from datetime import timedelta

from personas.render import Voices
from tests.answers._shared import NOW
from tests.answers.schedule_due.sample import SAMPLES


def test_every_voice_says_which_schedule_it_is_and_how_late(voices: Voices) -> None:
    for name in voices.names:
        assert "Schedule 3, morning digest" in voices.render(SAMPLES["usual"], name).title, name
        late = voices.render(SAMPLES["late"], name)
        assert "2 h late" in late.title, name
        assert "3 times" in late.body, name


def test_who_is_told_and_where_else() -> None:
    private, shared = SAMPLES["usual"], SAMPLES["in a channel"]
    assert (private.person, private.for_channel) == ("discord:1", None)
    assert (shared.person, shared.server, shared.for_channel) == (None, "discord:9", "discord:8")


def test_what_nobody_could_be_told_for_long_gives_way_to_the_next() -> None:
    usual, later = SAMPLES["usual"], timedelta(minutes=6)
    due = usual.schedule.due
    assert due is not None
    assert not usual.over(NOW + later)
    assert usual.over(due)
    skips = usual.model_copy(update={"schedule": usual.schedule.model_copy(update={"missed": "skip"})})
    assert (skips.over(NOW + later), skips.over(NOW)) == (True, False)
    assert not SAMPLES["by hand"].over(due)
