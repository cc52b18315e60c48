"""If these failed, a small effect would read as none, or a button would lead somewhere else than it says."""

from typing import get_args

import pytest

from analytics.factor_judgement import Verdict
from personas.about._measures import nearest_to_a_sign
from personas.about.cosmic_evidence import (
    fine,
    fine_size,
    level,
    passing,
    sign_told,
    sky_chance_table,
    spells_told,
    told_besides,
    told_first,
    too_short,
    unconfirmed,
    weighs,
    why_silent,
)
from personas.buttons import IN_A_ROW
from personas.render import Voices
from services.cosmic.evidence import CosmicEvidence, FactorEvidence
from services.cosmic.factors import FactorName
from services.studies.fib_evidence import FibEvidence
from tests.answers.cosmic_evidence.sample import CALMER, SAMPLES, factor_evidence, measure_evidence, sky_evidence_answer
from tests.changed import changed
from tests.faces import FACES, buttons

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


def test_who_asks_for_a_factor_is_told_its_return_first() -> None:
    asked, every = SAMPLES["one, calmer"], sky_evidence_answer(different=CALMER, depth="moon in air")
    assert (told_first(asked), told_besides(asked)) == (asked.depth.returns, asked.depth.volatility)
    assert (told_first(every), told_besides(every)) == (every.depth.volatility, None)


def test_of_those_that_passed_what_weighs_most_is_first() -> None:
    light = factor_evidence("new moon", 79, (0.0081, 0.0002), ("passes", "no sign"))
    assert light.returns is not None
    light = light.model_copy(update={"returns": changed(light.returns, weight=0.02)})
    both: dict[FactorName, FactorEvidence] = {
        "full moon": factor_evidence("full moon", 79, (0.0081, 0.0002), ("passes", "no sign")),
        "new moon": light,
    }
    answer = sky_evidence_answer(different=both, depth="full moon")
    assert [one.name for one in passing(answer)] == ["full moon", "new moon"]


def test_what_passed_and_what_did_not_hold() -> None:
    assert [one.name for one in passing(SAMPLES["all, two pass"])] == ["full moon", "moon in air"]
    assert [one.name for one in unconfirmed(SAMPLES["all, one stood out"])] == ["eclipse"]
    assert [one.name for one in too_short(SAMPLES["all, one too short"])] == ["mercury retrograde"]
    assert unconfirmed(SAMPLES["all, one too short"]) == ()
    assert passing(SAMPLES["all"]) == unconfirmed(SAMPLES["all"]) == too_short(SAMPLES["all"]) == ()


def test_a_weight_is_told() -> None:
    assert (str(weighs(0.1831)), str(weighs(0.0))) == ("18.3%", "none")


def test_what_is_to_be_made_of_a_measure() -> None:
    told = {verdict: sign_told(measure_evidence("return", 0.01, 0.02, verdict)) for verdict in get_args(Verdict)}
    assert told["no sign"] == told["too few"] == "no sign of an effect"
    assert len(set(told.values())) == len(told) - 1


def test_the_table_fits_a_phone() -> None:
    for label, answer in SAMPLES.items():
        lines = [str(line) for line in sky_chance_table(answer)]
        assert len(lines) == len(answer.factors), label
        assert max(map(len, lines)) <= PHONE, label


def test_the_table_marks_what_passed() -> None:
    lines = {line.split("  ")[0]: line for line in map(str, sky_chance_table(SAMPLES["all, one passes"]))}
    assert lines["Full moon"].split() == ["Full", "moon", "▲0.02%", "54.2%"]
    assert lines["Mars retrograde"].split()[-2:] == ["few", "few"]


def test_a_card_of_the_sky_takes_no_side() -> None:
    assert {FACES.of(type(answer)).tone(answer) for answer in SAMPLES.values()} == {"neutral"}


def test_buttons_ask_for_what_they_say() -> None:
    asked = CosmicEvidence(symbol="btc", factor="mercury retrograde", bars=9_000)
    row_by_row = buttons(SAMPLES["one"], asked)
    under = {action.label: action for action in row_by_row}
    assert under["4h"].request == CosmicEvidence(
        symbol="BTC/USDT", timeframe="4h", factor="mercury retrograde", bars=9_000
    )
    assert under["1d"].current
    assert under["Mercury retrograde"].current
    assert under["All factors"].request == CosmicEvidence(symbol="BTC/USDT", timeframe="1d", bars=9_000)
    assert under["Fib evidence"].request == FibEvidence(symbol="BTC/USDT", timeframe="1d")
    for row in (0, 1, 2):
        assert sum(action.row == row for action in row_by_row) <= IN_A_ROW
    assert buttons(SAMPLES["one"]) == buttons(SAMPLES["one"], CosmicEvidence(symbol="x", factor="mercury retrograde"))


@pytest.mark.parametrize("text", ["Mercury Retrograde", "mercury_retrograde", " MERCURY-retrograde "])
def test_a_factor_is_named_forgivingly(text: str) -> None:
    assert CosmicEvidence.model_validate({"symbol": "btc", "factor": text}).factor == "mercury retrograde"


def test_the_footer_names_the_sources_of_the_prices_and_of_the_sky(voices: Voices) -> None:
    footer = voices.render(SAMPLES["all"], "z").footer
    assert footer.startswith("bitget · 30 Dec 2023 19:00 UTC")
    assert footer.endswith("skyfield, JPL DE421 and DE440 · voice: Z")
