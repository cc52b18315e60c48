"""What every order passes through, and the scene that it is looked at in."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from analytics.trading.account import Account
from analytics.trading.instrument import Instrument
from analytics.trading.orders import ZERO
from services.accounts.books import Books
from services.accounts.choice import AccountChoices
from services.accounts.naming import AccountId
from services.accounts.opening import as_opened
from services.accounts.terms import PaperTerms
from services.core.clock import Clock
from services.core.errors import StalePrice, UnknownSymbol
from services.core.principal import Principal
from services.market.candles import Provenance
from services.market.source import Ticker
from services.market.view import MarketView
from services.orders.gate import Gate
from services.orders.limits import Wish
from services.orders.paper import PaperExchange
from services.orders.scene import Planned, Scene
from services.words.numbers import exact


@dataclass(frozen=True, slots=True)
class OrderDesk:
    """The way of an order: whose account, which market, the gate, the journal and the exchange."""

    choices: AccountChoices
    market: MarketView
    gate: Gate
    books: Books
    exchange: PaperExchange
    terms: PaperTerms
    clock: Clock

    async def account(self, account_id: AccountId) -> Account:
        """The account as its journal has it now, or would if it were opened.

        Raises:
            JournalBroken, StoreUnavailable: it cannot be read.
        """
        return as_opened(await self.books.look(str(account_id)), self.terms, self.clock.now())

    async def newest(self, symbol: str) -> tuple[Ticker, Provenance]:
        """The newest price of the instrument ``symbol``, as far as it is good to trade at.

        Raises:
            StalePrice: it is too old.
        """
        ticker, provenance = await self.market.ticker(symbol)
        self._check_fresh(ticker, provenance.asked_at)
        return ticker, provenance

    def _check_fresh(self, ticker: Ticker, asked_at: datetime) -> None:
        """A clock that is hurried goes on for minutes while the answer comes: what counts is when it was asked for."""
        allowed = self.market.stale_after(ticker)
        age = (asked_at - ticker.time).total_seconds()
        if age > allowed:
            raise StalePrice(symbol=ticker.symbol, age=age, allowed=allowed)

    async def at_the_click(self, account: Account, instrument: Instrument, principal: Principal) -> Scene:
        """``account`` and the market of ``instrument`` as the venue tells it when it is asked now.

        Raises:
            StalePrice: its newest price is too old.
        """
        _, provenance = await self.market.ticker(instrument.symbol)
        asked_at = self.clock.now()
        ticker = await self.market.price_at_the_click(instrument.symbol)
        self._check_fresh(ticker, asked_at)
        origin = provenance.model_copy(update={"as_of": ticker.time, "asked_at": max(asked_at, ticker.time)})
        opened = as_opened(account, self.terms, self.clock.now())
        return await self.scene(opened, instrument, (ticker, origin), principal)

    async def prices(self, account: Account, symbols: Sequence[str]) -> dict[str, Decimal]:
        """The newest price of each; what ``account`` holds of a market that is listed no more is worth what it cost."""

        async def price(symbol: str) -> Decimal:
            try:
                return exact((await self.market.ticker(symbol))[0].last)
            except UnknownSymbol:
                held = account.positions.get(symbol)
                return ZERO if held is None else held.entry

        return dict(zip(symbols, await asyncio.gather(*map(price, symbols)), strict=True))

    async def scene(
        self,
        account: Account,
        instrument: Instrument,
        told: tuple[Ticker, Provenance],
        principal: Principal,
    ) -> Scene:
        """``account`` and the market of ``instrument``, of which that was ``told``, as they are now."""
        others = [symbol for symbol in account.symbols if symbol != instrument.symbol]
        ticker, provenance = told
        price = exact(ticker.last)
        liquidity, elsewhere = await asyncio.gather(
            self.market.liquidity(instrument.symbol), self.prices(account, others)
        )
        return Scene(
            account=account,
            instrument=instrument,
            price=price,
            priced_at=ticker.time,
            provenance=provenance,
            prices={**elsewhere, instrument.symbol: price},
            liquidity=liquidity,
            friction=self.terms.friction,
            principal=principal,
            now=self.clock.now(),
        )


def gate_wish(planned: Planned, scene: Scene) -> Wish:
    """What the gate looks at."""
    prices = scene.prices.__getitem__
    return Wish(scene.account, planned.order, scene.instrument, planned.expected, prices, scene.now)
