"""A word, a row or a button that says something else than the indicators do would lead a trader astray."""

import re

import pytest
from hypothesis import given

from personas.about.indicators import CALLED, balance, indicator_table, line_above, line_below, saying
from personas.format import points, price
from personas.render import Voices
from services.studies.analyze_facts import Analyze
from services.studies.indicators import Indicators, IndicatorsAnswer
from tests.answers.indicators.sample import SAMPLES, any_indicators
from tests.faces import buttons, tone

USUAL = SAMPLES["usual"]


@pytest.mark.parametrize(
    ("up", "down", "neither", "side"),
    [
        (11, 1, 0, "up"),
        (1, 11, 0, "down"),
        (6, 3, 3, "up"),
        (6, 4, 2, "neither"),
        (4, 1, 7, "neither"),
        (0, 0, 12, "neither"),
        (2, 0, 0, "unknown"),
        (0, 0, 0, "unknown"),
        (5, 0, 1, "up"),
    ],
)
def test_which_side_the_readings_take(up: int, down: int, neither: int, side: str) -> None:
    answer = USUAL.model_copy(update={"up": up, "down": down, "neither": neither})
    assert balance(answer) == side
    assert tone(answer) == (side if side in ("up", "down") else "neutral")


def test_who_speaks_for_a_side() -> None:
    every = [*saying(USUAL, "up"), *saying(USUAL, "down"), *saying(USUAL, "neither"), *saying(USUAL, "unknown")]
    assert sorted(every) == sorted(CALLED.values())
    assert len(saying(USUAL, "up")) == USUAL.up


def test_the_nearest_lines_are_on_their_sides() -> None:
    for label, answer in SAMPLES.items():
        above, below = line_above(answer), line_below(answer)
        assert above is None or (above.value is not None and above.value > answer.close), label
        assert below is None or (below.value is not None and below.value < answer.close), label
        for name in ("ema20", "ema50", "ema200", "supertrend", "bb_upper", "bb_lower"):
            value = next(value.value for value in answer.values if value.name == name)
            if value is not None and above is not None and above.value is not None and value > answer.close:
                assert above.value <= value, label
            if value is not None and below is not None and below.value is not None and value < answer.close:
                assert below.value >= value, label


@pytest.mark.parametrize(
    ("value", "text"),
    [(61.27, "61.3"), (-4.04, "−4.0"), (0.0, "0.0"), (-0.04, "0.0"), (None, "unknown"), (1234.5, "1,234.5")],
)
def test_points(value: float | None, text: str) -> None:
    assert points(value) == text


def test_a_table_has_a_line_for_each_that_is_defined() -> None:
    lines = indicator_table(USUAL, ("ema200", "rsi14", "obv_change20", "bb_width"))
    assert len(lines) == 4
    assert len({len(line) for line in lines}) == 1
    assert lines[0].split() == ["EMA200", price(USUAL.ema200, USUAL.close)]
    assert lines[1].split() == ["RSI14", points(USUAL.rsi)]
    assert indicator_table(SAMPLES["one bar"], ("rsi14",)) == []


def test_buttons_ask_for_other_timeframes_and_what_belongs_to_it() -> None:
    found = buttons(USUAL)
    assert [(action.label, action.current) for action in found if action.row == 0][2] == ("4h", True)
    assert found[0].request == Indicators(symbol="BTC/USDT", timeframe="15m")
    assert Analyze(symbol="BTC/USDT", timeframe="4h") in [action.request for action in found]


@given(answer=any_indicators())
def test_indicators(voices: Voices, answer: IndicatorsAnswer) -> None:
    for name in voices.names:
        card = voices.render(answer, name)
        assert card.title
        assert len(card.body) <= 900
        assert not {"nan", "None", "inf"} & set(re.findall(r"\w+", card.title + card.body))


@pytest.mark.parametrize("answer", SAMPLES.values(), ids=SAMPLES)
def test_every_case_fits_a_phone(voices: Voices, answer: IndicatorsAnswer) -> None:
    for name in voices.names:
        card = voices.render(answer, name)
        assert len(card.body) <= 600
        assert "unknown" not in card.body
