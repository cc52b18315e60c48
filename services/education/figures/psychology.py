"""Figures of the track on psychology: plans, stops that were not there, losers held, size after a loss, chasing, the
journal, and how sure one is."""

import numpy as np

from analytics.bars import Bars
from analytics.calibration import brier
from analytics.indicators.averages import sma
from analytics.trades import expectancy, payoff_ratio, profit_factor, win_rate
from analytics.volatility import atr as average_true_range
from services.education.figures import figure
from services.education.figures._alike import first, numbers
from services.education.figures.markets import eaten_by_costs
from services.education.figures.risk import r_multiple

MEAN_OF = 20
"""Closes in the mean that a price is held against."""


# --- plans and stops --------------------------------------------------------------------------------------------------


@figure
def first_close_under(bars: Bars, price: float, after: int) -> int:
    """The first bar after bar ``after`` that closes below ``price``."""
    return first(bars.close < price, after)


@figure
def first_touch_of(bars: Bars, price: float, after: int) -> int:
    """The first bar after bar ``after`` whose low is at ``price`` or below."""
    return first(bars.low <= price, after)


@figure
def which_first(bars: Bars, after: int, stop: float, target: float) -> str:
    """What a long reaches first after bar ``after``; a bar that has both counts as the stop, as on paper."""
    out, gained = (
        first(hit, after) if hit[after + 1 :].any() else len(bars) for hit in (bars.low <= stop, bars.high >= target)
    )
    if out == gained:
        return "neither" if out == len(bars) else "stop"
    return "stop" if out < gained else "target"


@figure
def times_risk(entry: float, stop: float, closed: float) -> float:
    """How many times what the stop would have lost a trade lost that was closed at ``closed``."""
    return -r_multiple(entry, stop, closed)


# --- holding and cutting ----------------------------------------------------------------------------------------------


@figure
def held_ratio(losers: str, winners: str) -> float:
    """How many times as long as winners losers were held on average, of the hours of each."""
    return float(np.mean(numbers(losers)) / np.mean(numbers(winners)))


@figure
def payoff_of(results: str) -> float:
    """The mean winner over the mean loser's size (``analytics.trades``)."""
    return payoff_ratio(numbers(results))


@figure
def mean_of_both(chance_percent: float, better: float, worse: float) -> float:
    """What waiting comes to on average where ``better`` is lost with a chance of ``chance_percent``, and otherwise
    ``worse``."""
    chance = chance_percent / 100
    return chance * better + (1 - chance) * worse


# --- size after a loss ------------------------------------------------------------------------------------------------


@figure
def doubled_stake(first: float, losses: int) -> float:
    """The stake after so many losses of somebody who doubles it after each."""
    return first * 2.0**losses


@figure
def doubled_lost(first: float, losses: int) -> float:
    """What so many losses in a row cost who doubles the stake after each."""
    return float(sum(first * 2.0**at for at in range(losses)))


@figure
def days_result(stakes: str, results: str) -> float:
    """What trades with ``stakes`` (cash at the stop) and ``results`` (in R) bring together."""
    return float((numbers(stakes) * numbers(results)).sum())


# --- chasing ----------------------------------------------------------------------------------------------------------


@figure
def stretch_in_atr(price: float, mean: float, atr: float) -> float:
    """How many average true ranges ``price`` is above ``mean``."""
    return (price - mean) / atr


@figure
def most_stretched(bars: Bars, among: str) -> int:
    """Of the bars ``among`` the one whose close is furthest above the mean of ``MEAN_OF`` closes, in average true
    ranges of its own (``analytics.volatility``)."""
    away = (bars.close - sma(bars.close, MEAN_OF)) / average_true_range(bars.high, bars.low, bars.close)
    return int(max(numbers(among), key=lambda at: away[int(at)]))


# --- the journal ------------------------------------------------------------------------------------------------------


@figure
def won_percent_of(results: str) -> float:
    """How many percent of the trades won."""
    return 100 * win_rate(numbers(results))


@figure
def profit_factor_of(results: str) -> float:
    """What winners earned over what losers lost."""
    return profit_factor(numbers(results))


@figure
def mean_in_r(results: str) -> float:
    """What a trade brought on average, in R."""
    return expectancy(numbers(results))


# --- judging ----------------------------------------------------------------------------------------------------------


@figure
def worth_of_bet(chance_percent: float, win: float, loss: float) -> float:
    """What a bet is worth before it is decided."""
    return mean_of_both(chance_percent, win, -loss)


@figure
def top_known_at(bars: Bars, top: int, back_percent: float) -> int:
    """The first bar that closes ``back_percent`` below the high of the bar ``top``: there that turn is known."""
    return first(bars.close <= bars.high[top] * (1 - back_percent / 100), top)


@figure
def brier_of_calls(said: str, came: str) -> float:
    """The Brier score of calls ``said`` in percent, of what ``came`` (1) or did not (0) (``analytics.calibration``)."""
    return brier(numbers(said) / 100, numbers(came)) or 0.0


@figure
def said_too_much(said_percent: float, right: int, of: int) -> float:
    """By how many percentage points somebody was surer than they were right."""
    return said_percent - 100 * right / of


@figure
def cost_percent(trades: int, fee_percent: float) -> float:
    """How many percent of an account go to fees that is bought and sold whole so many times: a fee on the way in and
    one on the way out, each of what is there."""
    return eaten_by_costs(fee_percent, 2 * trades)
