"""If these failed, an estimate that failed its test would be told as one that held."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personas.about.risk_var import tail, verdict
from personas.render import Voices
from services.studies.chart import Chart
from services.studies.risk_var import BacktestFacts, RiskVar
from tests.answers.risk_var.sample import SAMPLES, random_tails, var_answer
from tests.cards import said_by_all
from tests.contract.test_voices import FIVE
from tests.examples import examples
from tests.faces import buttons


def test_a_verdict_needs_more_than_chance() -> None:
    def test(breaches: int, p_value: float) -> BacktestFacts:
        return BacktestFacts(
            tests=200, window=200, breaches=breaches, expected=10.0, breach_share=breaches / 200, p_value=p_value
        )

    assert verdict(None) == "untested"
    assert verdict(test(12, 0.5)) == "as promised"
    assert verdict(test(22, 0.001)) == "too often"
    assert verdict(test(2, 0.002)) == "too seldom"


def test_tails_are_found_by_name() -> None:
    answer = var_answer()
    assert tail(answer) == answer.methods[0]
    assert tail(answer, "normal").name == "normal"


def test_under_a_value_at_risk() -> None:
    asked = RiskVar(symbol="btc", horizon=5, confidence=97.0)
    shown = buttons(var_answer(horizon=5, confidence=97.0), asked)
    assert shown[0].request == RiskVar(symbol="BTC/USDT", timeframe="15m", horizon=5, confidence=97.0)
    assert [action.label for action in shown if action.current] == ["1d"]
    assert shown[-1].request == Chart(symbol="BTC/USDT", timeframe="1d")
    assert buttons(var_answer())[0].request == RiskVar(symbol="BTC/USDT", timeframe="15m")


@pytest.mark.parametrize("name", FIVE)
def test_no_voice_hides_that_the_estimate_failed_its_test(voices: Voices, name: str) -> None:
    answer = SAMPLES["far out"]
    assert answer.backtest is not None
    card = voices.render(answer, name)
    assert f"{answer.backtest.breaches} of {answer.backtest.tests}" in card.body
    assert card.tone == "warning"


@pytest.mark.parametrize("name", FIVE)
def test_no_voice_calls_a_gain_a_limit_of_losses(voices: Voices, name: str) -> None:
    assert "gains" in voices.render(SAMPLES["a rally"], name).body


@examples(40)
@given(seed=st.integers(0, 10_000))
def test_any_can_be_told(voices: Voices, seed: int) -> None:
    for answer in random_tails(1, seed):
        said_by_all(voices, answer)


def test_every_case_fits_a_phone(voices: Voices) -> None:
    for answer in SAMPLES.values():
        said_by_all(voices, answer)
