"""A schedule that is due: that it is, and how late."""

from personas.render import Voices
from tests.answers.schedule_due.sample import SAMPLES


def test_every_voice_says_which_schedule_it_is_and_how_late(voices: Voices) -> None:
    for name in voices.names:
        assert "Schedule 3, morning digest" in voices.render(SAMPLES["usual"], name).title, name
        late = voices.render(SAMPLES["late"], name)
        assert "2 h late" in late.title, name
        assert "3 times" in late.body, name


def test_who_is_told_and_where_else() -> None:
    private, shared = SAMPLES["usual"], SAMPLES["in a channel"]
    assert (private.for_person, private.for_channel) == ("discord:1", None)
    assert (shared.for_person, shared.for_server, shared.for_channel) == (None, "discord:9", "discord:8")
