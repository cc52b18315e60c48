"""A symbol is written as charts and exchanges write it; a colon in it is no option's."""

import pytest

from services.core.errors import UnknownCommand
from services.studies.fib_levels import FibLevels
from services.studies.price import PriceNow
from services.words.phrase import parse

CATALOG = {request.name: request for request in (PriceNow, FibLevels)}
COLONS = ("BINANCE:BTCUSDT", "binance:btcusdt", "btcusdt:usdt", "BYBIT:BTC/USDT:USDT")
OTHERS = ("BTC/USDT:USDT", "BTCUSDT.P", "BTC-PERP", "$btc", "#btc")


@pytest.mark.parametrize("symbol", COLONS + OTHERS)
def test_commands_and_plain_words_take_it(symbol: str) -> None:
    price, levels = PriceNow(symbol=symbol), FibLevels(symbol=symbol, timeframe="1d")
    for text in (f"price {symbol}", f"/price {symbol}", f"/price symbol:{symbol}", f"price symbol:{symbol}"):
        assert parse(text, CATALOG) == price
    for text in (f"fib levels of {symbol} 1d", f"/fib levels symbol:{symbol} timeframe:1d"):
        assert parse(text, CATALOG) == levels


@pytest.mark.parametrize("symbol", [*OTHERS, "btc-usdt", "1000PEPE/USDT", "BRK.B/USD", "BTC/USDT:USDT-261225"])
def test_a_sentence_that_is_no_command_is_offered_with_it(symbol: str) -> None:
    with pytest.raises(UnknownCommand) as unknown:
        parse(f"tell me how {symbol} is doing", CATALOG)
    assert PriceNow(symbol=symbol.lower()) in unknown.value.near
