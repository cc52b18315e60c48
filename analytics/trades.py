"""How well a run of closed trades did, and how much of that chance would do as well.

``results`` have shape (k,): what each trade earned after costs, in cash or in multiples of its risk. A trade that came
out even is neither won nor lost, and counts as a trade. Undefined is nan.
"""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Final

import numpy as np

from analytics.bars import Floats

LEAST_FOR_MEAN: Final = 10
"""Of fewer trades no interval of the mean is told."""
_SURE: Final = NormalDist().inv_cdf(0.975)
"""Of a normal distribution 95 % lie within so many standard deviations."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Such intervals hold the true value in 95 of 100 cases, were the trades alike and none hung on another."""

    low: float
    high: float


def win_rate(results: Floats) -> float:
    """The share of all trades that won. (quantstats' own is of bars, and leaves out those that came out even.)"""
    return float(np.mean(results > 0)) if _countable(results) else float("nan")


def win_interval(won: int, trades: int) -> Interval | None:
    """Wilson's interval of a share of ``trades`` that won; ``None`` of none.

    Source: E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference, JASA 22 (1927).
    """
    if not trades:
        return None
    share, z2 = won / trades, _SURE**2 / trades
    middle = (share + z2 / 2) / (1 + z2)
    reach = sqrt(z2 * (share * (1 - share) + z2 / 4)) / (1 + z2)
    return Interval(max(0.0, middle - reach), min(1.0, middle + reach))


def coin_chance(won: int, decided: int) -> float:
    """How often ``decided`` tosses of a fair coin come up heads at least ``won`` times; nan of no tosses."""
    if decided < 1:
        return float("nan")
    ways = term = 1  # of those that lose at most ``decided − won`` times
    for lost in range(1, decided - won + 1):
        term = term * (decided - lost + 1) // lost
        ways += term
    return float(ways / 2**decided)


def profit_factor(results: Floats) -> float:
    """What the winners earned over what the losers lost; nan without losers."""
    if not _countable(results):
        return float("nan")
    lost = float(-np.minimum(results, 0.0).sum())
    return float(np.maximum(results, 0.0).sum()) / lost if lost > 0 else float("nan")


def payoff_ratio(results: Floats) -> float:
    """The mean winner over the mean loser's size; nan without one of both."""
    won, lost = results[results > 0], results[results < 0]
    if not _countable(results) or not len(won) or not len(lost):
        return float("nan")
    return float(np.mean(won)) / float(-np.mean(lost))


def expectancy(results: Floats) -> float:
    """What a trade earned on average, in the unit of ``results``."""
    return float(np.mean(results)) if _countable(results) else float("nan")


def expectancy_interval(results: Floats) -> Interval | None:
    """Student's interval of the mean; ``None`` of fewer than ``LEAST_FOR_MEAN``.

    mean ± t · s / √k, with t of k − 1 degrees of freedom after Abramowitz and Stegun 26.7.5, here right to four digits.
    """
    if len(results) < LEAST_FOR_MEAN or not _countable(results):
        return None
    mean, spread = float(np.mean(results)), float(np.std(results, ddof=1))
    reach = _student(len(results) - 1) * spread / sqrt(len(results))
    return Interval(mean - reach, mean + reach)


def longest_losing_streak(results: Floats) -> int:
    """The most trades in a row, in their order, that lost."""
    longest = run = 0
    for lost in results < 0:
        run = run + 1 if lost else 0
        longest = max(longest, run)
    return longest


def _student(freedom: int) -> float:
    """The 97.5 % quantile of Student's t."""
    z, n = _SURE, float(freedom)
    return (
        z
        + (z**3 + z) / (4 * n)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * n**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * n**3)
    )


def _countable(results: Floats) -> bool:
    return bool(len(results)) and bool(np.isfinite(results).all())
