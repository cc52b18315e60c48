"""What comes next, whoever speaks."""

from personas.about._sky import dated
from personas.render import Voices
from tests.answers._shared import NOW
from tests.answers.cosmic_next.sample import SAMPLES


def test_what_was_asked_for_comes_first_with_its_date_and_kind(voices: Voices) -> None:
    asked = SAMPLES["an eclipse"].asked
    assert asked is not None
    for name in voices.names:
        title = voices.render(SAMPLES["an eclipse"], name).title
        assert title.startswith(f"{dated(asked, NOW)} (in "), name
        assert "the next eclipse" in title, name
        assert voices.render(SAMPLES["an eclipse, none in the tables"], name).title.startswith("No eclipse"), name
