"""Answers of questions worked out a second time, by formulas written down in the tests and not by the analytics."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from services.education.curriculum import Curriculum
from services.education.folders import load
from services.education.grading import grade
from services.education.lesson import ChoiceQuestion, Lesson, NumberQuestion, Question, ReadQuestion, StopQuestion
from services.education.posing import variant_of, variants
from services.education.reading import read_bars
from services.market.candles import Candles

LESSONS = Path(__file__).parents[4] / "config" / "lessons"

Bar = tuple[float, float, float, float]
"""Open, high, low and close."""
Recompute = Callable[..., Any]
"""Of the figures of a question by name, and ``bars`` where it has a chart."""


def computed_questions(curriculum: Curriculum, track: str) -> Iterator[tuple[str, Lesson, Question]]:
    """All of a track but choices."""
    for key, lesson, question in curriculum.questions():
        if lesson.track == track and not isinstance(question, ChoiceQuestion):
            yield key, lesson, question


@cache
def shipped() -> Curriculum:
    """The curriculum that comes with the desk."""
    return load(LESSONS)


def whole(track: str) -> Curriculum:
    """The curriculum, in whose ``track`` nothing is wrong."""
    curriculum = shipped()
    assert not [str(problem) for problem in curriculum.problems if problem.file.startswith(track)]
    return curriculum


def drawn(track: str, name: str) -> Candles:
    """The candles ``name`` that are drawn for ``track``."""
    file = f"{track}/bars/{name}.csv"
    return read_bars((LESSONS / file).read_text(encoding="utf-8"), file)


def check_answers(track: str, right: Mapping[str, Recompute]) -> None:
    """Each answer of ``track`` is what ``right`` makes of the same figures, at each variant; and none has no other."""
    curriculum = whole(track)
    asked = {key: (lesson, question) for key, lesson, question in computed_questions(curriculum, track)}
    assert asked.keys() == right.keys()
    for key, (lesson, question) in asked.items():
        for turn in range(variants(question.given)):
            expected = right[key](**_handed(curriculum, lesson, question, turn))
            found = curriculum.right_of(lesson, question, turn)
            if isinstance(question, ReadQuestion):
                option = question.options[int(found)]  # type: ignore[arg-type]
                assert expected in (option.at, option.price, option.says), (key, turn)
            else:
                assert found == pytest.approx(expected, rel=1e-9), (key, turn)


def check_mistakes(track: str, wrong: Mapping[str, Sequence[Recompute]]) -> None:
    """What whoever makes a usual mistake comes to is no right answer, at any variant (``None``: it cannot be
    made there); each number has some."""
    curriculum = whole(track)
    numbers = {
        key: (lesson, question)
        for key, lesson, question in computed_questions(curriculum, track)
        if isinstance(question, NumberQuestion)
    }
    assert numbers.keys() == wrong.keys()
    for key, (lesson, question) in numbers.items():
        assert isinstance(question, NumberQuestion)
        for turn in range(variants(question.given)):
            right = curriculum.right_of(lesson, question, turn)
            assert isinstance(right, float | int)
            room = question.within_absolute or question.within * abs(right)
            for mistake in wrong[key]:
                said = mistake(**_handed(curriculum, lesson, question, turn))
                assert said is None or abs(said - right) > room, (key, turn, said, right)


def check_stops(track: str) -> None:
    """A band is wide enough to be met, at least half a per cent of the price, and told in prices that people write."""
    curriculum = whole(track)
    for key, lesson, question in computed_questions(curriculum, track):
        if isinstance(question, StopQuestion):
            band = curriculum.right_of(lesson, question, 0)
            assert isinstance(band, tuple)
            assert band[1] - band[0] > 0.005 * band[1], key
            prices = grade(curriculum, lesson, question, 0, "1").answer.split(" to ")
            assert all(len(price.replace(".", "").replace(",", "")) <= 6 for price in prices), prices


def _handed(curriculum: Curriculum, lesson: Lesson, question: Question, turn: int) -> dict[str, Any]:
    figures = dict(variant_of(question.given, turn))
    drawn = getattr(question, "bars", None)
    return figures if drawn is None else {**figures, "bars": rows(curriculum.candles_of(lesson, drawn))}


def listed(text: str) -> list[float]:
    """The numbers that a question lists."""
    return [float(each.replace("−", "-")) for each in text.split(",")]


def rows(candles: Candles) -> list[Bar]:
    return [
        (float(o), float(h), float(low), float(c))
        for o, h, low, c in zip(candles.open, candles.high, candles.low, candles.close, strict=True)
    ]
