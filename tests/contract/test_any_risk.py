"""Whatever market and account come, each voice can say the risk and the comparison, within a phone's room."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personas.format import cash, price, quantity, share
from personas.render import Voices
from services.studies.risk_size import RiskSizeAnswer
from services.studies.risk_var import RiskVarAnswer
from tests.contract.cards import said_by_all, text_of
from tests.contract.test_voices import FIVE
from tests.examples import examples
from tests.unit.personas.samples_risk import ANSWERS, random_risk

SIZES = {label: answer for label, answer in ANSWERS.items() if isinstance(answer, RiskSizeAnswer)}


@examples(40)
@given(seed=st.integers(0, 10_000))
def test_any_risk_can_be_told(voices: Voices, seed: int) -> None:
    for answer in random_risk(1, seed):
        said_by_all(voices, answer)


@pytest.mark.parametrize("label", ANSWERS)
def test_every_case_fits_a_phone(voices: Voices, label: str) -> None:
    said_by_all(voices, ANSWERS[label])


def numbers(text: str) -> set[str]:
    return {token.rstrip(".,:") for token in re.findall(r"\d[\d.,:]*", text)}


@pytest.mark.parametrize("name", FIVE)
@pytest.mark.parametrize("label", SIZES)
def test_what_money_needs_is_told_whoever_speaks(voices: Voices, label: str, name: str) -> None:
    """Size, what is lost, stop and entry: without any one of them somebody trades on a guess."""
    answer = SIZES[label]
    told = numbers(text_of(voices.render(answer, name)))
    assert str(quantity(answer.amount)) in told
    assert str(cash(answer.loss)) in told
    for at in (answer.entry, answer.stop.price):
        assert str(price(at, answer.price)) in told
    assert str(share(answer.loss_share)).removesuffix("%") in told


@pytest.mark.parametrize("name", FIVE)
def test_no_voice_hides_that_the_stop_comes_too_late(voices: Voices, name: str) -> None:
    """Whoever is liquidated before the stop is told so, and at what price, whoever speaks."""
    card = voices.render(ANSWERS["risk size: liquidated first"], name)
    assert "41,520.85" in card.body
    assert re.search(r"before the stop|as far as the stop|too late", card.body)
    assert card.tone == "warning"


@pytest.mark.parametrize("name", FIVE)
def test_no_voice_tells_the_loss_at_a_stop_that_is_never_reached(voices: Voices, name: str) -> None:
    answer = ANSWERS["risk size: liquidated first, by its own leverage"]
    assert isinstance(answer, RiskSizeAnswer)
    told = numbers(text_of(voices.render(answer, name)))
    assert str(cash(answer.loss)) in told
    assert str(share(answer.at_risk_share)).removesuffix("%") not in told


@pytest.mark.parametrize("name", FIVE)
def test_no_voice_promises_what_the_costs_take(voices: Voices, name: str) -> None:
    text = text_of(voices.render(ANSWERS["risk size: every target loses"], name))
    assert "every one loses after costs" in text
    assert "R target (" not in text


@pytest.mark.parametrize("name", FIVE)
def test_no_voice_drops_what_was_asked_for_besides(voices: Voices, name: str) -> None:
    answer = SIZES["risk size: with all that can be asked"]
    card = voices.render(answer, name)
    assert answer.kelly is not None
    assert answer.volatility is not None
    by_name = {field.name: field.value for field in card.fields}
    assert str(share(answer.kelly.used_share)) in by_name["By Kelly"]
    assert str(quantity(answer.volatility.amount)) in by_name["By volatility"]


@pytest.mark.parametrize("name", FIVE)
def test_no_voice_hides_that_the_estimate_failed_its_test(voices: Voices, name: str) -> None:
    answer = ANSWERS["risk var: far out"]
    assert isinstance(answer, RiskVarAnswer)
    assert answer.backtest is not None
    card = voices.render(answer, name)
    assert f"{answer.backtest.breaches} of {answer.backtest.tests}" in card.body
    assert card.tone == "warning"


@pytest.mark.parametrize("name", FIVE)
def test_no_voice_calls_a_gain_a_limit_of_losses(voices: Voices, name: str) -> None:
    assert "gains" in voices.render(ANSWERS["risk var: a rally"], name).body
