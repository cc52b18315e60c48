"""Whatever Fibonacci extensions, times and clusters come out as, each voice can say them, and the check agrees."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from personas.render import Voices
from tests.contract.cards import said_by_all
from tests.unit.personas.samples_fib import (
    confluence_answer,
    extensions_answer,
    random_fib,
    time_answer,
)

sizes = st.floats(1e-8, 1e6)
parts = st.floats(0.2, 5)
counts = st.integers(1, 999)
ranges = st.floats(1e-4, 0.3)


def or_none(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


@given(
    size=sizes,
    turns=st.tuples(parts, parts, parts, parts).filter(lambda turns: abs(turns[0] - turns[1]) > 1e-3),
    atr=or_none(ranges),
    state=st.sampled_from(["holds", "beyond c", "beyond a"]),
    bars=st.tuples(counts, counts, counts),
)
def test_extensions(voices: Voices, size: float, turns: Any, atr: float | None, state: Any, bars: Any) -> None:
    a, b, c, price = (size * part for part in turns)
    unit = None if atr is None else atr * size
    said_by_all(voices, extensions_answer(a, b, c, price, atr=unit, state=state, bars=bars))


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


@given(
    price=sizes,
    atr=ranges,
    away=st.lists(st.floats(-9, 9), max_size=8).map(tuple),
    chance=st.floats(1 / 1001, 1),
)
def test_clusters(voices: Voices, price: float, atr: float, away: Any, chance: float) -> None:
    near = tuple(far for far in away if price * (1 + far * atr) > 0)
    said_by_all(voices, confluence_answer(near, price, atr=atr * price, chance=chance))


def test_random_ones(voices: Voices) -> None:
    for answer in random_fib(60):
        said_by_all(voices, answer)
