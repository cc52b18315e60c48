"""How large a position may be for what it may lose."""

import asyncio
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal
from math import floor, log10
from typing import Final, Literal

from analytics.performance import volatility
from analytics.position import (
    MarginTier,
    Side,
    Trade,
    capped_kelly,
    kelly,
    liquidation_price,
    maintenance_margin,
    position_size,
    rounded_down,
    tier_of,
    volatility_size,
)
from analytics.returns import whole_returns
from analytics.trading.instrument import USUAL_TIERS
from analytics.volatility import ATR_PERIOD, SETTLED_BARS, last_atr
from services.core.errors import InvalidRequest, TooFewBars
from services.core.handlers import answers
from services.market.candles import Candles
from services.market.terms import NO_TERMS, MarketTerms
from services.market.view import MarketView, Snapshot
from services.studies.risk_size_facts import (
    MOST_LEVERAGE,
    KellyFacts,
    Liquidation,
    RiskSize,
    RiskSizeAnswer,
    StopFacts,
    Target,
    VolatilitySize,
)
from services.studies.year import bars_a_year
from services.words.numbers import exact, percent

STOP_ATR: Final = 2
"""Average true ranges from entry to stop, where no stop is given."""
TARGETS: Final = (1, 2, 3)
"""Multiples of the risk (R) at which prices are shown."""
KELLY_FRACTION: Final = Decimal("0.25")
KELLY_CAP: Final = Decimal("0.05")
"""A quarter of Kelly's share of equity, and never more than 5 % of it: estimates of an edge are mostly too high."""
VOLATILITY_BARS: Final = 120
USUAL_VOLATILITY: Final = Decimal(20)
LEAST_RETURNS: Final = 30
STILL: Final = 1e-12
"""An average true range of no more than this share of the price is no movement."""
FAR: Final = 10
"""An entry or a stop more than this many times above or below the price is taken for a slip of the pen."""
SHOWN_BARS: Final = 120
AMOUNT_DIGITS, AMOUNT_DECIMALS = 6, 8
PRICE_DIGITS: Final = 10
ZERO: Final = Decimal(0)
ONE: Final = Decimal(1)
CENT: Final = Decimal("0.00000001")


def risk_size(seen: Snapshot, request: RiskSize, terms: MarketTerms = NO_TERMS) -> RiskSizeAnswer:
    """The position that ``request`` asks for, in the market that was ``seen`` and has these ``terms``.

    Raises:
        InvalidRequest: options that do not go together, such as a stop above the entry of a long.
        TooFewBars: a stop is to be set by the average true range, and there is none yet.
    """
    candles = seen.candles
    atr = last_atr(candles.high, candles.low, candles.close)
    trade = _trade(seen, request, atr)
    side = trade.side
    wanted = position_size(request.equity, percent(request.risk), trade)
    allowed = request.equity * (request.leverage or MOST_LEVERAGE) / trade.entry
    if request.leverage is None and wanted > allowed:
        raise InvalidRequest(problems=(_too_near(Decimal(MOST_LEVERAGE)),))
    amount = _amount(min(wanted, allowed))
    if not amount:
        raise InvalidRequest(problems=("equity is too small for this market: the amount comes to nothing",))
    notional = amount * trade.entry
    needed = notional / request.equity
    leverage = request.leverage or max(ONE, needed)
    tiers, by = _tiers(request, terms)
    taker = percent(request.fee) or terms.taker
    _check_leverage(leverage, notional, tiers, taker or ZERO, given=request.leverage is not None)
    lost = trade.risk * amount
    bare = trade.distance * amount
    liquidation = _liquidation(trade, amount, leverage, tiers, taker or ZERO)
    margin = notional / leverage
    ends = margin if liquidation is not None and liquidation.before_stop else lost
    targets = _targets(trade, amount)
    return RiskSizeAnswer(
        as_of=seen.provenance.as_of,
        symbol=candles.symbol,
        provenance=seen.shown(SHOWN_BARS),
        timeframe=candles.timeframe,
        price=seen.price,
        side=side,
        entry=trade.entry,
        at_price=request.entry is None,
        stop=StopFacts(
            price=trade.stop,
            distance=float(trade.stop / trade.entry - 1),
            distance_atr=float(trade.stop - trade.entry) / atr if atr else None,
            by_atr=request.stop is None,
        ),
        equity=request.equity,
        risk_share=float(percent(request.risk)),
        amount=amount,
        notional=_cash(notional),
        cash_at_risk=_cash(lost),
        at_risk_share=float(lost / request.equity),
        loss=_cash(ends),
        loss_share=float(ends / request.equity),
        fees=_cash(trade.fees(trade.stop) * amount) if request.fee else None,
        costs_share=float(1 - bare / lost),
        limited=request.leverage is not None and allowed < wanted,
        leverage_needed_ratio=float(needed),
        leverage_ratio=float(leverage),
        margin=_cash(margin),
        maintenance_rate=float(tier_of(notional, tiers).rate),
        maintenance_by=by,
        taker_rate=None if taker is None else float(taker),
        liquidation=liquidation,
        targets=targets,
        paying=next((target for target in targets if target.gain > 0), None),
        atr=atr,
        volatility=_by_volatility(candles, request, trade.entry, allowed),
        kelly=_by_kelly(request, trade, allowed),
        candles=candles.last(SHOWN_BARS),
    )


