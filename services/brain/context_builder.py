"""Builds what a brain sees, from the desk's own answers, all as of one instant."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar

from analytics.trading.account import Account
from services.accounts.marks import marks_of
from services.accounts.opening import as_opened
from services.accounts.terms import PaperTerms
from services.brain.context import Context, Funding, OrderBookSide
from services.brain.context_parts import WHY_NOT, account_part, book_part, charted, funding_part, unknown_in
from services.brain.untrusted import cleaned
from services.core.errors import DeskError, ExchangeUnavailable, NotEnoughData, UnknownSymbol
from services.market.timeframes import parse_timeframe
from services.market.view import MarketView, Snapshot

BARS: Final = 1_000
"""Candles that are looked at: what an exchange gives at once, and enough for all of it to have settled (of an EMA over
200 bars, 0.03 % of what it was before them is left)."""
HOURLY: Final = "1h"
HOURS: Final = 250
"""Hourly candles that are looked at, of a week and a day."""
LEAST_BARS: Final = 50
SIDE_SECONDS: Final = 2.0
"""How long what is told beside the candles is waited for: all else is told without it."""
FUNDING_TIME: Final = timedelta(days=1)
"""How long ago the last settlement is at most."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Beside(Generic[T]):
    """What is told beside the candles, or why it is ``missing``."""

    part: T | None = None
    missing: str = ""


class ContextBuilder:
    """Builds contexts. ``market`` is pinned to one instant for each, so that nothing later can be in it."""

    def __init__(self, market: MarketView, terms: PaperTerms) -> None:
        self._market = market
        self._terms = terms

    async def context(self, symbol: str, timeframe: str, account: Account) -> Context:
        """What there is to see of ``symbol``, without ``similar``, ``lessons`` and ``note``.

        Raises:
            UnknownSymbol, UnknownTimeframe, ExchangeUnavailable, TooFewBars: there is no price, or too few bars to see
                anything. What else cannot be had is named in ``missing``.
        """
        now = self._market.now()
        market, length = self._market.at(now), parse_timeframe(timeframe).name
        account = as_opened(account, self._terms, now)
        async with asyncio.TaskGroup() as together:  # none of them raises what a market may say
            looked = together.create_task(_or_error(market.snapshot(symbol, length, BARS, need=LEAST_BARS)))
            hourly = together.create_task(_hours(market, symbol, length))
            settled = together.create_task(_funding(market, symbol, now))
            resting = together.create_task(_book(market, symbol))
            priced = together.create_task(marks_of(market, account.positions))
        seen, marks = looked.result(), priced.result()
        if isinstance(seen, DeskError):
            raise seen
        hours, funding, book = hourly.result(), settled.result(), resting.result()
        chart = await asyncio.to_thread(charted, seen, seen if length == HOURLY else hours.part)
        missing = [*chart.missing, *(each.missing for each in (hours, funding, book) if each.missing)]
        if seen.provenance.stale:
            missing.append("candles: a newer one should be there by now and is not")
        missing += [f"price of {cleaned(held)}: held at cost" for held in account.positions if held not in marks.prices]
        context = Context(
            symbol=seen.candles.symbol,
            timeframe=length,
            at=now,
            simulated=market.simulated,
            price_action=chart.price_action,
            structure=chart.structure,
            volume=chart.volume,
            indicators=chart.indicators,
            regime=chart.regime,
            fibonacci=chart.fibonacci,
            funding=funding.part,
            order_book=book.part,
            account=account_part(account, marks, now),
        )
        missing += [told for name in WHY_NOT for told in unknown_in(name, getattr(context, name))]
        return context.model_copy(update={"missing": tuple(missing)})


async def _or_error(told: Awaitable[T]) -> T | DeskError:
    try:
        return await told
    except DeskError as error:
        return error


async def _beside(name: str, told: Awaitable[T | None], market: MarketView) -> Beside[T]:
    """What is ``told`` in time, or why there is no ``name``."""
    try:
        async with market.in_time(SIDE_SECONDS):
            part = await told
        return Beside(missing=f"{name}: nobody tells") if part is None else Beside(part)
    except ExchangeUnavailable as error:
        return Beside(missing=f"{name}: {cleaned(error.venue)} does not tell ({error.reason})")
    except UnknownSymbol:
        return Beside(missing=f"{name}: no such market is listed")
    except NotEnoughData:
        return Beside(missing=f"{name}: there is too little of it")
    except DeskError as error:
        return Beside(missing=f"{name}: it cannot be read ({type(error).__name__})")


async def _hours(market: MarketView, symbol: str, timeframe: str) -> Beside[Snapshot]:
    """Hourly candles, unless those are looked at anyway."""
    if timeframe == HOURLY:
        return Beside()
    return await _beside("changes and range of a day and a week", market.snapshot(symbol, HOURLY, HOURS), market)


async def _funding(market: MarketView, symbol: str, now: datetime) -> Beside[Funding]:
    """The last settlement of the market's perpetual."""

    async def told() -> Funding | None:
        perpetual = await market.instrument(symbol, perpetual=True)
        settled, ahead = await asyncio.gather(
            market.funding(perpetual.symbol, now - FUNDING_TIME),
            _beside("", market.funding_ahead(perpetual.symbol), market),
        )
        known = [each for each in settled if not each.assumed]
        return funding_part(market.venue, known[-1], ahead.part, perpetual.funding_hours, now) if known else None

    return await _beside("funding", told(), market)


async def _book(market: MarketView, symbol: str) -> Beside[OrderBookSide]:
    async def told() -> OrderBookSide | None:
        book = await market.order_book(symbol)
        return None if book is None else book_part(book, market.venue)

    return await _beside("order book", told(), market)
