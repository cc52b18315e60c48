"""The open positions of an account, each beside the levels, the trend and the range of its market."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, TypeVar

from analytics.regime import SETTLED_BARS as REGIME_SETTLED
from analytics.trading.account import Account
from analytics.trading.instrument import Instrument, kind_of
from analytics.trading.matching import liquidation_of
from analytics.trading.orders import STOPS, ZERO, Working
from analytics.trading.positions import Position
from services.accounts.choice import AccountChoices
from services.accounts.marks import PATIENCE, Marks, marks_of
from services.accounts.naming import AccountId
from services.accounts.which import market_of
from services.core.errors import DeskError, NoSwing, NotEnoughData
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.units import Atr, ExactPrice, Figure, Money, Multiple, PercentChange, Share, Size
from services.market.source import FundingRate
from services.market.timeframes import from_ms, parse_timeframe, to_ms
from services.market.view import MarketView, Snapshot
from services.orders.entry import short_id
from services.orders.paper import PaperExchange, SeenAccount
from services.portfolio.positions_facts import (
    LiquidationPlace,
    MarketReading,
    NextFunding,
    PositionFacts,
    Positions,
    PositionsAnswer,
    Protection,
    StopPlace,
)
from services.studies.fib_levels import LEAST_BARS, FibLevelsAnswer, fib_levels
from services.studies.regime import RegimeAnswer, regime_answer
from services.words.numbers import exact

T = TypeVar("T")
LOOKED_AT: Final = 5
"""Positions that are held against their market's levels, the first of them."""
FIB_BARS: Final = 200
REGIME_BARS: Final = 300
STOP_ATR: Final = Decimal(2)
"""Average true ranges from the price to a stop by the range."""
BEYOND_ATR: Final = Decimal("0.25")
"""Average true ranges from a level to a stop beyond it, so that a touch does not close the position."""
HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Looked:
    """What was seen of a position's market: its terms, its newest candles, the last settlement of its funding."""

    instrument: Instrument | None = None
    seen: Snapshot | None = None
    funding: FundingRate | None = None


@answers(Positions)
async def answer_positions(
    request: Positions, principal: Principal, accounts: AccountChoices, exchange: PaperExchange, market: MarketView
) -> PositionsAnswer:
    """What is held, beside the newest prices and the levels of its markets.

    Raises:
        UnknownAccount: they have none of that name.
        UnknownSymbol: the market is not listed.
        UnknownTimeframe: it is none.
    """
    timeframe = parse_timeframe(request.timeframe).name
    account_id = await accounts.named(principal, request.account)
    seen = await exchange.seen(account_id)
    symbol = await market_of(market, request.symbol, seen.account.positions)
    marks = await marks_of(market, seen.account.positions)
    order = in_order(seen.account, marks, symbol)
    looks = await asyncio.gather(*(_look(market, each, timeframe) for each in order[:LOOKED_AT]))
    return await asyncio.to_thread(
        positions,
        account_id,
        seen,
        marks,
        dict(zip(order, looks, strict=False)),
        market.now(),
        timeframe=timeframe,
        symbol=symbol,
        simulated=market.simulated,
    )


async def _look(market: MarketView, symbol: str, timeframe: str) -> Looked:
    """The market of a position; what cannot be had is left out."""
    bars = REGIME_BARS + REGIME_SETTLED

    async def soon(look: Awaitable[T]) -> T:
        async with market.in_time(PATIENCE):
            return await look

    instrument, seen, funding = await asyncio.gather(
        soon(market.instrument(symbol)),
        soon(market.snapshot(symbol, timeframe, bars, need=LEAST_BARS)),
        soon(_last_funding(market, symbol)),
        return_exceptions=True,
    )
    for failed in (instrument, seen, funding):
        if isinstance(failed, BaseException) and not isinstance(failed, DeskError):
            raise failed
    return Looked(
        instrument if isinstance(instrument, Instrument) else None,
        seen if isinstance(seen, Snapshot) else None,
        funding if isinstance(funding, FundingRate) else None,
    )


async def _last_funding(market: MarketView, symbol: str) -> FundingRate | None:
    if kind_of(symbol) == "spot":
        return None
    settled = await market.funding(symbol, market.now() - timedelta(days=1))
    return settled[-1] if settled else None


def in_order(account: Account, marks: Marks, first: str | None) -> list[str]:
    """The markets of which something is held: ``first``, then those whose position is the largest."""
    held = sorted(account.positions.values(), key=lambda one: (one.symbol != first, -marks.notional(one), one.symbol))
    return [position.symbol for position in held]


def positions(
    account_id: AccountId,
    seen: SeenAccount,
    marks: Marks,
    looked: dict[str, Looked],
    now: datetime,
    *,
    timeframe: str = "4h",
    symbol: str | None = None,
    simulated: bool = False,
) -> PositionsAnswer:
    """What is held in ``seen``, valued at ``marks`` and beside what was ``looked`` at of each market."""
    account = seen.account
    found = tuple(
        _position(account, account.positions[each], marks.prices.get(each), looked.get(each, Looked()), now)
        for each in in_order(account, marks, symbol)
    )
    return PositionsAnswer(
        as_of=marks.provenance.as_of if marks.provenance else now,
        account=account_id.called,
        currency=account.currency,
        simulated=simulated,
        behind=seen.behind,
        provenance=marks.provenance,
        timeframe=timeframe,
        symbol=symbol,
        positions=found,
        unrealised=Money(sum((each.unrealised for each in found if each.unrealised is not None), ZERO)),
        unpriced=tuple(each.symbol for each in found if each.price is None),
        orders=len(account.orders),
    )


