"""If these failed, a card would show the wrong pattern first, or a button would lead somewhere else than it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personas.about.fib_harmonics import live, pattern_table, ratio_table
from personas.render import Voices
from services.studies.fib_evidence import FibEvidence
from services.studies.fib_harmonics import FibHarmonics
from tests.answers.fib_harmonics.sample import COURSES, SAMPLES, harmonics_answer, random_harmonics
from tests.cards import said_by_all
from tests.examples import examples
from tests.faces import buttons, tone
from tests.unit.analytics.harmonic_paths import IDEAL


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Bat, up, forming", "up"),
        ("Bat, down, in the zone", "down"),
        ("Bat, down, first target", "down"),
        ("Bat, up, both targets", "neutral"),
        ("Bat, up, stopped", "neutral"),
        ("Bat, down, through the zone", "neutral"),
        ("none", "neutral"),
    ],
)
def test_a_card_has_the_colour_of_what_is_still_open(label: str, expected: str) -> None:
    answer = SAMPLES[label]
    assert tone(answer) == expected
    assert (live(answer) is None) is (expected == "neutral")


def test_a_pattern_in_columns() -> None:
    answer = harmonics_answer("Bat", "turned")
    assert [str(line) for line in pattern_table(answer)] == [f"▲ Bat  done  16  {answer.patterns[0].quality:.3f}"]
    lines = [str(line).split() for line in ratio_table(answer.patterns[0])]
    assert [line[0] for line in lines] == ["AB/XA", "BC/AB", "AD/XA", "CD/BC"]
    assert [line[2] for line in lines] == ["0.382–0.5", "0.382–0.886", "0.886", "1.618–2.618"]
    for one in answer.patterns[0].ratios:
        assert one.low * (1 - answer.tolerance_pct) <= one.ratio <= one.high * (1 + answer.tolerance_pct)


@examples(40)
@given(
    kind=st.sampled_from(sorted(IDEAL)),
    course=st.sampled_from(sorted(COURSES)),
    up=st.booleans(),
    size=st.floats(1e-9, 1e6),
    price=st.none() | st.floats(20, 300),
)
def test_patterns(voices: Voices, kind: str, course: str, up: bool, size: float, price: float | None) -> None:
    said_by_all(voices, harmonics_answer(kind, course, up=up, size=size, price=price))


def test_any_can_be_told(voices: Voices) -> None:
    for answer in random_harmonics(25):
        said_by_all(voices, answer)


def test_tables_fit_a_phone() -> None:
    for label, answer in SAMPLES.items():
        assert all(len(line) <= 36 for line in pattern_table(answer)), label


def test_buttons_ask_for_what_they_say() -> None:
    harmonics = FibHarmonics(symbol="btc", timeframe="4h", lookback=300)
    under = {action.label: action for action in buttons(harmonics_answer(), harmonics)}
    assert under["1d"].request == FibHarmonics(symbol="BTC/USDT", timeframe="1d", lookback=300)
    assert under["4h"].current
    assert under["Refresh"].request == FibHarmonics(symbol="BTC/USDT", timeframe="4h", lookback=300)
    assert under["Evidence"].request == FibEvidence(symbol="BTC/USDT", timeframe="4h")
