"""What a reader would lose: a button that asks for something else than it says, a chart told wrongly."""

from hypothesis import given
from hypothesis import strategies as st

from personas.about.chart import chart_stand
from personas.render import Voices
from services.core.request import Answer
from services.studies.chart import Chart
from services.studies.fib_levels import FibLevels
from tests.answers._shared import or_none
from tests.answers.chart.sample import chart_answer, random_charts
from tests.faces import buttons

prices = st.floats(1e-9, 1e7)


def said_by_all(voices: Voices, answer: Answer) -> None:
    for name in voices.names:
        card = voices.render(answer, name)
        assert card.title
        assert "nan" not in (card.title + card.body).split()


amounts = st.floats(0, 1e13)

ratios = st.floats(0, 500)

changes = st.floats(-0.999, 50)


def test_under_a_chart() -> None:
    shown = buttons(chart_answer(timeframe="4h"), Chart(symbol="btc", timeframe="240", bars=60))
    assert [(action.label, action.row, action.current) for action in shown] == [
        ("15m", 0, False),
        ("1h", 0, False),
        ("4h", 0, True),
        ("1d", 0, False),
        ("1w", 0, False),
        ("Refresh", 1, False),
        ("Analyze", 1, False),
        ("Indicators", 1, False),
        ("Levels", 1, False),
        ("Fib levels", 1, False),
        ("Alert me here", 2, False),
        ("With the sky", 2, False),
    ]
    assert shown[3].request == Chart(symbol="BTC/USDT", timeframe="1d", bars=60)
    assert shown[5].request == Chart(symbol="BTC/USDT", timeframe="4h", bars=60)
    assert shown[9].request == FibLevels(symbol="BTC/USDT", timeframe="4h")


def test_the_sky_is_laid_over_a_chart_and_taken_off_by_a_press() -> None:
    bare = Chart(symbol="BTC/USDT", timeframe="1d", bars=60)
    marked = bare.model_copy(update={"overlay": "cosmic"})
    over = buttons(chart_answer(timeframe="1d"), bare)[-1]
    off = buttons(chart_answer(timeframe="1d", overlay="cosmic"), marked)[-1]
    assert (over.label, over.request) == ("With the sky", marked)
    assert (off.label, off.request) == ("Without the sky", bare)


def test_a_chart_of_one_price_has_no_range() -> None:
    assert chart_stand(chart_answer(price=5.0, high=5.0, low=5.0)) == "unknown"
    assert chart_stand(chart_answer(price=50_000.0)) == "above"


@given(data=st.data())
def test_charts(voices: Voices, data: st.DataObject) -> None:
    facts = {
        "price": prices,
        "change": changes,
        "high": prices,
        "low": prices,
        "up_bars": st.integers(0, 300),
        "down_bars": st.integers(0, 300),
        "bars": st.integers(1, 300),
        "volume": amounts,
        "volume_ratio": or_none(ratios),
        "atr": or_none(prices),
        "atr_pct": or_none(st.floats(0, 2)),
    }
    said_by_all(voices, chart_answer(**{name: data.draw(values, label=name) for name, values in facts.items()}))


def test_cards_fit_a_phone(voices: Voices) -> None:
    for answer in random_charts(150):
        for name in voices.names:
            assert 0 < len(voices.render(answer, name).body) <= 600, name
