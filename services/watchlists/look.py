"""What the markets of a list do: each asked once, however many lists it is in."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from services.core.errors import DeskError, ExchangeUnavailable, NotEnoughData, UnknownTimeframe
from services.market.candles import Provenance, together
from services.market.last_day import last_day
from services.market.source import Ticker
from services.market.timeframes import TIMEFRAMES
from services.market.view import MarketView
from services.watchlists.book import Found
from services.watchlists.facts import WatchlistAnswer, WatchRow

HOURS: Final = 25
"""Of closes that a list's picture draws: from the price of a day ago on."""
AT_ONCE: Final = 4
"""Markets asked at the same time, so that a list does not use up an exchange's patience."""
HOUR: Final = TIMEFRAMES["1h"]


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of a market; ``symbol`` is what the market calls it."""

    symbol: str
    row: WatchRow
    provenance: Provenance


async def look(market: MarketView, symbols: Sequence[str]) -> Mapping[str, Seen | DeskError]:
    """What each of ``symbols`` does now, or why that cannot be had. An exchange is asked for all prices at once."""
    free = asyncio.Semaphore(AT_ONCE)
    try:
        tickers = await market.tickers(symbols)
    except DeskError:  # then each is asked for by itself, and may still be remembered
        tickers = {}

    async def seen(symbol: str) -> Seen | DeskError:
        async with free:
            try:
                return await _seen(market, symbol, tickers.get(symbol))
            except DeskError as error:
                return error

    return dict(zip(symbols, await asyncio.gather(*map(seen, symbols)), strict=True))


async def _seen(market: MarketView, symbol: str, ticker: Ticker | None) -> Seen:
    """Its day up to ``ticker``, or to its newest price where none was told. Where its candles are stale, or newer, the
    price is their last close: two times are not mixed into one line."""
    try:
        candles, origin = await market.candles(symbol, HOUR.name, HOURS)
    except (NotEnoughData, UnknownTimeframe, ExchangeUnavailable):
        told, origin = await market.ticker(symbol)
        return Seen(told.symbol, _row(told, (), stale=origin.stale), origin)
    if ticker is None:
        with suppress(NotEnoughData, ExchangeUnavailable):
            ticker, _ = await market.ticker(symbol)
    if ticker is None or origin.stale or ticker.time < origin.as_of:
        ticker, stale = last_day(candles, HOUR), origin.stale
    else:
        stale = (market.now() - ticker.time).total_seconds() > market.stale_after(ticker)
        origin = origin.model_copy(update={"as_of": ticker.time, "stale": stale})
    closes = (*candles.close.tolist(), ticker.last)
    return Seen(candles.symbol, _row(ticker, closes, stale=stale), origin.told_from(candles.opened(-1)))


def _row(ticker: Ticker, closes: tuple[float, ...], *, stale: bool) -> WatchRow:
    price = ticker.last
    return WatchRow(
        name=ticker.symbol,
        price=price,
        change_24h=None if ticker.open_24h is None else price / ticker.open_24h - 1,
        high_24h=None if ticker.high_24h is None else max(ticker.high_24h, price),
        low_24h=None if ticker.low_24h is None else min(ticker.low_24h, price),
        stale=stale,
        closes=closes,
    )


def watched(found: Found, seen: Mapping[str, Seen | DeskError], *, board: bool = False) -> WatchlistAnswer:
    """The list with what was ``seen`` of its markets.

    Raises:
        DeskError: none of them could be had; why of the first.
    """
    told = [seen[symbol] for symbol in found.held.symbols]
    there = [each for each in told if isinstance(each, Seen)]
    if not there:
        raise next(each for each in told if isinstance(each, DeskError))
    provenance = together([each.provenance for each in there])
    changes = {each.row.name: each.row.change_24h for each in there if each.row.change_24h is not None}
    return WatchlistAnswer(
        as_of=provenance.as_of,
        symbols=tuple(each.symbol for each in there),
        provenance=provenance,
        called=found.name,
        whose=found.whose,
        code=found.held.code if found.whose == "me" else None,
        rows=tuple(each.row for each in there),
        missing=tuple(symbol for symbol in found.held.symbols if not isinstance(seen[symbol], Seen)),
        rising=sum(change > 0 for change in changes.values()),
        falling=sum(change < 0 for change in changes.values()),
        best=max(changes, key=changes.__getitem__, default=None),
        worst=min(changes, key=changes.__getitem__, default=None),
        board=board,
    )
