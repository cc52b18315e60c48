"""Whatever the facts are, each voice can say them, and the check agrees that it did: a false alarm would cost people
their voice, and on a plain card their answer.
"""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from personas.render import Voices
from services.core.request import Answer
from tests.unit.personas.samples import chart_answer, fib_answer, price_answer, status_answer

prices = st.floats(1e-9, 1e7)
changes = st.floats(-0.999, 50)
shares = st.floats(-0.5, 1.5)
amounts = st.floats(0, 1e13)
ratios = st.floats(0, 500)
seconds = st.floats(0, 1e8)
counts = st.integers(0, 10**9)


def or_none(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


def said_by_all(voices: Voices, answer: Answer) -> None:
    for name in voices.names:
        card = voices.render(answer, name)
        assert card.title
        assert "nan" not in (card.title + card.body).split()


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


@given(
    uptime=seconds,
    median=or_none(seconds),
    p99=or_none(seconds),
    answered=counts,
    refused=counts,
    failed=counts,
)
def test_status(
    voices: Voices,
    uptime: float,
    median: float | None,
    p99: float | None,
    answered: int,
    refused: int,
    failed: int,
) -> None:
    answer = status_answer(
        uptime=uptime, latency_median=median, latency_p99=p99, answered=answered, refused=refused, failed=failed
    )
    said_by_all(voices, answer)
