"""People say what a lesson is about, and rarely its title."""

import pytest

from services.core.errors import NoLessons, UnknownLesson
from services.education.curriculum import Curriculum
from services.education.folders import load
from services.education.naming import lesson_called
from services.education.suggest import suggest_titles
from services.education.teaching import OneLesson
from tests.school import lesson, put


@pytest.fixture(scope="module")
def curriculum(tmp_path_factory: pytest.TempPathFactory) -> Curriculum:
    folder = tmp_path_factory.mktemp("school")
    put(folder, "candles/body-and-wick.md", lesson(title="What a candle shows", terms=["candle", "volume"]))
    put(folder, "fibonacci/retracements.md", lesson(title="How far a move comes back", terms=["retracement"]))
    put(folder, "fibonacci/pocket.md", lesson(title="Between two ratios", place=2, terms=["stop", "golden pocket"]))
    put(folder, "risk/position-size.md", lesson(title="How much to buy", terms=["position", "R multiple"]))
    put(folder, "risk/where-it-is-wrong.md", lesson(title="Where you are wrong", place=2, terms=["stop", "position"]))
    put(folder, "derivatives/rights.md", lesson(title="Options: a right, and its price", terms=["option"]))
    put(folder, "derivatives/earned.md", lesson(title="What an option has earned", place=2, terms=["premium"]))
    found = load(folder)
    assert found.problems == ()
    return found


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("How much to buy", "position-size"),
        ("  how MUCH to buy?", "position-size"),
        ("position-size", "position-size"),
        ("position size", "position-size"),
        ("hw much to by", "position-size"),
        ("options", "rights"),
        ("candles", "body-and-wick"),
        ("candle", "body-and-wick"),
        ("on candles", "body-and-wick"),
        ("about the golden pocket", "pocket"),
        ("golden pocket", "pocket"),
        ("golden pokcet", "pocket"),
        ("R multiple", "position-size"),
        ("volume", "body-and-wick"),
        ("position", "position-size"),  # of two lessons that teach it the one of which it is the first term
        ("stops", "pocket"),
        ("fibonacci", "retracements"),  # the first of the track
        ("risk and position size", "position-size"),
        ("wrong", "where-it-is-wrong"),
        ("position sizing", "position-size"),
        ("the golden pocket strategy", "pocket"),  # nothing else is nearly as like it
    ],
)
def test_a_lesson_is_found_by_what_it_is_called_or_about(curriculum: Curriculum, said: str, meant: str) -> None:
    assert lesson_called(curriculum, said, lambda title: OneLesson(lesson=title)).name == meant


def test_of_two_that_are_as_like_it_both_are_offered(curriculum: Curriculum) -> None:
    with pytest.raises(UnknownLesson) as unknown:
        lesson_called(curriculum, "stops of candles", lambda title: OneLesson(lesson=title))
    assert {"What a candle shows", "Between two ratios"} <= set(unknown.value.close_matches)


@pytest.mark.parametrize("said", ["gardening", "zzz", "?", "<@1> **x**", "a" * 80, "{0}", "how to buy a garden"])
def test_what_may_be_meant_is_offered_and_nothing_guessed(curriculum: Curriculum, said: str) -> None:
    with pytest.raises(UnknownLesson) as unknown:
        lesson_called(curriculum, said, lambda title: OneLesson(lesson=title))
    error = unknown.value
    assert error.lesson == said
    assert set(error.close_matches) <= {lesson.title for lesson in curriculum.lessons.values()}
    assert error.near == tuple(OneLesson(lesson=title) for title in error.close_matches)
    assert len(error.near) <= 5


def test_without_lessons_none_is_looked_for() -> None:
    with pytest.raises(NoLessons):
        lesson_called(Curriculum(), "risk", lambda title: OneLesson(lesson=title))


def test_whoever_types_is_shown_titles_those_first_that_begin_so(curriculum: Curriculum) -> None:
    assert list(suggest_titles("how", curriculum)) == [
        "How far a move comes back",
        "How much to buy",
        "What a candle shows",
    ]
    assert list(suggest_titles("", curriculum)) == [lesson.title for lesson in curriculum.lessons.values()]
    assert list(suggest_titles("golden", curriculum)) == ["Between two ratios"]
    assert list(suggest_titles("zzz", curriculum)) == []
