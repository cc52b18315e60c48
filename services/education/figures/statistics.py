"""Figures of the track on statistics, backtests and chance."""

from math import sqrt

import numpy as np

from analytics.bars import Bars
from analytics.event_study import SEEN
from analytics.multiple_testing import benjamini_hochberg
from analytics.position import Trade
from analytics.swings import Pivot, fractals
from analytics.trades import coin_chance
from services.education.figures import figure
from services.education.figures._alike import first, numbers, share, usual_range
from services.words.numbers import exact

# --- luck


@figure
def chance_of_heads(won: int, tosses: int) -> float:
    """How often a coin comes up heads at least ``won`` times, in per cent (``analytics.trades``)."""
    return coin_chance(won, tosses) * 100


@figure
def error_of_mean(spread: float, trades: int) -> float:
    """The standard error of a mean: standard deviation ÷ √n."""
    return spread / sqrt(trades)


@figure
def error_of_share(share_percent: float, tries: int) -> float:
    """The standard error of a share in percentage points: √(p · (1 − p) ÷ n)."""
    share = share_percent / 100
    return sqrt(share * (1 - share) / tries) * 100


@figure
def trades_to_tell(spread: float, edge: float) -> float:
    """After how many trades a mean is twice its standard error: (2 · spread ÷ edge)²."""
    return (2 * spread / edge) ** 2


@figure
def edge_seen(trades: int, spread: float) -> float:
    """The mean that is found at 5 % in 80 of 100 cases (``SEEN`` of ``analytics.event_study`` standard errors)."""
    return SEEN * error_of_mean(spread, trades)


@figure
def longest_run(bars: Bars) -> str:
    """The most candles in a row that close on the same side of their open."""
    rises = bars.close > bars.open
    longest = run = 1
    for at in range(1, len(rises)):
        run = run + 1 if rises[at] == rises[at - 1] else 1
        longest = max(longest, run)
    return str(longest)


# --- base rates


@figure
def share_of_rising(bars: Bars) -> float:
    """The part of the candles that close above their open, in per cent."""
    return float(np.mean(bars.close > bars.open)) * 100


@figure
def chance_after_signal(base_percent: float, called_percent: float, false_percent: float) -> float:
    """How often the thing comes after its signal, in per cent, by Bayes: of all signals the part that are right."""
    base = base_percent / 100
    right, wrong = base * called_percent, (1 - base) * false_percent
    return right / (right + wrong) * 100


@figure
def added_points(cases: int, rose: int, base_percent: float) -> float:
    """The share of ``cases`` that rose, less how often it rose anyway, in percentage points."""
    return rose / cases * 100 - base_percent


# --- backtests and look-ahead


@figure
def after_costs(gross_percent: float, fee_percent: float, slippage_percent: float) -> float:
    """What a trade keeps of its mean gain, in per cent: fee and slippage are due on the way in and on the way out."""
    return gross_percent - 2 * (fee_percent + slippage_percent)


@figure
def r_after_costs(entry: float, stop: float, closed: float, fee_percent: float) -> float:
    """What a trade earned after fees, in multiples of the distance to its stop (``analytics.position``)."""
    trade = Trade(exact(entry), exact(stop), fee=share(fee_percent))
    return float(trade.earned(exact(closed)) / trade.distance)


@figure
def first_entry(bars: Bars, above: float) -> int:
    """The bar at whose open a rule buys that waits for a close above a price."""
    return first(bars.close > above) + 1


def _lows(bars: Bars, wing: int) -> list[Pivot]:
    return [pivot for pivot in fractals(bars.high, bars.low, wing=wing) if pivot.kind == "low"]


@figure
def low_known_at(bars: Bars, low: int, wing: int) -> int:
    """The bar at whose close the swing low of the bar ``low`` is known (``analytics.swings``)."""
    return next(pivot.known for pivot in _lows(bars, wing) if pivot.bar == low)


@figure
def known_after_hours(wing: int, hours: float) -> float:
    """How long after its own close a swing low with ``wing`` bars on each side is known."""
    return wing * hours


@figure
def below_known_low(bars: Bars, wing: int) -> tuple[float, float]:
    """From the newest swing low that is known at the last close to an average true range of 14 below it."""
    low = max(_lows(bars, wing), key=lambda pivot: pivot.bar).price
    return low - usual_range(bars), low


# --- many tries


@figure
def any_by_chance(tries: int, level_percent: float) -> float:
    """How likely at least one of ``tries`` independent tests passes by chance, in per cent: 1 − (1 − level)ⁿ."""
    return (1 - (1 - level_percent / 100) ** tries) * 100


@figure
def passes_by_chance(tries: int, level_percent: float) -> float:
    """How many of ``tries`` tests pass by chance on average."""
    return tries * level_percent / 100


@figure
def bonferroni(tries: int, level_percent: float) -> float:
    """The limit for each of ``tries`` tests, in per cent."""
    return level_percent / tries


@figure
def discoveries(p_values: str, rate_percent: float) -> int:
    """How many stay once all are counted, at that rate of false ones (``analytics.multiple_testing``)."""
    return sum(q <= rate_percent / 100 for q in benjamini_hochberg(numbers(p_values).tolist()))


# --- survivors


@figure
def mean_of_all(coins: int, gone: int, gain_percent: float) -> float:
    """What equal money in all earned, in per cent, where those that are gone lost all of it."""
    return ((coins - gone) * gain_percent - gone * 100) / coins


@figure
def lucky_ones(traders: int, years: int) -> float:
    """How many of ``traders`` who toss coins win in each of ``years`` (``analytics.trades``)."""
    return traders * coin_chance(years, years)


@figure
def lost_to_the_end(bars: Bars) -> float:
    """What somebody lost from the first close to the last one, in per cent."""
    return (1 - float(bars.close[-1] / bars.close[0])) * 100


# --- the sky


@figure
def higher_after(bars: Bars, moons: str, ahead: int) -> str:
    """After how many of the bars ``moons`` the close was higher ``ahead`` bars later."""
    return str(sum(bool(bars.close[int(bar) + ahead] > bars.close[int(bar)]) for bar in numbers(moons)))


@figure
def expected_coincidences(events: int, lasts: float, every: float) -> float:
    """How many of ``events`` fall by chance into something that lasts so many days in ``every`` so many."""
    return events * lasts / every
