"""Figures of the track on risk: stops, size, R, falls, streaks, how much to bet, and bad days."""

from decimal import Decimal

import numpy as np

from analytics.bars import Bars
from analytics.correlation import independent_bets
from analytics.performance import equity_of, max_drawdown
from analytics.position import ZERO, Trade, capped_kelly, kelly
from analytics.position import position_size as size_of
from analytics.returns import horizon_returns
from analytics.risk import historical
from analytics.swings import Pivot, zigzag
from analytics.trades import expectancy, longest_losing_streak
from analytics.trading.plan_course import Plan, followed
from services.education.figures import figure
from services.education.figures._alike import first, numbers, share
from services.words.numbers import exact

# --- stops ------------------------------------------------------------------------------------------------------------


@figure
def last_low_turn(bars: Bars) -> float:
    """The price of the newest low turn (``analytics.swings.zigzag``)."""
    return _turns(bars, "low")[-1].price


@figure
def stop_under_last_turn(bars: Bars) -> tuple[float, float]:
    """For a long in rising lows: between the low turn before the newest one and the newest one."""
    before, newest = _turns(bars, "low")[-2:]
    return before.price, newest.price


@figure
def stop_over_last_turn(bars: Bars) -> tuple[float, float]:
    """For a short in falling highs: between the newest high turn and the one before it."""
    before, newest = _turns(bars, "high")[-2:]
    return newest.price, before.price


@figure
def stop_by_atr(entry: float, atr: float, multiple: float) -> float:
    """The stop of a long that is ``multiple`` average true ranges away."""
    return entry - multiple * atr


@figure
def long_out_at(bars: Bars, stop: float) -> float:
    """Where a long from the first open is out that has a ``stop``, as the desk fills it on paper
    (``analytics.trading.plan_course``): at the stop, or at the open of a bar that opens beyond it."""
    plan = Plan(1, float(bars.open[0]), stop, float("inf"), at_once=True)
    came = followed(plan, bars).r
    return plan.entry if came is None else round(plan.entry + came * plan.risk, 8)


def _turns(bars: Bars, kind: str) -> list[Pivot]:
    return [pivot for pivot in zigzag(bars.high, bars.low, bars.close) if pivot.kind == kind]


# --- size -------------------------------------------------------------------------------------------------------------


@figure
def position_size(equity: float, risk_percent: float, entry: float, stop: float) -> float:
    """The amount that loses ``risk_percent`` of ``equity`` at the stop, before costs (``analytics.position``)."""
    return size_with_fees(equity, risk_percent, entry, stop, 0)


@figure
def size_with_fees(equity: float, risk_percent: float, entry: float, stop: float, fee_percent: float) -> float:
    """The same, with a fee of ``fee_percent`` of each fill's value counted into what one coin loses."""
    trade = Trade(exact(entry), exact(stop), fee=share(fee_percent))
    return float(size_of(exact(equity), share(risk_percent), trade))


@figure
def notional_share(risk_percent: float, entry: float, stop: float) -> float:
    """What the position is worth, in percent of the account, that loses ``risk_percent`` of it at the stop."""
    return float(size_of(Decimal(100), share(risk_percent), Trade(exact(entry), exact(stop))) * exact(entry))


# --- R and expectancy -------------------------------------------------------------------------------------------------


@figure
def r_multiple(entry: float, stop: float, closed: float) -> float:
    """The result of a trade closed at ``closed``, in what its stop would have lost, before costs."""
    trade = Trade(exact(entry), exact(stop))
    return float(trade.earned(exact(closed)) / trade.risk)


@figure
def first_at_multiple(bars: Bars, entry: float, stop: float, multiple: int, after: int) -> int:
    """The first bar after bar ``after`` whose high is at the price ``multiple`` R above the entry."""
    target = Trade(exact(entry), exact(stop)).target(multiple)
    return first(bars.high >= float(target or ZERO), after)


@figure
def expectancy_in_r(won_percent: int, win: float, loss: float) -> float:
    """What a trade brings on average of which ``won_percent`` of a hundred win ``win`` and the others lose ``loss``
    (``analytics.trades``)."""
    return expectancy(np.repeat([win, -loss], [won_percent, 100 - won_percent]))


