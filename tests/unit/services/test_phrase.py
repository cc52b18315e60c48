"""Whatever people write, they get the request they meant or are told which word is off."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.base import Request
from services.errors import DeskError, InvalidRequest, UnknownCommand
from services.fibonacci.levels import FibLevels
from services.market.chart import Chart
from services.market.price import Price
from services.phrase import build, parse
from services.status import Help
from services.voices import PersonaUse

CATALOG: dict[str, type[Request]] = {r.name: r for r in (FibLevels, Chart, Price, Help, PersonaUse)}


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("/price symbol:btc", Price(symbol="btc")),
        ("price btc", Price(symbol="btc")),
        ("  PRICE   BTC/USDT ", Price(symbol="BTC/USDT")),
        ("/price symbol: btc usdt", Price(symbol="btc usdt")),
        ("/fib levels symbol:BTC/USDT timeframe:4h", FibLevels(symbol="BTC/USDT", timeframe="4h")),
        ("/fib levels timeframe:1d symbol:eth lookback:50", FibLevels(symbol="eth", timeframe="1d", lookback=50)),
        ("fib levels eth 1d 300", FibLevels(symbol="eth", timeframe="1d", lookback=300)),
        ("fib levels eth lookback:50", FibLevels(symbol="eth", lookback=50)),
        ("chart BTC/USDT:USDT", Chart(symbol="BTC/USDT:USDT")),
        ("persona use z scope:channel", PersonaUse(voice="z", scope="channel")),
        ("/help", Help()),
    ],
)
def test_it_is_understood(text: str, request_: Request) -> None:
    assert parse(text, CATALOG) == request_


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("/price", "symbol"),
        ("/price colour:red", "colour"),
        ("/price symbol:btc colour:red", "colour"),
        ("/help me please", "me please"),
        ("/fib levels btc 4h many", "lookback"),
        ("/fib levels btc lookback:5", "lookback"),
        ("/price symbol:" + "x" * 100, "symbol"),
    ],
)
def test_the_word_that_is_off_is_named(text: str, problem: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        parse(text, CATALOG)
    assert problem in refused.value.problems[0]


@pytest.mark.parametrize(
    ("text", "close"),
    [
        ("/prise btc", "price"),
        ("/prise symbol:btc timeframe:4h lookback:300", "price"),
        ("fib btc", "fib levels"),
        ("persona", "persona use"),
    ],
)
def test_a_near_miss_is_told_what_is_near(text: str, close: str) -> None:
    with pytest.raises(UnknownCommand) as refused:
        parse(text, CATALOG)
    assert close in refused.value.close_matches


@given(st.text(max_size=600))
def test_nothing_that_is_written_breaks_it(text: str) -> None:
    for line in (text, f"/price {text}", f"fib levels symbol:{text}"):
        with suppress(DeskError):
            assert isinstance(parse(line, CATALOG), Request)


def test_options_that_are_none_are_left_to_their_defaults() -> None:
    assert build(FibLevels, {"symbol": "btc", "timeframe": None}) == FibLevels(symbol="btc")
