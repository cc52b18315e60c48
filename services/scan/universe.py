"""Which markets and timeframes a scan looks at."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from services.core.errors import InvalidRequest, UnknownTimeframe
from services.market.symbol_list import split_symbols
from services.market.timeframes import parse_timeframe
from services.market.view import MarketView

USUAL_MARKETS: Final = 200
"""Markets looked at where nobody says which."""
MOST_MARKETS: Final = 1_000
MOST_NAMED: Final = 40
MOST_TIMEFRAMES: Final = 3
ALL: Final = "all"


@dataclass(frozen=True, slots=True)
class Universe:
    """``symbols`` to look at, of ``listed`` that there are."""

    symbols: tuple[str, ...]
    listed: int


async def universe_of(feed: MarketView, text: str | None) -> Universe:
    """The markets that ``text`` names. Without it, the first ``USUAL_MARKETS`` of the most common quote currency; with
    ``all``, all of that, up to ``MOST_MARKETS``.

    Raises:
        InvalidRequest: it names more than ``MOST_NAMED``.
        UnknownSymbol: one of them is not listed.
    """
    if text is not None and text.strip().lower() != ALL:
        named = split_symbols(text, most=MOST_NAMED, option="universe")
        symbols = tuple(dict.fromkeys([(await feed.resolve(symbol)).symbol for symbol in named]))
        return Universe(symbols, len(symbols))
    markets = await feed.markets()
    quotes = Counter(market.quote for market in markets)
    (quote, listed), *_ = quotes.most_common(1) or [("", 0)]
    most = USUAL_MARKETS if text is None else MOST_MARKETS
    return Universe(tuple(market.symbol for market in markets if market.quote == quote)[:most], listed)


def timeframes_of(text: str) -> tuple[str, ...]:
    """The timeframes in ``text``, such as ``1h, 4h``, ``4 hours`` or ``15m 1d``; each once.

    Raises:
        UnknownTimeframe: one of them is none.
        InvalidRequest: there are more than ``MOST_TIMEFRAMES``, or none.
    """
    parts = [part for part in re.split(r"\s*[,;+&]\s*|\s+and\s+", text.strip()) if part]
    found = tuple(dict.fromkeys(name for part in parts for name in _names(part)))
    if not 1 <= len(found) <= MOST_TIMEFRAMES:
        wanted = f"must name 1 to {MOST_TIMEFRAMES} timeframes, such as 1h,4h, and has {len(found)}"
        raise InvalidRequest(problems=(f"timeframes {wanted}",))
    return found


def _names(part: str) -> list[str]:
    try:
        return [parse_timeframe(part).name]
    except UnknownTimeframe:
        if len(part.split()) == 1:
            raise
        return [parse_timeframe(word).name for word in part.split()]