@figure
def break_even_percent(win: float, loss: float) -> float:
    """How many of a hundred trades must win for nothing to be lost or won: loss / (win + loss)."""
    return 100 * loss / (win + loss)


# --- falls ------------------------------------------------------------------------------------------------------------


@figure
def fall_percent(course: str) -> float:
    """The deepest fall of an account that was worth ``course``, in percent of the high before it
    (``analytics.performance``)."""
    found = max_drawdown(numbers(course))
    return 0.0 if found is None else -100 * found.depth


@figure
def deepest_low(bars: Bars) -> int:
    """The bar with whose close the deepest fall from a highest close ends."""
    found = max_drawdown(bars.close)
    return -1 if found is None else found.trough


@figure
def fall_begins(bars: Bars) -> int:
    """The bar with the highest close that the deepest fall is counted from."""
    found = max_drawdown(bars.close)
    return -1 if found is None else found.peak


@figure
def gain_to_recover(fall: float) -> float:
    """The gain, in percent, that makes a fall of ``fall`` percent good: 1 / (1 − fall) − 1."""
    return 100 * (1 / (1 - fall / 100) - 1)


# --- streaks ----------------------------------------------------------------------------------------------------------


@figure
def left_after_losses(equity: float, risk_percent: float, losses: int) -> float:
    """What is left of ``equity`` after so many losses in a row, each ``risk_percent`` of what was left before it."""
    return equity * float(equity_of(np.full(losses, -risk_percent / 100))[-1])


@figure
def all_lose_percent(won_percent: float, trades: int) -> float:
    """How likely, in percent, ``trades`` in a row all lose, none of which hangs on another."""
    return float(100 * (1 - won_percent / 100) ** trades)


@figure
def streak_ends(bars: Bars) -> int:
    """The last candle of the longest run of candles that close below their open."""
    results = bars.close - bars.open
    longest = longest_losing_streak(results)
    return next(at for at in range(longest - 1, len(bars)) if longest_losing_streak(results[: at + 1]) == longest)


# --- how much to bet --------------------------------------------------------------------------------------------------


@figure
def kelly_percent(won_percent: float, payoff: float) -> float:
    """The full Kelly share, in percent (``analytics.position``)."""
    return float(100 * kelly(share(won_percent), exact(payoff)))


@figure
def kelly_part(won_percent: float, payoff: float, part: float) -> float:
    """``part`` of the full Kelly share, in percent."""
    return float(100 * capped_kelly(kelly(share(won_percent), exact(payoff)), exact(part), Decimal(1)))


@figure
def after_win_and_loss(share: float, payoff: float) -> float:
    """What is left of 100 that won once and lost once, ``share`` percent of what was there each time, with a win of
    ``payoff`` times the stake."""
    stake = share / 100
    return 100 * float(equity_of(np.array([stake * payoff, -stake]))[-1])


# --- together ---------------------------------------------------------------------------------------------------------


@figure
def bets_of_alike(markets: int, correlation: float) -> float:
    """How many independent bets an equal risk in ``markets`` is, each pair of which is correlated alike
    (``analytics.correlation``)."""
    table = np.full((markets, markets), correlation)
    np.fill_diagonal(table, 1.0)
    return independent_bets(table) or float("nan")


@figure
def risk_of_all(equity: float, risk_percent: float, positions: int) -> float:
    """What is lost where all stops are hit, each of which risks ``risk_percent`` of ``equity``."""
    return equity * risk_percent / 100 * positions


# --- bad days ---------------------------------------------------------------------------------------------------------


@figure
def crossed_days(days: int, sure: float) -> float:
    """On how many of ``days`` a value at risk that is ``sure`` percent sure is crossed on average."""
    return days * (100 - sure) / 100


@figure
def shortfall_percent(worst: str) -> float:
    """The mean loss, in percent, beyond a value at risk of 95 %, of a hundred days of which the ``worst`` lost so much
    and all others were even (``analytics.risk``)."""
    losses = numbers(worst)
    returns = np.concatenate((-losses, np.zeros(100 - len(losses))))
    return -historical(returns, 0.05).expected_shortfall


@figure
def worst_days_bar(bars: Bars) -> int:
    """The bar whose close is furthest below the one before, as a share of it."""
    return 1 + int(np.argmin(horizon_returns(bars.close)))
