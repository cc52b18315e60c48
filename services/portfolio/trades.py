"""The trades of an account: each position from its opening to its end."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from pydantic import Field

from analytics.position import Side
from analytics.trading.orders import ZERO
from analytics.trading.positions import Trade
from services.accounts.answer import AccountAnswer
from services.accounts.choice import AccountChoices, AccountText
from services.accounts.naming import AccountId
from services.accounts.which import market_of
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.request import Frozen, Personal
from services.core.units import Duration, ExactPrice, Figure, Money, PercentChange, Size
from services.market.source import SymbolText
from services.market.timeframes import from_ms
from services.market.view import MarketView
from services.orders.paper import PaperExchange, SeenAccount

MOST_TRADES = 25


class TradeFacts(Frozen):
    """A closed trade. ``entry`` and ``exit`` are mean prices, ``pnl`` is after fees and funding."""

    symbol: str
    side: Side
    amount: Size
    entry: ExactPrice
    exit: ExactPrice
    pnl: Money
    change: PercentChange
    """``pnl`` as a fraction of what the trade was worth at its entry."""
    r_multiple: Figure | None
    """``pnl`` over what the first stop would have lost; ``None``: a part of it had no stop."""
    fees: Money
    funding: Money
    """Paid; below zero: received."""
    opened_at: datetime
    closed_at: datetime
    held: Duration
    liquidated: bool


class TradeTotals(Frozen):
    """All trades looked at together. ``won`` are those above zero, ``lost`` those below. ``r_sum`` is of the
    ``measured`` trades that had a stop."""

    trades: int
    won: int
    lost: int
    pnl: Money
    fees: Money
    funding: Money
    measured: int
    r_sum: Figure | None


class TradesAnswer(AccountAnswer):
    """The newest trades since the account was opened or last reset, and the totals of all; of ``symbol`` alone where
    that is given."""

    symbol: str | None
    since: datetime
    trades: tuple[TradeFacts, ...]
    """The newest first."""
    totals: TradeTotals
    open: int
    """Positions that are still open."""


class Trades(Personal[TradesAnswer]):
    """The newest ``count`` trades of ``account``."""

    name: ClassVar[str] = "trades"
    summary: ClassVar[str] = "Your closed trades, the newest first: what each brought after costs, and all together"
    means: ClassVar[str] = "Each position from its opening to its end, after fees and funding."
    also: ClassVar[tuple[str, ...]] = ("my trades", "closed trades", "trade history")
    example: ClassVar[str] = "symbol:BTC/USDT count:10"

    symbol: SymbolText | None = Field(default=None, description="Of which market alone; of all without it")
    count: int = Field(default=10, ge=1, le=MOST_TRADES, description="How many, from the newest on")
    account: AccountText | None = None


@answers(Trades)
async def answer_trades(
    request: Trades, principal: Principal, accounts: AccountChoices, exchange: PaperExchange, market: MarketView
) -> TradesAnswer:
    """The newest trades, and the totals of all.

    Raises:
        UnknownAccount: they have none of that name.
        UnknownSymbol: the market is not listed.
    """
    account_id = await accounts.named(principal, request.account)
    seen = await exchange.seen(account_id)
    symbol = await market_of(market, request.symbol, {trade.symbol for trade in seen.account.trades})
    return trades(account_id, seen, market.now(), symbol=symbol, count=request.count, simulated=market.simulated)


def trades(
    account_id: AccountId,
    seen: SeenAccount,
    now: datetime,
    *,
    symbol: str | None = None,
    count: int = 10,
    simulated: bool = False,
) -> TradesAnswer:
    """The newest ``count`` trades of ``seen``."""
    account = seen.account
    found = [trade for trade in account.trades if symbol in (None, trade.symbol)]
    return TradesAnswer(
        as_of=now,
        account=account_id.called,
        currency=account.currency,
        simulated=simulated,
        behind=seen.behind,
        symbol=symbol,
        since=from_ms(account.opened_at),
        trades=tuple(map(trade_facts, reversed(found[-count:]))),
        totals=_totals(found),
        open=sum(symbol in (None, held) for held in account.positions),
    )


def trade_facts(trade: Trade) -> TradeFacts:
    """What is told of a closed trade."""
    multiple = trade.r_multiple
    return TradeFacts(
        symbol=trade.symbol,
        side=trade.side,
        amount=Size(trade.amount),
        entry=ExactPrice(trade.entry),
        exit=ExactPrice(trade.exit),
        pnl=Money(trade.pnl),
        change=PercentChange(trade.pnl / (trade.entry * trade.amount)),
        r_multiple=None if multiple is None else Figure(multiple),
        fees=Money(trade.fees),
        funding=Money(trade.funding),
        opened_at=from_ms(trade.opened_at),
        closed_at=from_ms(trade.closed_at),
        held=Duration((trade.closed_at - trade.opened_at) / 1000),
        liquidated=trade.liquidated,
    )


def _totals(found: Sequence[Trade]) -> TradeTotals:
    multiples = [trade.r_multiple for trade in found if trade.r_multiple is not None]
    return TradeTotals(
        trades=len(found),
        won=sum(trade.pnl > 0 for trade in found),
        lost=sum(trade.pnl < 0 for trade in found),
        pnl=Money(sum((trade.pnl for trade in found), ZERO)),
        fees=Money(sum((trade.fees for trade in found), ZERO)),
        funding=Money(sum((trade.funding for trade in found), ZERO)),
        measured=len(multiples),
        r_sum=Figure(sum(multiples, ZERO)) if multiples else None,
    )
