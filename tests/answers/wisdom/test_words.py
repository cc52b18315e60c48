"""A thought that a voice changes, or whose author is lost."""

import pytest

from personas.render import Voices
from services.education.teaching import OneLesson
from tests.answers.wisdom.sample import SAMPLES
from tests.cards import PHONE, said_by_all
from tests.faces import buttons


@pytest.mark.parametrize("name", SAMPLES)
def test_every_voice_tells_the_thought_as_it_is(voices: Voices, name: str) -> None:
    said = SAMPLES[name]
    said_by_all(voices, said, longest=PHONE)
    for voice in voices.names:
        card = voices.render(said, voice)
        assert card.title.startswith("A thought for 30 Dec 2023")
        assert f"> {said.text}" in card.body
        assert said.after is None or f"> *after {said.after}*" in card.body


def test_the_lesson_that_has_more_of_it_is_a_press_away() -> None:
    assert buttons(SAMPLES["ours"])[0].request == OneLesson(lesson="position-size")
