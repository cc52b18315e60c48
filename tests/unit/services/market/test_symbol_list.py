"""Whatever way a list of markets is written, it means the markets that the writer thought of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.errors import InvalidRequest
from services.market.symbol_list import MOST_SYMBOLS, split_symbols, with_instead


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("btc,eth,sol", ("btc", "eth", "sol")),
        ("btc eth sol", ("btc", "eth", "sol")),
        (" btc ,  eth;sol ", ("btc", "eth", "sol")),
        ("BTC/USDT ETH-USDT", ("BTC/USDT", "ETH-USDT")),
        ("btc vs eth", ("btc", "eth")),
        ("btc, eth and sol", ("btc", "eth", "sol")),
        ("btc+eth & sol", ("btc", "eth", "sol")),
        ("BTC, btc, eth, Btc", ("BTC", "eth")),
        ("and/usdt vs vs/usdt", ("and/usdt", "vs/usdt")),
        ("BTC/USDT:USDT, eth", ("BTC/USDT:USDT", "eth")),
        ("btc\neth", ("btc", "eth")),
    ],
)
def test_it_is_taken_apart(text: str, symbols: tuple[str, ...]) -> None:
    assert split_symbols(text) == symbols


@pytest.mark.parametrize(
    ("text", "least", "problem"),
    [
        ("", 1, "symbols must name a market"),
        (" , and ;", 1, "symbols must name a market"),
        ("btc BTC", 2, "at least 2 different markets"),
        (" ".join(f"c{i}" for i in range(13)), 2, "at most 12 markets, and has 13"),
    ],
)
def test_too_few_and_too_many_are_refused_in_words(text: str, least: int, problem: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        split_symbols(text, least=least)
    assert problem in refused.value.problems[0]


def test_one_symbol_of_a_list_is_mended() -> None:
    assert with_instead("btc, ehth vs sol", "ehth", "ETH/USDT") == "btc,ETH/USDT,vs,sol"
    assert split_symbols(with_instead("btc, ehth vs sol", "ehth", "ETH/USDT")) == ("btc", "ETH/USDT", "sol")


def test_the_problem_names_the_option() -> None:
    with pytest.raises(InvalidRequest) as refused:
        split_symbols("", option="universe")
    assert refused.value.problems[0].startswith("universe ")


@given(st.text(max_size=500))
def test_any_text_gives_different_symbols_or_a_problem(text: str) -> None:
    try:
        symbols = split_symbols(text)
    except InvalidRequest:
        return
    assert 1 <= len(symbols) <= MOST_SYMBOLS
    assert len({symbol.upper() for symbol in symbols}) == len(symbols)
    assert split_symbols(", ".join(symbols)) == symbols
