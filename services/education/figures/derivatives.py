"""Figures of the track on derivatives and options."""

from decimal import Decimal
from typing import Literal

import numpy as np

from analytics.bars import Bars
from analytics.options import Kind, Leg, Modelled, Option, black_scholes, put_from_call, usual_move
from analytics.position import MarginTier, Side, liquidation_price, maintenance_margin
from analytics.trading.instrument import Instrument
from analytics.trading.margin import Settlement, funding
from analytics.trading.positions import Position
from services.education.figures import figure
from services.education.figures._alike import first, share
from services.words.numbers import exact

_ZERO = Decimal(0)


def _held(side: Side, amount: float, entry: float) -> Position:
    """A position without leverage."""
    signed = exact(amount) if side == "long" else -exact(amount)
    cost = exact(amount) * exact(entry)
    return Position("BTC/USDT:USDT", 0, amount=signed, cost=cost, margin=cost)


def _instrument() -> Instrument:
    """A linear perpetual that asks for no maintenance margin."""
    step = Decimal("0.01")
    return Instrument(
        "BTC/USDT:USDT", "BTC", "USDT", "perpetual", step, step, step, step, _ZERO, _ZERO, tiers=(MarginTier(_ZERO),)
    )


# --- futures and perpetuals


@figure
def linear_gain(side: Side, amount: float, entry: float, closed: float) -> float:
    """What a linear contract earned before costs (``analytics.trading.positions``)."""
    return float(_held(side, amount, entry).gain(exact(closed)))


@figure
def basis_a_year(future: float, spot: float, days: float) -> float:
    """The basis of a dated future in per cent a year, without compounding: (future ÷ spot − 1) · 365 ÷ days."""
    return (future / spot - 1) * 365 / days * 100


@figure
def best_close_of_short(bars: Bars, entered: int) -> int:
    """The bar after ``entered`` at whose close a linear short has earned most."""
    return entered + 1 + int(np.argmin(bars.close[entered + 1 :]))


# --- funding


@figure
def funding_paid(side: Side, amount: float, mark: float, rate_percent: float) -> float:
    """What a position pays at a settlement of funding, below zero what it receives (``analytics.trading.margin``)."""
    paid = funding(_held(side, amount, mark), _instrument(), Settlement(0, share(rate_percent), exact(mark)))
    return float(paid)


@figure
def funding_a_year(rate_percent: float, hours: float) -> float:
    """A funding rate every ``hours``, in per cent a year, without compounding."""
    return rate_percent * 24 / hours * 365


@figure
def funding_of_margin(rate_percent: float, hours: float, days: float, leverage: float) -> float:
    """The part of the first margin that funding takes in ``days`` at an unchanged price, in per cent."""
    return rate_percent * 24 / hours * days * leverage


@figure
def who_pays_funding(bars: Bars, index: float, last: int) -> Literal["longs pay", "shorts pay"]:
    """Who pays, by the mean premium of the ``last`` closes over the index (without the interest that venues add)."""
    return "longs pay" if float(np.mean(bars.close[-last:])) > index else "shorts pay"


# --- liquidation


def _liquidated(entry: float, leverage: float, maintenance_percent: float, side: Side) -> float:
    tiers = (MarginTier(share(maintenance_percent)),)
    price = liquidation_price(exact(entry), Decimal(1), exact(leverage), side, tiers, _ZERO)
    return float("nan") if price is None else float(price)


@figure
def liquidated_at_price(side: Side, entry: float, leverage: float, maintenance_percent: float) -> float:
    """The liquidation price of an isolated linear position; ``maintenance_percent`` with the closing fee
    (``analytics.position``)."""
    return _liquidated(entry, leverage, maintenance_percent, side)


@figure
def first_liquidated_bar(bars: Bars, entered: int, leverage: float, maintenance_percent: float) -> int:
    """The first bar after ``entered`` whose low reaches the liquidation price of a long from its close."""
    price = _liquidated(float(bars.close[entered]), leverage, maintenance_percent, "long")
    return first(bars.low <= price, entered)


@figure
def stop_before_liquidation(
    bars: Bars, since: int, leverage: float, maintenance_percent: float, side: Side
) -> tuple[float, float]:
    """Where a stop of a position entered at the last close does its work: beyond the extreme since the bar ``since``,
    and before the liquidation price."""
    liquidated = _liquidated(float(bars.close[-1]), leverage, maintenance_percent, side)
    if side == "long":
        return liquidated, float(np.min(bars.low[since:]))
    return float(np.max(bars.high[since:])), liquidated


# --- margin

TIERS = (
    MarginTier(Decimal("0.005"), Decimal(50_000)),
    MarginTier(Decimal("0.01"), Decimal(200_000)),
    MarginTier(Decimal("0.02")),
)
"""Those of the lesson."""


@figure
def tiered_maintenance(value: float) -> float:
    """The maintenance margin by the tiers of the lesson, of each part its rate (``analytics.position``)."""
    return float(maintenance_margin(exact(value), TIERS, _ZERO))


