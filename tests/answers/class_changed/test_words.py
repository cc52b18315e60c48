"""A change of the list that is told as another."""

from personas.render import Voices
from services.education.classes import ClassJoin, ClassLeave
from tests.answers.class_changed.sample import SAMPLES
from tests.cards import PHONE, said_by_all
from tests.faces import buttons


def test_every_voice_says_what_is_so_now_and_the_way_back(voices: Voices) -> None:
    for name, words in {
        "joined": "listed here from now on",
        "joined again": "listed here already",
        "left": "listed here no more",
        "left again": "not listed here",
    }.items():
        said_by_all(voices, SAMPLES[name], longest=PHONE)
        for voice in voices.names:
            assert words in voices.render(SAMPLES[name], voice).title, (name, voice)
        way_back = ClassLeave() if SAMPLES[name].on else ClassJoin()
        assert way_back in [action.request for action in buttons(SAMPLES[name])]
