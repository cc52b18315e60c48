"""Ranks that are somebody else's, or that somebody cannot leave."""

import pytest

from personas.render import Voices
from services.education.classes import ClassJoin, ClassLeave
from tests.answers.class_board.sample import SAMPLES
from tests.cards import said_by_all, text_of
from tests.faces import buttons


@pytest.mark.parametrize("name", SAMPLES)
def test_every_voice_says_it(voices: Voices, name: str) -> None:
    said_by_all(voices, SAMPLES[name], longest=800)


def test_each_is_told_with_their_points_and_days(voices: Voices) -> None:
    for voice in voices.names:
        told = text_of(voices.render(SAMPLES["usual"], voice))
        assert "1. <@111> **31 points**, on 12 days" in told
        assert "2. ann **17 points**, on 1 day" in told
        assert "`/class leave`" in told
        assert "`/class join`" in text_of(voices.render(SAMPLES["one"], voice))


def test_a_list_of_people_without_points_is_not_called_empty(voices: Voices) -> None:
    told = text_of(voices.render(SAMPLES["nobody learnt yet"], "biel"))
    assert "2 are listed, nobody has a point yet" in told
    assert "Nobody is on this list" not in told


def test_whoever_reads_it_may_be_listed_or_leave() -> None:
    """It is read by others than who asked: what is true of one is not of the next."""
    asked = [action.request for action in buttons(SAMPLES["usual"])]
    assert asked[:2] == [ClassJoin(), ClassLeave()]
