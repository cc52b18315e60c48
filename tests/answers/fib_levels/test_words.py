"""What the voices call near, deep or on a level must be so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personas.about.fib_levels import called, ladder, place, touching
from personas.card import Action
from personas.render import Voices
from services.core.request import Answer
from services.orders.entry import Buy, Sell
from services.studies.chart import Chart
from services.studies.fib_levels import FibLevels
from tests.answers._shared import or_none
from tests.answers.fib_levels.sample import SAMPLES, UP, fib_answer, random_levels
from tests.faces import buttons

FIB = FibLevels(symbol="btx", timeframe="4h", lookback=300)

prices = st.floats(1e-9, 1e7)


def said_by_all(voices: Voices, answer: Answer) -> None:
    for name in voices.names:
        card = voices.render(answer, name)
        assert card.title
        assert "nan" not in (card.title + card.body).split()


def test_under_levels() -> None:
    shown = buttons(fib_answer(), FIB)
    assert shown[0].request == FibLevels(symbol="BTC/USDT", timeframe="15m", lookback=300)
    assert [action.label for action in shown if action.current] == ["4h"]
    assert shown[9] == Action("Chart", Chart(symbol="BTC/USDT", timeframe="4h"), row=1)


def test_a_trade_is_planned_at_the_golden_level_while_the_price_is_still_before_it() -> None:
    """Up from 100 to 200: 0.618 is 138.2; the stop is a quarter of the average true range of 8 beyond the start."""
    terms = {"amount": "risk 1%", "type": "limit", "price": "138.2"}
    plan = buttons(fib_answer(100, 200, 150, atr=8.0), FIB)[11]
    assert (plan.label, plan.row) == ("Plan a trade at 0.618", 2)
    assert plan.request == Buy.model_validate({"symbol": "BTC/USDT", **terms, "stop": 98, "target": 200})
    down = buttons(fib_answer(200, 100, 150, atr=8.0), FIB)[11].request
    terms["price"] = "161.8"
    assert down == Sell.model_validate({"symbol": "BTC/USDT", **terms, "stop": 202, "target": 100, "leverage": 1})
    for price in (138.2, 130.0, 90.0, 201.0):
        assert len(buttons(fib_answer(100, 200, price, atr=8.0), FIB)) == 11, "it would not wait there"
    assert len(buttons(fib_answer(1, 200, 150, atr=8.0), FIB)) == 11, "there is no price beyond its start"


@pytest.mark.parametrize("direction", ["up", "down"])
@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("past the end", "beyond the end"),
        ("at the end", "at the end"),
        ("shallow", "shallow"),
        ("in the middle", "middle"),
        ("in the golden pocket", "pocket"),
        ("deep", "deep"),
        ("at the start", "at the start"),
        ("beyond the start", "beyond the start"),
    ],
)
def test_place(direction: str, name: str, word: str) -> None:
    assert place(SAMPLES[f"{direction}, {name}"]) == word


def test_standing_on_a_level() -> None:
    level = touching(SAMPLES["up, on a level"])
    assert level is not None
    assert level.ratio == 0.382
    assert touching(SAMPLES["up, in the middle"]) is None
    assert touching(fib_answer(atr=None, price=41_993.9)) is not None
    assert touching(fib_answer(atr=None, price=41_900.0)) is None


def test_the_ladder_has_the_nearest_levels_in_order() -> None:
    answer = fib_answer()
    rungs = ladder(answer, 2)
    assert [rung.ratio if rung else None for rung in rungs] == [0.0, 0.236, None, 0.382, 0.5, 1.0], "with the start"
    assert ladder(SAMPLES["up, past every level"])[0] is None


def test_levels_by_name() -> None:
    names = {(level.kind, float(level.ratio)): called(level) for level in fib_answer(*UP).levels}
    assert names["retracement", 0.5] == "the 0.5 retracement"
    assert names["extension", 1.272] == "the 1.272 extension"
    assert names["counter", 1.272] == "the 1.272 counter level"
    assert (names["retracement", 0.0], names["retracement", 1.0]) == ("the swing's end", "the swing's start")


@given(
    start=prices,
    factor=st.floats(0.01, 20).filter(lambda factor: abs(factor - 1) > 1e-4),
    price=st.floats(0.05, 20),
    atr=or_none(st.floats(1e-4, 0.3)),
    bars=st.integers(0, 999),
    bars_since=st.integers(0, 999),
)
def test_levels(
    voices: Voices, start: float, factor: float, price: float, atr: float | None, bars: int, bars_since: int
) -> None:
    ranges = None if atr is None else atr * start
    said_by_all(voices, fib_answer(start, start * factor, start * price, atr=ranges, bars=bars, bars_since=bars_since))


def test_cards_fit_a_phone(voices: Voices) -> None:
    for answer in random_levels(150):
        for name in voices.names:
            assert 0 < len(voices.render(answer, name).body) <= 600, name