def _trade(seen: Snapshot, request: RiskSize, atr: float | None) -> Trade:
    """Entry and stop as they were given, or from the price and the average true range."""
    price = exact(seen.price)
    entry = price if request.entry is None else request.entry
    _check_near("entry", entry, price)
    if request.stop is None:
        stop = _stop_by_atr(seen, entry, atr, request.side or "long")
    else:
        stop = request.stop
        _check_near("stop", stop, price)
        _check_side(request.side, entry, stop)
    return Trade(entry, stop, percent(request.fee), percent(request.slippage))


def _check_near(option: str, given: Decimal, price: Decimal) -> None:
    if not price / FAR <= given <= price * FAR:
        away = f"is more than {FAR} times away from the price, {price:f}"
        raise InvalidRequest(problems=(f"{option} {away}: look whether a digit is missing",))


def _check_side(side: Side | None, entry: Decimal, stop: Decimal) -> None:
    if stop == entry:
        raise InvalidRequest(
            problems=(f"stop must differ from the entry, {entry:f}: without a distance there is no size",)
        )
    if side == "long" and stop > entry:
        raise InvalidRequest(problems=(f"stop must lie below the entry, {entry:f}, for a long",))
    if side == "short" and stop < entry:
        raise InvalidRequest(problems=(f"stop must lie above the entry, {entry:f}, for a short",))


def _stop_by_atr(seen: Snapshot, entry: Decimal, atr: float | None, side: Side) -> Decimal:
    """``STOP_ATR`` average true ranges from ``entry``, with the decimals of the price and enough for the range."""
    if atr is None:
        have, candles = len(seen.candles), seen.candles
        raise TooFewBars(symbol=candles.symbol, timeframe=candles.timeframe, have=have, need=ATR_PERIOD + 1)
    if not atr > STILL * float(entry):
        raise InvalidRequest(
            problems=("stop is needed here: the price has not moved, so no range says how far it goes",)
        )
    away = STOP_ATR * exact(atr)
    places = max(0, 3 - floor(log10(atr)), -int(entry.as_tuple().exponent))
    stop = (entry - away if side == "long" else entry + away).quantize(ONE.scaleb(-places), rounding=ROUND_HALF_EVEN)
    if stop <= 0:
        raise InvalidRequest(problems=("stop is needed here: two average true ranges are more than the whole price",))
    return stop


def _tiers(request: RiskSize, terms: MarketTerms) -> tuple[tuple[MarginTier, ...], Literal["you", "venue", "nobody"]]:
    """What margin must be kept, and who said so."""
    if request.maintenance is not None:
        return (MarginTier(percent(request.maintenance)),), "you"
    return (terms.tiers, "venue") if terms.tiers else (USUAL_TIERS, "nobody")


def _check_leverage(
    leverage: Decimal, notional: Decimal, tiers: tuple[MarginTier, ...], taker: Decimal, *, given: bool
) -> None:
    """Refuse what the exchange would: more leverage than its tier allows, or a margin that is used up at the entry."""
    most = tier_of(notional, tiers).leverage
    if most is not None and leverage > most:
        told = (
            f"leverage must be at most {most.normalize():f} for {notional:,.0f} of position: the exchange takes no more"
        )
        raise InvalidRequest(problems=(told if given else _too_near(most),))
    kept = maintenance_margin(notional, tiers, taker)
    if notional / leverage <= kept:
        fee = f" and a fee of {100 * taker:f}%" if taker else ""
        used = f"a maintenance margin of {100 * tier_of(notional, tiers).rate:f}%{fee} uses all of the margin up"
        below = (notional / kept).quantize(Decimal("0.1"), rounding=ROUND_DOWN)
        raise InvalidRequest(
            problems=(f"leverage must be below {below:f}, where {used}" if given else _too_near(below),)
        )


