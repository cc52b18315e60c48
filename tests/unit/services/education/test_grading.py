"""A right answer that is called wrong, or a wrong one that is called right, teaches the wrong thing."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.errors import InvalidRequest
from services.education.curriculum import Curriculum
from services.education.folders import load
from services.education.grading import Graded, grade
from services.education.lesson import NumberQuestion
from services.education.posing import shown_number, told
from services.education.replies import is_within, readings, with_unit
from tests.school import CHOICE, NUMBER, READ, STOP, bars, lesson, put

KINDS = ("first", "size", "top", "stop")


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("school")
    put(folder, "risk/bars/rise.csv", bars())
    put(folder, "risk/size.md", lesson(questions=[CHOICE, NUMBER, READ, STOP]))
    return folder


@pytest.fixture
def curriculum(school: Path) -> Curriculum:
    found = load(school)
    assert found.problems == ()
    return found


def graded(curriculum: Curriculum, question: str, reply: str, turn: int = 0) -> Graded:
    found = curriculum.find(f"size/{question}")
    assert found is not None
    return grade(curriculum, *found, turn, reply)


@pytest.mark.parametrize("turn", range(12))
def test_a_choice_is_told_by_its_letter_or_its_words(curriculum: Curriculum, turn: int) -> None:
    found = curriculum.find("size/first")
    assert found is not None
    posed = curriculum.posed(*found, turn)
    letter = {option.text: option.letter for option in posed.options}
    assert sorted(letter.values()) == ["A", "B", "C"]
    for text, why in (
        ("The stop", "The size comes from it."),
        ("The size", "Then the stop is wherever the loss can be borne."),
        ("The target", "It says nothing of what can be lost."),
    ):
        for reply in (letter[text], f" {letter[text].lower()}) ", f"({letter[text]})", f"answer: {letter[text]}", text):
            result = graded(curriculum, "first", reply, turn)
            assert (result.right, result.why) == (text == "The stop", why)
            assert (result.said, result.answer) == (f"{letter[text]}: {text}", f"{letter['The stop']}: The stop")


def test_the_right_choice_stands_in_each_place_in_turn(curriculum: Curriculum) -> None:
    found = curriculum.find("size/first")
    assert found is not None
    places = [
        next(option.letter for option in curriculum.posed(*found, turn).options if option.text == "The stop")
        for turn in range(30)
    ]
    assert min(map(places.count, "ABC")) >= 5


@pytest.mark.parametrize(
    ("reply", "right", "said"),
    [
        ("20", True, "20 coins"),
        ("20 coins", True, "20 coins"),
        ("20 COIN", True, "20 coins"),
        ("20coins", True, "20 coins"),
        ("20.00", True, "20 coins"),
        ("20,0", True, "20 coins"),
        ("+20", True, "20 coins"),
        ("= 20", True, "20 coins"),
        ("about 20", True, "20 coins"),
        ("@ 20", True, "20 coins"),
        ("at 20", True, "20 coins"),
        ("20.", True, "20 coins"),
        ("20 coins!", True, "20 coins"),
        ("100/5", True, "20 coins"),
        ("2e1", True, "20 coins"),
        ("２０", True, "20 coins"),
        ("0.02k", True, "20 coins"),
        ("20.2", True, "20.2 coins"),
        ("19.8", True, "19.8 coins"),
        ("20.21", False, "20.21 coins"),
        ("19.79", False, "19.79 coins"),
        ("-20", False, "−20 coins"),
        ("−20", False, "−20 coins"),
        ("0", False, "0 coins"),
        ("20,000", True, "20 coins"),  # as some write twenty
        ("10,000", False, "10,000 coins"),
        ("1'000'000", False, "1,000,000 coins"),
        ("1e30", False, "1,000,000,000,000,000,000,000,000,000,000 coins"),
    ],
)
def test_a_number_is_read_as_people_write_it(curriculum: Curriculum, reply: str, right: bool, said: str) -> None:
    result = graded(curriculum, "size", reply)
    assert (result.right, result.said, result.answer) == (right, said, "20 coins")
    assert result.why == "What may be lost over what one coin loses is 20 coins."


def test_the_next_turn_has_the_next_figures(curriculum: Curriculum) -> None:
    assert graded(curriculum, "size", "50", turn=1).right
    assert not graded(curriculum, "size", "20", turn=1).right
    assert graded(curriculum, "size", "20", turn=2).right
    assert graded(curriculum, "size", "20", turn=10**12).right


@pytest.mark.parametrize(
    ("reply", "right", "off"),
    [
        ("108.5", True, None),
        ("108", True, None),
        ("109", True, None),
        ("$108.50", True, None),
        ("108.5 USDT", True, None),
        ("109.01", False, "too near"),
        ("111.9", False, "too near"),
        ("112", False, "wrong side"),
        ("150", False, "wrong side"),
        ("108,500", True, None),  # with a decimal comma
        ("108.000", True, None),
        ("109,500", False, "too near"),
        ("108,500.00", False, "wrong side"),
        ("1e30", False, "wrong side"),
        ("107.9", False, "too far"),
        ("0", False, "too far"),
        ("-5", False, "too far"),
    ],
)
def test_a_stop_lies_between_two_prices(curriculum: Curriculum, reply: str, right: bool, off: str | None) -> None:
    result = graded(curriculum, "stop", reply)
    assert (result.right, result.off, result.answer) == (right, off, "108 to 109")
    assert (
        result.why
        == {
            None: "Below the low it has no reason to be hit by noise.",
            "too near": "The usual moves of a bar reach it.",
            "too far": "The idea is wrong long before.",
            "wrong side": "The stop of a long lies below its entry, which is at 112. "
            "There it would be reached at once.",
        }[off]
    )


def test_of_a_chart_the_letters_are_those_of_the_lesson(curriculum: Curriculum) -> None:
    for turn in range(6):
        assert [graded(curriculum, "top", letter, turn).right for letter in "ABC"] == [False, True, False]
    assert graded(curriculum, "top", "c").answer == "B"


def test_words_about_a_chart_change_places_as_those_of_a_choice_do(tmp_path: Path) -> None:
    said = [{"says": word, "text": word.capitalize()} for word in ("rising", "falling", "neither")]
    put(tmp_path, "risk/bars/rise.csv", bars())
    put(tmp_path, "risk/size.md", lesson(questions=[CHOICE, NUMBER, {**READ, "computed": "trend", "options": said}]))
    known = load(tmp_path)
    letters = {graded(known, "top", "Rising", turn).answer for turn in range(12)}
    assert letters == {"A: Rising", "B: Rising", "C: Rising"}


def test_where_a_letter_marks_something_else_options_have_others(tmp_path: Path) -> None:
    put(tmp_path, "risk/bars/rise.csv", bars())
    marked = {**READ, "bars": {"bars": "rise", "marks": {"X": 0, "A": 4}}}
    put(tmp_path, "risk/size.md", lesson(questions=[CHOICE, NUMBER, marked]))
    known = load(tmp_path)
    assert [graded(known, "top", letter).right for letter in "pqr"] == [False, True, False]
    with pytest.raises(InvalidRequest, match="must be P, Q or R"):
        graded(known, "top", "a")


HOSTILE = (
    *("", " ", "\n", "nan", "NaN", "inf", "-inf", "1e999", "1e-999", "9" * 40, "0x14", "1/0", "0/0", "1//2", "--5"),
    *("D", "Z", "AB", "A B", "A and B", "@everyone", "<@1>", "`x`", "{answer}", "{0.__class__}", "%s", "' OR 1=1"),
    *("²", "½", "1½", "Ⅻ", "五", "\u202e20", "20\u0000", "🅰", "А", "1:3", "20 ETH", "20%%", "1 2 3", "1,2,3", "٬"),
    *(
        "2=0",
        "2~0",
        "1=20",
        "20 about",
        "a" * 40,
        "(" * 40,
        "[" * 20 + "a" + "]" * 19,
        "answer: answer: a",
        "option",
        "/help",
        "the",
    ),
)


@pytest.mark.parametrize("question", KINDS)
@pytest.mark.parametrize("reply", HOSTILE)
def test_what_is_no_answer_is_wrong_or_told_to_be_none(curriculum: Curriculum, question: str, reply: str) -> None:
    try:
        assert not graded(curriculum, question, reply).right
    except InvalidRequest as error:
        (problem,) = error.problems
        assert problem.startswith("your answer ")


@given(st.sampled_from(KINDS), st.text(max_size=40), st.integers(0, 10**15))
def test_no_text_whatever_is_more_than_a_reply(school: Path, question: str, reply: str, turn: int) -> None:
    known = load_once(school)
    try:
        first = graded(known, question, reply, turn)
    except InvalidRequest:
        return
    assert graded(known, question, reply, turn) == first


LOADED: dict[Path, Curriculum] = {}


def load_once(school: Path) -> Curriculum:
    return LOADED.setdefault(school, load(school))


@pytest.mark.parametrize(
    ("reply", "unit", "values"),
    [
        ("25 %", "%", [25]),
        ("25", "%", [25]),
        ("25 percent", "%", [25]),
        ("1/4", "%", [25, 0.25]),
        ("1/4 %", "%", [0.25]),
        ("25 %", "", [0.25]),
        ("1/4", "", [0.25]),
        ("0.25", "", [0.25]),
        (".25", "", [0.25]),
        ("2.5 R", "R", [2.5]),
        ("2.5r", "R", [2.5]),
        ("-1R", "R", [-1]),
        ("3x", "x", [3]),
        ("3", "x", [3]),
        ("1,234.5 USDT", "USDT", [1234.5]),
        ("$1,234.5", "USDT", [1234.5]),
        ("1234.5 usd", "USDT", [1234.5]),
        ("10,000", "USDT", [10_000, 10]),
        ("10.000", "USDT", [10, 10_000]),
        ("0.5 BTC", "BTC", [0.5]),
        ("12 % a year", "% a year", [12]),
        ("12 %", "% a year", [12]),
        ("3 bars", "bars", [3]),
        ("3 bar", "bars", [3]),
        ("1 trade", "trades", [1]),
        ("1.5k", "USDT", [1500]),
        ("7 days", "days", [7]),
        ("18.25 d", "days", [18.25]),
        ("12 h", "hours", [12]),
        ("-3.5 %", "points", [-3.5]),
        ("4 percentage points", "points", [4]),
        ("4 pp", "points", [4]),
        ("18.1 per cent", "%", [18.1]),
        ("19 times", "x", [19]),
    ],
)
def test_a_unit_may_be_written_or_not(reply: str, unit: str, values: list[float]) -> None:
    assert [float(value) for value in readings(reply, unit)] == values


@pytest.mark.parametrize(
    ("tolerance", "right", "near", "off"),
    [
        ({}, 200.0, (198.0, 202.0), (197.9, 202.1)),
        ({"within": 0.05}, -40.0, (-42.0, -38.0), (-42.1, 40.0)),
        ({"within_absolute": 0.5}, 1000.0, (999.5, 1000.5), (999.4, 1009.0)),
        ({"within_absolute": 0.1}, 0.0, (-0.1, 0.1), (0.11,)),
        ({}, 0.0, (0.0,), (0.001,)),
    ],
)
def test_how_near_is_near_enough(
    tolerance: dict[str, Any], right: float, near: tuple[float, ...], off: tuple[float, ...]
) -> None:
    question = NumberQuestion.model_validate({**NUMBER, **tolerance})
    assert all(is_within(question, value, right) for value in near)
    assert not any(is_within(question, value, right) for value in off)


def test_a_number_below_zero_is_told_with_a_minus_and_read_again() -> None:
    assert [shown_number(each) for each in (-0.02, -1234.5, 0.0, -0.0)] == ["−0.02", "−1,234.5", "0", "0"]
    assert with_unit(shown_number(-1), "coins") == "−1 coin"
    assert told("At {rate} % an hour", {"rate": -0.02}) == "At −0.02 % an hour"
    assert readings("−0.02 %", "%") == readings("-0.02 %", "%")
