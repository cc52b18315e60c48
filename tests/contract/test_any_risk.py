"""Whatever market and account come, each voice can say the risk and the comparison, within a phone's room."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personas.format import cash, share
from personas.render import Voices
from services.studies.risk_size import RiskSizeAnswer
from tests.contract.test_voices import FIVE, numbers, phrases, text_of
from tests.examples import examples
from tests.unit.personas.samples_risk import ANSWERS, random_risk


@examples(40)
@given(seed=st.integers(0, 10_000))
def test_any_risk_can_be_told(voices: Voices, seed: int) -> None:
    for answer in random_risk(1, seed):
        for name in voices.names:
            card = voices.render(answer, name)
            assert len(card.body) <= 600
            assert len(card.fields) <= 6
            assert "nan" not in text_of(card).split()


@pytest.mark.parametrize(
    "label", ["risk size: long", "risk size: liquidated first", "risk var: usual", "compare: usual"]
)
@pytest.mark.parametrize(("one", "other"), list(combinations(FIVE, 2)))
def test_two_voices_tell_a_risk_differently(voices: Voices, label: str, one: str, other: str) -> None:
    left, right = voices.render(ANSWERS[label], one), voices.render(ANSWERS[label], other)
    assert numbers(left) != numbers(right)
    assert [field.name for field in left.fields] != [field.name for field in right.fields]
    shared = phrases(left) & phrases(right)
    assert len(shared) <= 0.05 * min(len(phrases(left)), len(phrases(right))), shared


@pytest.mark.parametrize("name", FIVE)
def test_no_voice_hides_that_the_stop_comes_too_late(voices: Voices, name: str) -> None:
    """Whoever is liquidated before the stop is told so, and at what price, whoever speaks."""
    card = voices.render(ANSWERS["risk size: liquidated first"], name)
    assert "41,520.85" in card.body
    assert card.tone == "warning"


@pytest.mark.parametrize("name", FIVE)
def test_no_voice_tells_the_loss_at_a_stop_that_is_never_reached(voices: Voices, name: str) -> None:
    answer = ANSWERS["risk size: liquidated first, by its own leverage"]
    assert isinstance(answer, RiskSizeAnswer)
    told = numbers(voices.render(answer, name))
    assert str(cash(answer.loss)) in told
    assert str(share(answer.at_risk_share)) not in told


@pytest.mark.parametrize("name", FIVE)
def test_no_voice_promises_what_the_costs_take(voices: Voices, name: str) -> None:
    text = text_of(voices.render(ANSWERS["risk size: every target loses"], name)).lower()
    assert any(word in text for word in ("costs", "tolls"))
    assert not any(word in text for word in ("earned if", "once over", "times itself"))


@pytest.mark.parametrize("name", FIVE)
def test_no_voice_hides_that_the_estimate_failed_its_test(voices: Voices, name: str) -> None:
    answer = ANSWERS["risk var: far out"]
    card = voices.render(answer, name)
    assert str(answer.backtest.breaches) in card.body  # type: ignore[attr-defined]
    assert card.tone == "warning"
