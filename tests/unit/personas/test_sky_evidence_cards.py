"""If these failed, a small effect would read as none, or a button would lead somewhere else than it says."""

import pytest

from personas.actions import IN_A_ROW, actions
from personas.footer import footer
from personas.reading.sky_evidence import (
    fine,
    fine_size,
    level,
    nearest_to_a_sign,
    passing,
    sky_chance_table,
    spells_told,
    unconfirmed,
    why_silent,
)
from personas.tone import tone_of
from services.cosmic.evidence import CosmicEvidence
from services.fibonacci.evidence import FibEvidence
from tests.unit.personas.samples_sky_evidence import EVIDENCE, factor_evidence, measure_evidence

PHONE = 36
"""Characters of code type that a phone shows in a line."""


@pytest.mark.parametrize(
    ("value", "signed", "size"),
    [
        (0.0213, "+2.13%", "2.13%"),
        (-0.00162, "−0.16%", "0.16%"),
        (0.00022, "+0.022%", "0.022%"),
        (-0.0000123, "−0.0012%", "0.0012%"),
        (0.0000000456, "+0.000005%", "0.000005%"),
        (1e-12, "0.000000%", "0.000000%"),
        (0.0, "0.00%", "0.00%"),
    ],
)
def test_a_small_effect_keeps_its_figures(value: float, signed: str, size: str) -> None:
    assert (str(fine(value)), str(fine_size(value))) == (signed, size)


def test_a_volatility_has_no_sign() -> None:
    assert str(level(measure_evidence("return", 0.0, 0.1), 0.0112)) == "+1.12%"
    assert str(level(measure_evidence("volatility", 0.0, 0.1), 0.0112)) == "1.12%"


@pytest.mark.parametrize(
    ("spells", "told"), [(0, "no eclipses"), (1, "1 eclipse"), (2, "2 eclipses"), (1204, "1,204 eclipses")]
)
def test_spells_are_counted_in_words(spells: int, told: str) -> None:
    assert str(spells_told(factor_evidence("eclipse", spells))) == told


def test_what_chance_explains_less_is_told() -> None:
    both = factor_evidence("full moon", 79, (0.01, 0.01), ("no sign", "passes"))
    near = nearest_to_a_sign(both)
    assert near is not None
    assert near.name == "volatility"
    assert nearest_to_a_sign(factor_evidence("full moon", 2, lacks="spells")) is None
    assert why_silent(factor_evidence("full moon", 2, lacks="spells")) == "there are too few of them"


def test_what_passed_and_what_did_not_hold() -> None:
    assert [one.name for one in passing(EVIDENCE["all, two pass"])] == ["full moon", "moon in air"]
    assert [one.name for one in unconfirmed(EVIDENCE["all, one stood out"])] == ["eclipse"]
    assert passing(EVIDENCE["all"]) == unconfirmed(EVIDENCE["all"]) == ()


@pytest.mark.parametrize("label", EVIDENCE)
def test_the_table_fits_a_phone(label: str) -> None:
    lines = [str(line) for line in sky_chance_table(EVIDENCE[label])]
    assert len(lines) == len(EVIDENCE[label].factors)
    assert max(map(len, lines)) <= PHONE


def test_the_table_marks_what_passed() -> None:
    lines = {line.split("  ")[0]: line for line in map(str, sky_chance_table(EVIDENCE["all, one passes"]))}
    assert lines["Full moon"].split() == ["Full", "moon", "▲0.02%", "54.2%"]
    assert lines["Mars retrograde"].split()[-2:] == ["–", "–"]


def test_a_card_of_the_sky_takes_no_side() -> None:
    assert {tone_of(answer) for answer in EVIDENCE.values()} == {"neutral"}


def test_buttons_ask_for_what_they_say() -> None:
    asked = CosmicEvidence(symbol="btc", factor="mercury retrograde", bars=9_000)
    buttons = actions(EVIDENCE["one"], asked)
    under = {action.label: action for action in buttons}
    assert under["4h"].request == CosmicEvidence(
        symbol="BTC/USDT", timeframe="4h", factor="mercury retrograde", bars=9_000
    )
    assert under["1d"].current
    assert under["Mercury retrograde"].current
    assert under["All factors"].request == CosmicEvidence(symbol="BTC/USDT", timeframe="1d", bars=9_000)
    assert under["Fib evidence"].request == FibEvidence(symbol="BTC/USDT", timeframe="1d")
    for row in (0, 1, 2):
        assert sum(action.row == row for action in buttons) <= IN_A_ROW
    assert actions(EVIDENCE["one"]) == actions(EVIDENCE["one"], CosmicEvidence(symbol="x", factor="mercury retrograde"))


@pytest.mark.parametrize("text", ["Mercury Retrograde", "mercury_retrograde", " MERCURY-retrograde "])
def test_a_factor_is_named_forgivingly(text: str) -> None:
    assert CosmicEvidence.model_validate({"symbol": "btc", "factor": text}).factor == "mercury retrograde"


def test_the_footer_names_the_sources_of_the_prices_and_of_the_sky() -> None:
    assert footer(EVIDENCE["all"]).startswith("bitget · 30 Dec 2023 19:00 UTC")
    assert footer(EVIDENCE["all"]).endswith("skyfield, JPL DE421")
