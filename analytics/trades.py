"""How well a run of closed trades did.

``results`` have shape (k,): what each trade earned after costs, in cash or in multiples of its risk. A trade that came
out even is neither won nor lost, and counts as a trade. Undefined is nan.
"""

import numpy as np
from numpy.typing import NDArray

from analytics.bars import Floats


def win_rate(results: Floats) -> float:
    """The share of all trades that won. (quantstats' own is of bars, and leaves out those that came out even.)"""
    return float(np.mean(results > 0)) if _countable(results) else float("nan")


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


def r_multiples(results: Floats, risks: Floats) -> Floats:
    """Each result in multiples of what that trade risked (above zero): shape (k,); nan where the risk is not.

    Source: Van K. Tharp, Trade Your Way to Financial Freedom (1998).
    """
    found = np.full(len(results), np.nan)
    np.divide(results, risks, out=found, where=risks > 0)
    return found


def exposure(opened: NDArray[np.int64], closed: NDArray[np.int64], bars: int) -> float:
    """The share of ``bars`` bars in which at least one trade was open; nan of no bars.

    Trade i is in the market from the close of the bar ``opened[i]`` to that of ``closed[i]``, which is not before: it
    counts for the bars after the former, up to the latter.
    """
    if bars <= 0:
        return float("nan")
    steps = np.zeros(bars + 1, dtype=np.int64)
    np.add.at(steps, np.clip(opened + 1, 0, bars), 1)
    np.add.at(steps, np.clip(closed + 1, 0, bars), -1)
    return float(np.mean(np.cumsum(steps[:bars]) > 0))


def _countable(results: Floats) -> bool:
    return bool(len(results)) and bool(np.isfinite(results).all())
