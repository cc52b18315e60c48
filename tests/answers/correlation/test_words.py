"""Under a correlation: the same question on other timeframes, and what goes on from there."""

import re

from hypothesis import given

from personas.render import Voices
from services.core.request import Answer
from services.studies.compare import Compare
from services.studies.correlation import Correlation, CorrelationAnswer
from tests.answers.correlation.sample import SAMPLES, any_correlation
from tests.faces import buttons


def said_by_all(voices: Voices, answer: Answer) -> None:
    for name in voices.names:
        card = voices.render(answer, name)
        text = "\n".join((card.title, card.body, *(f"{field.name}\n{field.value}" for field in card.fields)))
        assert card.title
        assert len(card.body) <= 650, (name, len(card.body))
        assert "None" not in text
        assert not {"nan", "inf"} & set(re.findall(r"\w+", text))


def test_under_a_correlation() -> None:
    asked = Correlation(symbols="btc eth", timeframe="daily", bars=60)
    shown = buttons(SAMPLES["two"], asked)
    assert [action.label for action in shown if action.current] == ["1d"]
    assert shown[1].request == Correlation(symbols="btc eth", timeframe="1h", bars=60)
    assert shown[-1].request == Compare(symbols="btc eth", timeframe="1d", bars=60)


def test_the_usual_markets_stay_the_usual_ones() -> None:
    shown = buttons(SAMPLES["usual"], Correlation())
    assert {getattr(action.request, "symbols", "") for action in shown} == {None}


def test_without_the_request_the_markets_are_named() -> None:
    shown = buttons(SAMPLES["two"])
    assert shown[0].request == Correlation(symbols="BTC/USDT,ETH/USDT", timeframe="15m", bars=90)


@given(answer=any_correlation())
def test_correlations(voices: Voices, answer: CorrelationAnswer) -> None:
    said_by_all(voices, answer)
