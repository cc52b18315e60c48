"""If these failed, a table would tell a target on the wrong side of the price."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from personas.about.fib_extensions import projection_table, targets
from personas.render import Voices
from services.studies.fib_extensions import FibExtensions
from tests.answers._fib_buttons import assert_the_other_studies_are_a_press_away
from tests.answers._shared import or_none
from tests.answers.fib_extensions.sample import SAMPLES, extensions_answer, random_extensions
from tests.cards import said_by_all
from tests.faces import tone

ranges = st.floats(1e-4, 0.3)

sizes = st.floats(1e-8, 1e6)

parts = st.floats(0.2, 5)

counts = st.integers(1, 999)


def test_targets_stand_on_their_side_of_the_price() -> None:
    answer = extensions_answer(100.0, 200.0, 150.0, 220.0, reach=260.0, atr=10.0)
    shown = targets(answer)
    prices = [level.price for level in shown if level]
    assert prices == sorted(prices, reverse=True)
    at = shown.index(None)
    assert all(level is not None and level.price > 220 for level in shown[:at])
    assert all(level is not None and level.price <= 220 for level in shown[at + 1 :])
    assert {level.name for level in shown if level and level.reached} == {"1 projection"}
    assert len(shown) == 6


def test_a_table_of_targets() -> None:
    answer = extensions_answer(100.0, 200.0, 150.0, 220.0, atr=10.0)
    assert projection_table(targets(answer, 2), 220.0) == [
        "AB 1.414  241.40  +2.1 ATR",
        "AB 1.272  227.20  +0.72 ATR",
        "     now  220.00",
        "   0.618  211.80  reached",
    ]


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


def test_any_can_be_told(voices: Voices) -> None:
    for answer in random_extensions(60):
        said_by_all(voices, answer)


def test_tables_fit_a_phone() -> None:
    for label, answer in SAMPLES.items():
        assert all(len(line) <= 36 for line in projection_table(targets(answer), answer.price)), label


def test_buttons() -> None:
    assert_the_other_studies_are_a_press_away(extensions_answer(), FibExtensions)


def test_tones() -> None:
    assert [tone(SAMPLES[label]) for label in ("usual", "down", "beyond c")] == ["up", "down", "neutral"]
