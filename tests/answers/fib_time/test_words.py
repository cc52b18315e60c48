"""If these failed, a table would tell dates in the wrong order."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from personas.about.fib_time import coming, mark_table
from personas.render import Voices
from services.studies.fib_time import FibTime
from tests.answers._fib_buttons import assert_the_other_studies_are_a_press_away
from tests.answers._shared import NOW, or_none
from tests.answers.fib_time.sample import random_times, time_answer
from tests.cards import said_by_all
from tests.faces import tone

ranges = st.floats(1e-4, 0.3)

sizes = st.floats(1e-8, 1e6)

parts = st.floats(0.2, 5)


def test_dates_to_come() -> None:
    answer = time_answer(bars=13, since=7)
    assert [(mark.name, mark.bars_away) for mark in coming(answer, 3)] == [
        ("zone 8", 1),
        ("0.618 of the swing", 1),
        ("zone 13", 6),
    ]
    assert mark_table(coming(answer, 1), NOW) == ["1  30 Dec 23:00  zone 8"]
    assert mark_table((), NOW) == []


@given(
    size=sizes,
    ends=st.tuples(parts, parts, parts).filter(lambda ends: abs(ends[0] - ends[1]) > 1e-3),
    atr=or_none(ranges),
    bars=st.integers(0, 999),
    since=st.integers(0, 999),
)
def test_times(voices: Voices, size: float, ends: Any, atr: float | None, bars: int, since: int) -> None:
    start, end, price = (size * part for part in ends)
    unit = None if atr is None else atr * size
    said_by_all(voices, time_answer(start, end, price, atr=unit, bars=bars, since=since))


def test_any_can_be_told(voices: Voices) -> None:
    for answer in random_times(60):
        said_by_all(voices, answer)


def test_buttons() -> None:
    assert_the_other_studies_are_a_press_away(time_answer(), FibTime)


def test_a_falling_swing_has_its_colour() -> None:
    assert tone(time_answer(300.0, 200.0, 215.0)) == "down"
