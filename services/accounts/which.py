"""Which market of an account somebody means."""

from collections.abc import Iterable

from services.market.view import MarketView


async def market_of(market: MarketView, text: str | None, symbols: Iterable[str]) -> str | None:
    """The one of ``symbols`` that ``text`` means: a perpetual too where only that is there; another market's symbol
    where none is, and ``None`` where nothing is said.

    Raises:
        UnknownSymbol: it is no market's.
    """
    if text is None:
        return None
    there = tuple(symbols)
    named = next((symbol for symbol in there if symbol == text.strip().upper()), None)
    if named is not None:
        return named
    symbol = (await market.resolve(text)).symbol
    return symbol if symbol in there else next((one for one in there if one.startswith(f"{symbol}:")), symbol)
