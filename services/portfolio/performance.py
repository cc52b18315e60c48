"""How an account did: what it made, at what risk, and how much of that chance would do as well."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from analytics.performance import cagr, calmar, drawdowns, max_drawdown, omega, sharpe, sortino, volatility
from analytics.trades import (
    coin_chance,
    expectancy_interval,
    longest_losing_streak,
    payoff_ratio,
    profit_factor,
    win_interval,
)
from analytics.trading.course import DAY, daily_returns
from analytics.trading.positions import Trade
from analytics.trading.records import Opened, Record
from services.accounts.books import Books
from services.accounts.choice import AccountChoices
from services.accounts.marks import marks_of
from services.core.errors import TooFewBars
from services.core.figures import known
from services.core.handlers import answers
from services.core.principal import Principal
from services.core.units import Duration, Figure, Money, PercentChange, Share
from services.market.candles import Floats, Provenance, together
from services.market.timeframes import from_ms, to_ms
from services.market.view import MarketView
from services.orders.paper import PaperExchange
from services.portfolio.equity import Closes, EquityCurve, benchmark_of, closes_of, equity_curve
from services.portfolio.performance_facts import (
    DAYS_A_YEAR,
    LEAST_DAYS,
    LEAST_FOR_YEAR,
    PERIODS,
    R_LEAST,
    R_MOST,
    BenchmarkFacts,
    ClosedFacts,
    Curves,
    FallFacts,
    Performance,
    PerformanceAnswer,
    Period,
    RBucket,
    TradesFacts,
)
from services.words.numbers import exact


@answers(Performance)
async def answer_performance(
    request: Performance,
    principal: Principal,
    accounts: AccountChoices,
    exchange: PaperExchange,
    books: Books,
    market: MarketView,
) -> PerformanceAnswer:
    """How the account did.

    Raises:
        UnknownAccount: they have none of that name.
        TooFewBars: no price is known here.
        ExchangeUnavailable: the market does not answer.
    """
    account_id = await accounts.named(principal, request.account)
    seen = await exchange.seen(account_id)
    records: Sequence[Record] = await books.records(str(account_id))
    if not records:  # it is as it would be if it were opened now
        records = (Opened(to_ms(market.now()), seen.account.id, seen.account.currency, seen.account.cash),)
    curve = await equity_curve(
        str(account_id), records, market, since_of(request.period, market), across_resets=request.period == "all"
    )
    symbol = await benchmark_of(market, curve.course.turnover.items())
    beside = await _beside(market, symbol, curve)
    return await asyncio.to_thread(
        performance,
        curve,
        beside,
        request.period,
        account=account_id.called,
        currency=seen.account.currency,
        simulated=market.simulated,
        behind=seen.behind,
    )


def since_of(period: Period, market: MarketView) -> int:
    """When ``period`` began (UTC ms)."""
    length = PERIODS[period]
    return 0 if length is None else to_ms(market.now() - length)


@dataclass(frozen=True, slots=True, eq=False)
class Beside:
    """What the account is held against: prices of ``symbol`` at the points of its curve, nan where none is known."""

    symbol: str
    prices: Floats
    provenance: Provenance


async def _beside(market: MarketView, symbol: str, curve: EquityCurve) -> Beside:
    told, marks = await asyncio.gather(
        closes_of(market, symbol, curve.step, int(curve.time[0])), marks_of(market, (symbol,))
    )
    if told is None:
        raise TooFewBars(symbol=symbol, timeframe=curve.step, have=0, need=1)
    closes, provenance = told
    prices = _prices(closes, curve.time[:-1])
    newest = marks.prices.get(symbol)
    last = closes.close[-1] if newest is None else float(newest)
    origins = [provenance, *([marks.provenance] if marks.provenance else [])]
    return Beside(symbol, np.append(prices, last), together(origins))


def _prices(closes: Closes, time: NDArray[np.int64]) -> Floats:
    at = np.searchsorted(closes.known, time, side="right") - 1
    return np.where(at >= 0, closes.close[np.maximum(at, 0)], np.nan)


def performance(
    curve: EquityCurve,
    beside: Beside,
    period: Period,
    *,
    account: str,
    currency: str,
    simulated: bool,
    behind: bool = False,
) -> PerformanceAnswer:
    """What ``curve`` says."""
    course, time, index = curve.course, curve.time, curve.index
    days = daily_returns(course.stands, index)
    enough = len(days) >= LEAST_DAYS
    change, years = float(index[-1]) - 1, course.span / (DAYS_A_YEAR * DAY)
    growth = cagr(change, years) if course.span >= LEAST_FOR_YEAR * DAY else float("nan")
    held = beside.prices / beside.prices[0]
    origins = [beside.provenance, *([curve.provenance] if curve.provenance else [])]
    return PerformanceAnswer(
        as_of=from_ms(int(time[-1])),
        account=account,
        currency=currency,
        simulated=simulated,
        behind=behind,
        provenance=together(origins),
        period=period,
        start=from_ms(int(time[0])),
        span=Duration(course.span / 1000),
        resets=course.resets,
        net=Money(curve.net),
        change=PercentChange(change),
        equity_start=Money(curve.equity[0]),
        equity=Money(curve.equity[-1]),
        open_positions=len(course.stands[-1].positions),
        fees=Money(course.fees),
        funding=Money(course.funding),
        exposure_share=Share(course.held / course.span) if course.span else None,
        fall=_fall(time, index),
        days=len(days),
        cagr_pct=known(growth),
        volatility_pct=known(volatility(days, DAYS_A_YEAR)) if enough else None,
        sharpe=known(sharpe(days, DAYS_A_YEAR)) if enough else None,
        sortino=known(sortino(days, DAYS_A_YEAR)) if enough else None,
        omega=known(omega(days)) if enough else None,
        calmar=known(calmar(growth, max_drawdown(index))),
        trades=trades_facts(course.trades),
        benchmark=_benchmark(beside.symbol, held) if course.span else None,
        curves=Curves(
            time,
            index,
            held,
            np.array([trade.closed_at for trade in course.trades], dtype=np.int64),
            np.array([trade.pnl > 0 for trade in course.trades], dtype=np.bool_),
        ),
    )


def trades_facts(trades: Sequence[Trade]) -> TradesFacts:
    """What ``trades`` came to."""
    results = np.array([float(trade.pnl) for trade in trades])
    won, lost = int((results > 0).sum()), int((results < 0).sum())
    pnl = sum((trade.pnl for trade in trades), Decimal(0))
    if not trades:
        return TradesFacts(count=0, won=0, lost=0, pnl=Money(pnl))
    multiples = np.array([float(r) for trade in trades if (r := trade.r_multiple) is not None])
    wins, mean, mean_r = win_interval(won, len(trades)), expectancy_interval(results), expectancy_interval(multiples)
    return TradesFacts(
        count=len(trades),
        won=won,
        lost=lost,
        pnl=Money(pnl),
        win_share=Share(won / len(trades)),
        win_low=Share(wins.low) if wins else None,
        win_high=Share(wins.high) if wins else None,
        coin_share=known(coin_chance(won, won + lost)),
        profit_factor=known(profit_factor(results)),
        payoff=known(payoff_ratio(results)),
        expectancy=Money(pnl / len(trades)),
        expectancy_low=Money(exact(mean.low)) if mean else None,
        expectancy_high=Money(exact(mean.high)) if mean else None,
        expectancy_r=Figure(multiples.mean()) if len(multiples) else None,
        r_low=Figure(mean_r.low) if mean_r else None,
        r_high=Figure(mean_r.high) if mean_r else None,
        with_risk=len(multiples),
        r_buckets=_buckets(multiples),
        losing_streak=longest_losing_streak(results),
        holding=Duration(np.mean([trade.closed_at - trade.opened_at for trade in trades]) / 1000),
        best=_closed(max(trades, key=lambda trade: trade.pnl)),
        worst=_closed(min(trades, key=lambda trade: trade.pnl)),
    )


def _buckets(multiples: Floats) -> tuple[RBucket, ...]:
    if not len(multiples):
        return ()
    counts = Counter(np.clip(np.rint(multiples), R_LEAST, R_MOST).astype(int).tolist())
    names = {0: "0 R", R_LEAST: f"−{-R_LEAST} R or less", R_MOST: f"+{R_MOST} R or more"}
    return tuple(
        RBucket(name=names.get(r, f"{'−' if r < 0 else '+'}{abs(r)} R"), count=counts[r])
        for r in range(R_LEAST, R_MOST + 1)
    )


def _closed(trade: Trade) -> ClosedFacts:
    r = trade.r_multiple
    return ClosedFacts(
        symbol=trade.symbol,
        side=trade.side,
        pnl=Money(trade.pnl),
        r=None if r is None else Figure(r),
        closed=from_ms(trade.closed_at),
    )


def _fall(time: NDArray[np.int64], index: Floats) -> FallFacts | None:
    fall = max_drawdown(index)
    if fall is None:
        return None
    end = int(time[-1 if fall.recovery is None else fall.recovery])
    return FallFacts(
        change=PercentChange(fall.depth),
        peak=from_ms(int(time[fall.peak])),
        trough=from_ms(int(time[fall.trough])),
        recovery=None if fall.recovery is None else from_ms(end),
        lasted=Duration((end - int(time[fall.peak])) / 1000),
    )


def _benchmark(symbol: str, held: Floats) -> BenchmarkFacts | None:
    if not np.isfinite(held).all():
        return None
    return BenchmarkFacts(
        symbol=symbol,
        change=PercentChange(held[-1] - 1),
        drawdown_pct=PercentChange(drawdowns(held).min()),
    )
