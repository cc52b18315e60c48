"""What is kept is told in words: a time as everywhere, and a line as a line."""

from personas.render import Voices
from tests.answers.privacy.sample import SAMPLES


def test_a_time_and_a_count_are_told_as_people_say_them(voices: Voices) -> None:
    for name in voices.names:
        body = voices.render(SAMPLES["all"], name).body
        assert "first greeted**: 30 Dec 2023 19:00 UTC (until you are forgotten)" in body, name
        assert "log of changes**: 2 lines (for good," in body, name