@figure
def margin_ratio(maintenance: float, margin: float, gain: float) -> float:
    """Maintenance margin over what is left of the margin, in per cent; at 100 the position is liquidated."""
    return maintenance / (margin + gain) * 100


@figure
def leverage_left(amount: float, mark: float, margin: float, gain: float) -> float:
    """The value of a position over what is left of its margin."""
    return amount * mark / (margin + gain)


# --- options at their end


@figure
def option_break_even(kind: Kind, strike: float, premium: float) -> float:
    """Where buyer and seller of an option have gained nothing at its end (``analytics.options``)."""
    return Option(kind, strike).break_even(premium)


@figure
def option_worth(kind: Kind, strike: float, price: float) -> float:
    """What an option pays at its end (``analytics.options``)."""
    return Option(kind, strike).worth_at_end(price)


@figure
def ends_in_the_money(bars: Bars, call_strike: float, put_strike: float) -> Literal["call", "put", "both", "none"]:
    """Which of a call and a put pays at the last close."""
    call = Option("call", call_strike).worth_at_end(float(bars.close[-1])) > 0
    put = Option("put", put_strike).worth_at_end(float(bars.close[-1])) > 0
    if call and put:
        return "both"
    if call:
        return "call"
    return "put" if put else "none"


@figure
def option_profit(side: Side, kind: Kind, strike: float, premium: float, amount: float, price: float) -> float:
    """What an option position has earned at its end, before costs (``analytics.options``)."""
    return Leg(Option(kind, strike), side, premium, amount).profit_at_end(price)


@figure
def covered_call_profit(bought: float, strike: float, premium: float, price: float) -> float:
    """A coin and a call sold on it, together, at the call's end (``analytics.options``)."""
    sold = Leg(Option("call", strike), "short", premium)
    return float(_held("long", 1, bought).gain(exact(price))) + sold.profit_at_end(price)


@figure
def best_end_of_straddle(bars: Bars, bought: int) -> int:
    """The bar after ``bought`` at whose close a call and a put struck at the close of ``bought`` pay most together."""
    strike = float(bars.close[bought])
    both = [
        Option("call", strike).worth_at_end(price) + Option("put", strike).worth_at_end(price)
        for price in bars.close[bought + 1 :].tolist()
    ]
    return bought + 1 + int(np.argmax(both))


# --- options before their end


@figure
def time_value(kind: Kind, strike: float, price: float, premium: float) -> float:
    """What of a premium is paid for the time left (``analytics.options``)."""
    return Option(kind, strike).time_value(price, premium)


@figure
def usual_price_move(price: float, volatility_percent: float, days: float) -> float:
    """One standard deviation of the price after ``days`` (``analytics.options``)."""
    return usual_move(price, volatility_percent / 100, days)


@figure
def first_close_beyond_usual(bars: Bars, start: int, volatility_percent: float, days: float) -> int:
    """The first bar after ``start`` that closes farther from its close than the usual move of ``days``."""
    price = float(bars.close[start])
    return first(np.abs(bars.close - price) > usual_move(price, volatility_percent / 100, days), start)


@figure
def put_by_parity(call: float, strike: float, price: float) -> float:
    """What a put costs beside a call of the same strike and end, without interest (``analytics.options``)."""
    return put_from_call(call, strike, price)


def _at_the_money(price: float, volatility_percent: float, days: float) -> Modelled:
    """A call struck at the price, without interest."""
    return black_scholes(Option("call", price), price, days / 365, volatility_percent / 100)


@figure
def at_the_money_value(price: float, volatility_percent: float, days: float) -> float:
    """What a call at the money is worth by the model (``analytics.options``)."""
    return _at_the_money(price, volatility_percent, days).value


@figure
def value_left(days: float, left: float, volatility_percent: float) -> float:
    """How much of an option at the money is left, in per cent, once of ``days`` so many are (``analytics.options``)."""
    first, then = (_at_the_money(100, volatility_percent, each).value for each in (days, left))
    return then / first * 100


@figure
def theta_at_the_money(price: float, volatility_percent: float, days: float) -> float:
    """What a day takes from a call at the money (``analytics.options``)."""
    return -_at_the_money(price, volatility_percent, days).theta


@figure
def vega_loss(price: float, days: float, points: float, volatility_percent: float) -> float:
    """What a call at the money loses with ``points`` of volatility, by its vega (``analytics.options``)."""
    return _at_the_money(price, volatility_percent, days).vega * points


@figure
def delta_move(delta: float, amount: float, move: float) -> float:
    """What options gain by a small ``move`` of the price: delta · amount · move."""
    return delta * amount * move


@figure
def greeks_move(delta: float, gamma: float, theta: float, move: float, days: float) -> float:
    """What an option gains by a move and the days it took: delta · move + ½ gamma · move² + theta · days."""
    return delta * move + gamma * move**2 / 2 + theta * days


@figure
def delta_hedge(delta: float, amount: float) -> float:
    """How many coins to hold beside options so that a small move changes nothing; below zero: to sell."""
    return -delta * amount
