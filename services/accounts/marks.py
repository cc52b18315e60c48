"""What positions are valued at: the newest price of each market."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from analytics.trading.account import Account
from analytics.trading.positions import Position
from services.core.errors import DeskError
from services.market.candles import Provenance, together
from services.market.view import MarketView
from services.words.numbers import exact

PATIENCE: Final = 3.0
"""Seconds that a price is waited for: what is held is told without it."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The price of each market, and where they come from. A market whose price could not be had is not there: what is
    held of it is told at cost, and that it is."""

    prices: Mapping[str, Decimal]
    provenance: Provenance | None

    def worth(self, position: Position) -> Decimal:
        """What the account would have of ``position``; its margin where no price is known."""
        price = self.prices.get(position.symbol)
        return position.margin if price is None else position.value(price)

    def notional(self, position: Position) -> Decimal:
        """What ``position`` is worth in its market, long or short; what it cost where no price is known."""
        price = self.prices.get(position.symbol)
        return position.cost if price is None else position.size * price

    def equity(self, account: Account) -> Decimal:
        return account.cash + sum(map(self.worth, account.positions.values()), Decimal(0))


async def marks_of(market: MarketView, symbols: Iterable[str]) -> Marks:
    """The newest prices of ``symbols``."""
    wanted = tuple(dict.fromkeys(symbols))
    told = await asyncio.gather(*(_price(market, symbol) for symbol in wanted))
    known = {symbol: each for symbol, each in zip(wanted, told, strict=True) if each is not None}
    return Marks(
        {symbol: price for symbol, (price, _) in known.items()},
        together([provenance for _, provenance in known.values()]) if known else None,
    )


async def _price(market: MarketView, symbol: str) -> tuple[Decimal, Provenance] | None:
    try:
        async with market.in_time(PATIENCE):
            ticker, provenance = await market.ticker(symbol)
    except DeskError:
        return None
    return exact(ticker.last), provenance.model_copy(update={"spot_instead": False})
