"""If these failed, who asks for one coin would be shown another, or autocomplete would break on what is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.errors import InvalidRequest, UnknownSymbol
from services.market.source import Market
from services.market.symbols import SymbolIndex, spot_instead


def index_of(*symbols: str) -> SymbolIndex:
    pairs = [(symbol, *symbol.split(":")[0].split("/")) for symbol in symbols]
    return SymbolIndex([Market(symbol=symbol, base=base, quote=quote) for symbol, base, quote in pairs], "venue")


INDEX = index_of(
    *("ETH/BTC", "BTC/USDC", "BTC/USDT", "BTC/EUR", "ETH/USDT", "ETHFI/USDT", "ETC/USDT", "WBTC/USDT", "SOL/USDC"),
    *("DOGE/USDT", "USDC/USDT", "1INCH/USDT", "PEPE/USDT", "BTCDOM/USDT", "币安人生/USDT"),
)


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("BTC/USDT", "BTC/USDT"),
        ("btc", "BTC/USDT"),
        ("BTCUSDT", "BTC/USDT"),
        ("btc/usdt", "BTC/USDT"),
        ("BTC-USDT", "BTC/USDT"),
        ("btc_usdt", "BTC/USDT"),
        ("btc usdt", "BTC/USDT"),
        (" $btc ", "BTC/USDT"),
        ("ＢＴＣ", "BTC/USDT"),
        ("btcusdc", "BTC/USDC"),
        ("btc eur", "BTC/EUR"),
        ("sol", "SOL/USDC"),
        ("ethbtc", "ETH/BTC"),
        ("eth", "ETH/USDT"),
        ("xbt", "BTC/USDT"),
        ("XBTUSDT", "BTC/USDT"),
        ("xbt/eur", "BTC/EUR"),
        ("xdg", "DOGE/USDT"),
        ("usdc", "USDC/USDT"),
        ("1inch", "1INCH/USDT"),
        ("币安人生", "币安人生/USDT"),
    ],
)
def test_forgiving(text: str, symbol: str) -> None:
    assert INDEX.resolve(text).symbol == symbol


SPOT = index_of(
    *("BTC/USDT", "BTC/USD", "ETH/USDT", "1000PEPE/USDT", "BRK.B/USD", "BF-B/USD", "USDT/EUR", "ETH/EUR", "DYDX/USDT")
)
SWAPS = index_of(
    *("BTC/USDT", "BTC/USDT:USDT", "BTC/USDC:USDC", "BTC/USD:BTC", "SOL/USDT:USDT", "1000PEPE/USDT:USDT"),
    *("ETH/USDT", "ETH/USDT:USDT-261225", "ETH/USDT:USDT-270326", "PERP/USDT", "BRK.B/USD", "BRKB/USD", "A/BC", "AB/C"),
)


def test_whatever_is_listed_is_found_by_the_name_it_is_listed_by() -> None:
    for index in (INDEX, SPOT, SWAPS):
        for symbol in index.suggest("", limit=100):
            for written in (symbol, symbol.lower(), f" {symbol} ", f"${symbol}", f"#{symbol.lower()}"):
                assert index.resolve(written).symbol == symbol


@pytest.mark.parametrize(
    ("text", "spot", "swap"),
    [
        ("BTC", "BTC/USDT", "BTC/USDT"),
        ("BTCUSDT", "BTC/USDT", "BTC/USDT"),
        ("BINANCE:BTCUSDT", "BTC/USDT", "BTC/USDT"),
        ("binance:btc", "BTC/USDT", "BTC/USDT"),
        ("FX_IDC:ETHUSDT", "ETH/USDT", "ETH/USDT"),
        ("BTC/USDT:USDT", "BTC/USDT", "BTC/USDT:USDT"),
        ("btcusdt:usdt", "BTC/USDT", "BTC/USDT:USDT"),
        ("BTCUSDT.P", "BTC/USDT", "BTC/USDT:USDT"),
        ("BYBIT:BTCUSDT.P", "BTC/USDT", "BTC/USDT:USDT"),
        ("BTCUSDT_PERP", "BTC/USDT", "BTC/USDT:USDT"),
        ("BTCUSDTPERP", "BTC/USDT", "BTC/USDT:USDT"),
        ("BTC-PERP", "BTC/USDT", "BTC/USDT:USDT"),
        ("btc perp", "BTC/USDT", "BTC/USDT:USDT"),
        ("BTC-USDT-SWAP", "BTC/USDT", "BTC/USDT:USDT"),
        ("BTC-USD-PERP", "BTC/USD", "BTC/USD:BTC"),
        ("xbt-perp", "BTC/USDT", "BTC/USDT:USDT"),
        ("1000pepe", "1000PEPE/USDT", "1000PEPE/USDT:USDT"),
        ("1000PEPEUSDT", "1000PEPE/USDT", "1000PEPE/USDT:USDT"),
        ("#btc", "BTC/USDT", "BTC/USDT"),
        ("btc-usdt", "BTC/USDT", "BTC/USDT"),
    ],
)
def test_perpetuals_and_names_of_charts(text: str, spot: str, swap: str) -> None:
    for index, symbol in ((SPOT, spot), (SWAPS, swap)):
        market = index.resolve(text)
        assert market.symbol == symbol
        meant = any(mark in text.lower() for mark in ("perp", ".p", "swap", ":usdt"))
        assert spot_instead(text, market) == (index is SPOT and meant)


@pytest.mark.parametrize(
    ("text", "symbol"),
    [("brk.b", "BRK.B/USD"), ("BRK.B-USD", "BRK.B/USD"), ("brkb", "BRK.B/USD"), ("bf-b", "BF-B/USD")],
)
def test_names_with_dots_and_hyphens(text: str, symbol: str) -> None:
    assert SPOT.resolve(text).symbol == symbol


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("brk b usd", ("BRK.B/USD", "BRKB/USD")),
        ("abc", ("A/BC", "AB/C")),
        ("eth dated", None),
        ("ETH/USDT:USDT-260101", None),
        ("xyzusdt:usdt", None),
        ("sol:eth", None),
        ("DYDX:EUR", None),
        ("a/b/c", ("A/BC", "AB/C")),
    ],
)
def test_what_may_be_several_is_refused_with_their_names(text: str, names: tuple[str, ...] | None) -> None:
    with pytest.raises(InvalidRequest) as refused:
        SWAPS.resolve(text)
    assert isinstance(refused.value, UnknownSymbol) == (names is None)
    assert all(name in refused.value.problems[0] for name in names or ())


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("BTC/USD", "BTC/USDT"),
        ("DOGEUSDC", "DOGE/USDT"),
        ("dgoe", "DOGE/USDT"),
        ("peepe", "PEPE/USDT"),
        ("sol/usdt", "SOL/USDC"),
        ("eth/btc/usdt", "ETH/USDT"),
    ],
)
def test_a_pair_that_is_not_listed_is_never_taken_for_another_but_offered(text: str, near: str) -> None:
    with pytest.raises(UnknownSymbol) as unknown:
        INDEX.resolve(text)
    assert unknown.value.symbol == text
    assert unknown.value.venue == "venue"
    assert near in unknown.value.close_matches


def test_nothing_near_is_nothing() -> None:
    with pytest.raises(UnknownSymbol) as unknown:
        INDEX.resolve("zzzzqq")
    assert unknown.value.close_matches == ()


@given(st.sampled_from(["BTC/USDT", "ETH/BTC", "ETHFI/USDT", "1INCH/USDT"]))
def test_a_symbol_means_itself_even_where_an_alias_is_listed(symbol: str) -> None:
    listed = index_of("XBT/USDT", *(["BTC/USDT", "ETH/BTC", "ETHFI/USDT", "1INCH/USDT"]))
    assert listed.resolve(symbol).symbol == symbol
    assert listed.resolve("xbt").symbol == "XBT/USDT"


def test_suggestions_begin_with_the_base_then_what_begins_so_then_what_contains_it() -> None:
    found = ["BTC/USDT", "BTC/USDC", "BTC/EUR", "BTCDOM/USDT", "WBTC/USDT", "ETH/BTC"]
    assert INDEX.suggest("btc")[:6] == found
    assert INDEX.suggest("btc")[6:] == ["ETC/USDT"], "what is merely close comes last"
    assert INDEX.suggest("eth")[:3] == ["ETH/USDT", "ETH/BTC", "ETHFI/USDT"]
    assert INDEX.suggest("btc/us")[:3] == ["BTC/USDT", "BTC/USDC", "WBTC/USDT"]
    assert INDEX.suggest("xbt")[0] == "BTC/USDT"
    assert INDEX.suggest("dgoe") == ["DOGE/USDT"]
    assert INDEX.suggest("", limit=2) == ["ETH/BTC", "BTC/USDC"]
    assert INDEX.suggest("🚀") == []
    assert len(INDEX.suggest("e", limit=3)) == 3


HOSTILE = [
    "",
    "🚀🌕",
    "\x00",
    "btc\x00usdt",
    "A" * 4_000,
    "/" * 4_000,
    "\u202ebtc\u202c",
    "אבג",
    "%s%n{0}",
    "'; DROP TABLE",
    "\ud800",
    "ß" * 40,
    "ﷺ" * 100,
]


def unknown_in(text: str) -> UnknownSymbol | None:
    """Why ``text`` means no symbol; ``None`` where it means one."""
    try:
        INDEX.resolve(text)
    except UnknownSymbol as unknown:
        return unknown
    return None


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_unknown_at_worst(text: str) -> None:
    assert len(INDEX.suggest(text)) <= 25
    unknown = unknown_in(text)
    assert unknown is None or len(unknown.symbol) <= 40


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    listed = {market.symbol for market in INDEX._listed}
    suggested = INDEX.suggest(text)
    assert len(suggested) == len(set(suggested))
    assert set(suggested) <= listed
    unknown = unknown_in(text)
    assert set(unknown.close_matches if unknown else [INDEX.resolve(text).symbol]) <= listed
