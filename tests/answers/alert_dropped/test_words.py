"""Whoever left a preview knows that nothing was set."""

from personas.render import Voices
from tests.answers.alert_dropped.sample import SAMPLES


def test_every_voice_says_so(voices: Voices) -> None:
    for name in voices.names:
        assert voices.render(SAMPLES["usual"], name).title == "Nothing was set", name
