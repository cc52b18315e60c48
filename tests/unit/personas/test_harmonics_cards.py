"""If these failed, a card would show the wrong pattern first, or a button would lead somewhere else than it says."""

import pytest

from personas.about.fib_evidence import best_held, evidence_table, golden, judged, unlike_chance, worst_held
from personas.about.fib_harmonics import live, pattern_table, ratio_table
from personas.buttons import IN_A_ROW
from services.studies.fib_evidence import FibEvidence
from services.studies.fib_harmonics import FibHarmonics
from tests.unit.personas.faces import buttons, tone
from tests.unit.personas.samples_harmonics import ANSWERS, EVIDENCE, HARMONICS, harmonics_answer

PHONE = 36
"""Characters of code type that a phone shows in a line."""


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
    answer = HARMONICS[label]
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


def test_evidence_in_columns() -> None:
    lines = [str(line) for line in evidence_table(EVIDENCE["more"])]
    assert lines[0].split() == ["0.236", "2/3", "66.7%", "–", "few"]
    assert lines[3].split() == ["0.618", "131/210", "62.4%", "50.3%", "▲", "more"]
    assert lines[6].split()[-1] == "none"


@pytest.mark.parametrize("label", ANSWERS)
def test_tables_fit_a_phone(label: str) -> None:
    answer = ANSWERS[label]
    tables = (
        evidence_table(EVIDENCE[label.removeprefix("evidence: ")])
        if label.startswith("evidence")
        else pattern_table(answer)  # type: ignore[arg-type]
    )
    assert all(len(line) <= PHONE for line in tables)


def test_what_is_read_off_the_evidence() -> None:
    several = EVIDENCE["several"]
    assert [one.ratio for one in unlike_chance(several)] == [0.5, 0.618, 1.272]
    assert [one.touches for one in judged(several)] == [214, 210, 197, 164, 78, 34]
    best, worst = best_held(several), worst_held(several)
    assert best is not None
    assert worst is not None
    assert best.verdict == "more than chance"
    assert worst.verdict == "less than chance"
    famous = golden(several)
    assert famous is not None
    assert famous.ratio == 0.618
    assert best_held(EVIDENCE["nothing"]) is worst_held(EVIDENCE["nothing"]) is None


def test_buttons_ask_for_what_they_say() -> None:
    harmonics = FibHarmonics(symbol="btc", timeframe="4h", lookback=300)
    under = {action.label: action for action in buttons(harmonics_answer(), harmonics)}
    assert under["1d"].request == FibHarmonics(symbol="BTC/USDT", timeframe="1d", lookback=300)
    assert under["4h"].current
    assert under["Refresh"].request == FibHarmonics(symbol="BTC/USDT", timeframe="4h", lookback=300)
    assert under["Evidence"].request == FibEvidence(symbol="BTC/USDT", timeframe="4h")
    evidence = FibEvidence(symbol="btc", lookback=9_000)
    below = buttons(EVIDENCE["usual"], evidence)
    assert [action.label for action in below if action.row == 0] == ["15m", "1h", "4h", "1d", "1w"]
    assert {action.request.lookback for action in below if isinstance(action.request, FibEvidence)} == {9_000}
    assert sum(action.row == 1 for action in below) <= IN_A_ROW
    assert buttons(EVIDENCE["usual"]) == buttons(EVIDENCE["usual"], FibEvidence(symbol="BTC/USDT", timeframe="1h"))