def _position(
    account: Account, position: Position, price: Decimal | None, looked: Looked, now: datetime
) -> PositionFacts:
    reading = None if looked.seen is None else _reading(looked.seen)
    atr = None if reading is None or not reading.fib.atr else exact(reading.fib.atr)
    gained = None if price is None else position.value(price) - position.margin
    so_far = None if gained is None else position.realised + gained - position.fees - position.funding
    closing = _closing(account, position, price, atr)
    stops, targets = ([each for each in closing if (each.type in STOPS) == stop] for stop in (True, False))
    return PositionFacts(
        symbol=position.symbol,
        kind=kind_of(position.symbol),
        side=position.side,
        amount=Size(position.size),
        entry=ExactPrice(position.entry),
        opened_at=from_ms(position.opened_at),
        cost=Money(position.cost),
        price=None if price is None else ExactPrice(price),
        notional=None if price is None else Money(position.size * price),
        unrealised=None if gained is None else Money(gained),
        gained_pct=None if gained is None else PercentChange(gained / position.cost),
        margin_pct=None if gained is None or not position.margin else PercentChange(gained / position.margin),
        r_multiple=None if so_far is None or not position.risk else Figure(so_far / position.risk),
        realised=Money(position.realised),
        fees=Money(position.fees),
        funding=Money(position.funding),
        next_funding=_next_funding(position, price, looked, now),
        margin=Money(position.margin),
        leverage_ratio=Multiple(position.leverage),
        liquidation=_liquidation(account, looked.instrument, price, atr),
        stops=tuple(stops),
        targets=tuple(targets),
        stopped=Size(min(position.size, sum((each.amount for each in stops), ZERO))),
        places=()
        if price is None or reading is None
        else _places(position, price, atr, reading.fib, looked.instrument),
        reading=reading,
    )


def _closing(account: Account, position: Position, price: Decimal | None, atr: Decimal | None) -> list[Protection]:
    """The open orders that would close some of ``position``, the nearest first."""
    found = []
    for working in account.orders.values():
        at = working.acts_at
        if at is None or not _closes(working, position):
            continue
        amount = min(working.left, position.size)
        found.append(
            Protection(
                short=short_id(working.order.id),
                type=working.order.type,
                price=ExactPrice(at),
                amount=Size(amount),
                distance=None if price is None else PercentChange(at / price - 1),
                distance_atr=None if price is None else _in_atr(at - price, atr),
                pnl=Money(position.gain(at) * amount / position.size),
            )
        )
    return sorted(found, key=lambda one: abs(one.price - (position.entry if price is None else price)))


def _closes(working: Working, position: Position) -> bool:
    return working.order.symbol == position.symbol and working.order.sign != position.sign


def _liquidation(
    account: Account, instrument: Instrument | None, price: Decimal | None, atr: Decimal | None
) -> LiquidationPlace | None:
    end = None if instrument is None else liquidation_of(account, instrument)
    if end is None or price is None:
        return None
    return LiquidationPlace(
        price=ExactPrice(end), distance=PercentChange(end / price - 1), distance_atr=_in_atr(end - price, atr)
    )


def _next_funding(position: Position, price: Decimal | None, looked: Looked, now: datetime) -> NextFunding | None:
    rate, instrument = looked.funding, looked.instrument
    if rate is None or instrument is None or price is None:
        return None
    payment = position.amount * price * rate.rate
    every = to_ms(now) // (step := instrument.funding_hours * 3_600_000) + 1
    return NextFunding(
        time=from_ms(every * step),
        rate=PercentChange(rate.rate),
        payment=Money(max(payment, ZERO) if rate.assumed else payment),
        assumed=rate.assumed,
    )


def _places(
    position: Position, price: Decimal, atr: Decimal | None, fib: FibLevelsAnswer, instrument: Instrument | None
) -> tuple[StopPlace, ...]:
    """Where a stop for ``position`` would stand: beyond the end of the swing whose passing says that it went the other
    way, and two average true ranges from the price."""
    if atr is None:
        return ()
    ends = (exact(fib.swing.start.price), exact(fib.swing.end.price))
    level = min(ends) if position.sign > 0 else max(ends)
    wanted = ((level, level - position.sign * BEYOND_ATR * atr), (None, price - position.sign * STOP_ATR * atr))
    found = []
    for beyond, stop in wanted:
        stop = stop if instrument is None else instrument.worse(stop, buying=position.sign < 0)
        if stop > 0 and position.sign * (price - stop) > 0:
            found.append(
                StopPlace(
                    by="range" if beyond is None else "swing",
                    price=ExactPrice(stop),
                    level=None if beyond is None else ExactPrice(beyond),
                    distance=PercentChange(stop / price - 1),
                    distance_atr=_in_atr(stop - price, atr),
                    pnl=Money(position.gain(stop)),
                )
            )
    return tuple(found)


def _reading(seen: Snapshot) -> MarketReading | None:
    try:
        fib = fib_levels(seen, FIB_BARS)
    except NoSwing:
        return None
    regime = _regime(seen)
    return MarketReading(
        fib=fib,
        trend=None if regime is None else regime.trend,
        regime=None if regime is None else regime.regime,
        regime_probability=None if regime is None else Share(regime.probability),
    )


def _regime(seen: Snapshot) -> RegimeAnswer | None:
    try:
        return regime_answer(seen, REGIME_BARS)
    except NotEnoughData:
        return None


def _in_atr(distance: Decimal, atr: Decimal | None) -> Atr | None:
    return Atr(distance / atr) if atr else None
