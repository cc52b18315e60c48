"""A school of which a track is missing, or that does not lead on."""

import pytest

from personas.about._school import filled_part
from personas.render import Voices
from services.education.habit_facts import Habits
from services.education.learning import Learn
from services.education.quiz import Quiz
from services.education.teaching import OneLesson
from tests.answers._school import SOME, TITLES
from tests.answers.learn.sample import SAMPLES
from tests.cards import said_by_all, text_of
from tests.faces import FACES, buttons


@pytest.mark.parametrize("name", SAMPLES)
def test_every_voice_says_it(voices: Voices, name: str) -> None:
    said_by_all(voices, SAMPLES[name], longest=1_000)


def test_every_track_is_told_with_how_much_of_it_is_passed(voices: Voices) -> None:
    for voice in voices.names:
        told = text_of(voices.render(SAMPLES["begun"], voice))
        assert "12 of 48 lessons passed, next: How much to buy" in told
        assert all(f"{track.passed} of 6 **{title}**" in told for title, track in zip(TITLES, SOME, strict=True))
        assert "3 questions are due" in told


def test_a_menu_opens_each_track_and_says_what_is_next_in_it() -> None:
    (menu,) = FACES.of(type(SAMPLES["begun"])).menus(SAMPLES["begun"])
    assert [choice.request for choice in menu.choices] == [Learn(track=track.name) for track in SOME]
    assert [choice.detail for choice in menu.choices] == [
        "all passed" if track.next is None else track.next.title for track in SOME
    ]


def test_a_track_tells_its_lessons_and_opens_each(voices: Voices) -> None:
    said = SAMPLES["a track"]
    for voice in voices.names:
        card = voices.render(said, voice)
        assert f"{TITLES[2]}: {SOME[2].passed} of 6 lessons passed" in text_of(card)
        told = text_of(card)
        assert "✓ How much to buy" in told
        assert (told.count("✓"), told.count("▹"), told.count("· Where")) == (3, 2, 6)
        assert SOME[0].title not in told
    (menu,) = FACES.of(type(said)).menus(said)
    assert [choice.request for choice in menu.choices] == [OneLesson(lesson=one.lesson.name) for one in said.lessons]
    assert Learn() in [action.request for action in buttons(said)]


def test_the_next_lesson_and_what_is_due_are_a_press_away() -> None:
    first, second = buttons(SAMPLES["begun"])[:2]
    assert first.request == OneLesson(lesson="position-size")
    assert (second.label, second.request) == ("Quiz, 3 questions due", Quiz())


@pytest.mark.parametrize(
    ("part", "whole", "full"), [(0, 6, 0), (1, 60, 1), (59, 60, 5), (6, 6, 6), (3, 6, 3), (0, 0, 0)]
)
def test_a_bar_is_empty_for_nothing_and_full_for_all_alone(part: int, whole: int, full: int) -> None:
    assert filled_part(part, whole) == "▰" * full + "▱" * (6 - full)


def test_what_ones_own_trades_call_for_is_said_with_the_way_to_it(voices: Voices) -> None:
    said = SAMPLES["habits in own trades"]
    for voice in voices.names:
        told = text_of(voices.render(said, voice))
        assert "Your own trades in PAPER main show" in told
        assert "Why losers are held longer" in told
        assert "Your own trades" not in text_of(voices.render(SAMPLES["habits, lessons passed"], voice))
    asked = [action.request for action in buttons(said)]
    assert OneLesson(lesson="losers-held") in asked
    assert Habits() in asked
    assert Habits() not in [action.request for action in buttons(SAMPLES["habits, lessons passed"])]


def test_who_has_begun_is_not_told_that_nothing_is(voices: Voices) -> None:
    told = text_of(voices.render(SAMPLES["begun, none passed"], "f"))
    assert "The map is blank" not in told
    assert "The map is blank" in text_of(voices.render(SAMPLES["new"], "f"))
