"""Whatever the regime is, each voice can say it; under it is the same question on other timeframes."""

import re

import pytest
from hypothesis import given

from personas.render import Voices
from services.core.request import Answer
from services.studies.analyze_facts import Analyze
from services.studies.chart import Chart
from services.studies.indicators import Indicators
from services.studies.levels import Levels
from services.studies.regime import Regime, RegimeAnswer
from tests.answers.regime.sample import SAMPLES, any_regime, regime_answer
from tests.faces import buttons


def said_by_all(voices: Voices, answer: Answer) -> None:
    for name in voices.names:
        card = voices.render(answer, name)
        text = "\n".join((card.title, card.body, *(f"{field.name}\n{field.value}" for field in card.fields)))
        assert card.title
        assert len(card.body) <= 650, (name, len(card.body))
        assert "None" not in text
        assert not {"nan", "inf"} & set(re.findall(r"\w+", text))


def test_under_a_regime() -> None:
    shown = buttons(regime_answer(), Regime(symbol="btc", timeframe="240", lookback=500))
    assert [action.label for action in shown if action.row == 0] == ["15m", "1h", "4h", "1d", "1w"]
    assert [action.label for action in shown if action.current] == ["4h"]
    assert shown[3].request == Regime(symbol="BTC/USDT", timeframe="1d", lookback=500)
    assert [action.request for action in shown if action.row == 1] == [
        Regime(symbol="BTC/USDT", timeframe="4h", lookback=500),
        Analyze(symbol="BTC/USDT", timeframe="4h"),
        Levels(symbol="BTC/USDT", timeframe="4h"),
        Indicators(symbol="BTC/USDT", timeframe="4h"),
        Chart(symbol="BTC/USDT", timeframe="4h"),
    ]


@pytest.mark.parametrize("answer", SAMPLES.values(), ids=SAMPLES)
def test_samples(voices: Voices, answer: Answer) -> None:
    said_by_all(voices, answer)


@given(answer=any_regime())
def test_regimes(voices: Voices, answer: RegimeAnswer) -> None:
    said_by_all(voices, answer)