def _too_near(most: Decimal) -> str:
    wants = f"stop is so near that this risk wants more than {most.normalize():f} times leverage"
    return f"{wants}: move it away, risk less, or give a leverage to stay within"


def _liquidation(
    trade: Trade, amount: Decimal, leverage: Decimal, tiers: tuple[MarginTier, ...], taker: Decimal
) -> Liquidation | None:
    price = liquidation_price(trade.entry, amount, leverage, trade.side, tiers, taker)
    if price is None:
        return None
    digits = max(0, PRICE_DIGITS - 1 - trade.entry.adjusted())
    return Liquidation(
        price=price.quantize(ONE.scaleb(-digits), rounding=ROUND_HALF_EVEN),
        distance=float(price / trade.entry - 1),
        before_stop=price >= trade.stop if trade.side == "long" else price <= trade.stop,
    )


def _targets(trade: Trade, amount: Decimal) -> tuple[Target, ...]:
    found = []
    for multiple in TARGETS:
        price = trade.target(multiple)
        if price is not None:
            distance, gain = float(price / trade.entry - 1), _cash(trade.earned(price) * amount)
            found.append(Target(name=f"{multiple}R", multiple=multiple, price=price, distance=distance, gain=gain))
    return tuple(found)


def _by_volatility(candles: Candles, request: RiskSize, entry: Decimal, allowed: Decimal) -> VolatilitySize | None:
    returns = whole_returns(candles.time, candles.close, candles.bar_ms).values[-VOLATILITY_BARS:]
    realised = volatility(returns, bars_a_year(candles.timeframe)) if len(returns) >= LEAST_RETURNS else 0.0
    if not realised > 0:
        return None
    target = percent(USUAL_VOLATILITY if request.target_volatility is None else request.target_volatility)
    wanted = volatility_size(request.equity, target, exact(realised), entry)
    amount = _amount(min(wanted, allowed))
    return VolatilitySize(
        target_pct=float(target),
        realised_pct=realised,
        bars=len(returns),
        weight=float(amount * entry / request.equity),
        amount=amount,
        notional=_cash(amount * entry),
        limited=allowed < wanted,
        asked=request.target_volatility is not None,
    )


def _by_kelly(request: RiskSize, trade: Trade, allowed: Decimal) -> KellyFacts | None:
    if request.win_rate is None and request.payoff is None:
        return None
    if request.win_rate is None or request.payoff is None:
        missing, given = ("win_rate", "payoff") if request.win_rate is None else ("payoff", "win_rate")
        raise InvalidRequest(problems=(f"{missing} is needed where {given} is given: Kelly's share takes both",))
    full = kelly(percent(request.win_rate), request.payoff)
    used = capped_kelly(full, KELLY_FRACTION, KELLY_CAP)
    wanted = position_size(request.equity, used, trade)
    return KellyFacts(
        win_rate=float(percent(request.win_rate)),
        payoff=float(request.payoff),
        full_share=float(full),
        used_share=float(used),
        amount=_amount(min(wanted, allowed)),
        limited=allowed < wanted,
    )


def _amount(amount: Decimal) -> Decimal:
    return rounded_down(amount, AMOUNT_DIGITS, AMOUNT_DECIMALS)


def _cash(cash: Decimal) -> Decimal:
    return cash.quantize(CENT, rounding=ROUND_HALF_EVEN)


@answers(RiskSize)
async def answer_risk_size(request: RiskSize, market: MarketView) -> RiskSizeAnswer:
    """How large a position may be, beside the newest price.

    Raises:
        InvalidRequest: options that do not go together.
        TooFewBars: a stop was to be set by an average true range, and too few bars had closed for one.
    """
    seen, terms = await asyncio.gather(
        market.snapshot(request.symbol, request.timeframe, SETTLED_BARS), market.margin_terms(request.symbol)
    )
    return risk_size(seen, request, terms)
