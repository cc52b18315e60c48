"""What a reader would lose: a price told wrongly or not at all, or the button to what comes next."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personas.about.price import week_trend
from personas.card import Action
from personas.render import Voices
from services.alerts.asking import AlertAdd
from services.core.request import Answer
from services.studies.analyze_facts import Analyze
from services.studies.chart import Chart
from services.studies.fib_levels import FibLevels
from services.studies.price import PriceNow
from tests.answers._shared import or_none
from tests.answers.price.sample import price_answer, random_prices
from tests.faces import buttons

changes = st.floats(-0.999, 50)

prices = st.floats(1e-9, 1e7)

shares = st.floats(-0.5, 1.5)


def said_by_all(voices: Voices, answer: Answer) -> None:
    for name in voices.names:
        card = voices.render(answer, name)
        assert card.title
        assert "nan" not in (card.title + card.body).split()


amounts = st.floats(0, 1e13)

ratios = st.floats(0, 500)


def test_under_a_price() -> None:
    assert buttons(price_answer()) == (
        Action("Chart", Chart(symbol="BTC/USDT")),
        Action("Analyze", Analyze(symbol="BTC/USDT")),
        Action("Fib levels", FibLevels(symbol="BTC/USDT")),
        Action("Refresh", PriceNow(symbol="BTC/USDT")),
        Action("Alert me here", AlertAdd(symbol="BTC/USDT", when="crosses 42400.10, 41207.80")),
    )


@pytest.mark.parametrize(
    ("change", "word"), [(-0.0009, "flat"), (0.0014, "flat"), (-0.02, "down"), (0.02, "up"), (None, "unknown")]
)
def test_a_week_that_hardly_moved_has_no_direction(change: float | None, word: str) -> None:
    assert week_trend(change) == word


@given(data=st.data())
def test_prices(voices: Voices, data: st.DataObject) -> None:
    facts = {
        "price": prices,
        "change_24h": or_none(changes),
        "high_24h": or_none(prices),
        "low_24h": or_none(prices),
        "position_24h": or_none(shares),
        "volume_24h": or_none(amounts),
        "volume_ratio": or_none(ratios),
        "change_7d": or_none(changes),
        "high_7d": or_none(prices),
        "low_7d": or_none(prices),
        "retraced_7d": or_none(shares),
        "atr_1h": or_none(prices),
        "atr_1h_pct": or_none(st.floats(0, 2)),
        "closes_24h": st.lists(prices, max_size=24).map(tuple),
    }
    said_by_all(voices, price_answer(**{name: data.draw(values, label=name) for name, values in facts.items()}))


def test_cards_fit_a_phone(voices: Voices) -> None:
    for answer in random_prices(150):
        for name in voices.names:
            assert 0 < len(voices.render(answer, name).body) <= 600, name
