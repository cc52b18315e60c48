"""How markets move together."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.bars import Bars, Floats, bars_passed
from analytics.rolling import after, windows

CONFIDENCE: Final = 0.95


@dataclass(frozen=True, slots=True, eq=False)
class Together:
    """Returns of k markets over the same n bars.

    ``returns`` (n, k) are the logarithmic returns of the bars that opened at ``time`` (n,). ``left_out`` (k,) is how
    many returns of each market have no counterpart in the others.
    """

    time: NDArray[np.int64]
    returns: Floats
    left_out: tuple[int, ...]


def together(markets: Sequence[Bars]) -> Together:
    """The returns of ``markets`` (at least one, of one timeframe) that all of them have.

    A return of a bar is that from the close of the bar before. After a hole in a market there is none, since it would
    span more than one bar; a bar that is missing in one market counts in none.
    """
    times, logs = [], []
    for bars in markets:
        move = np.diff(np.log(bars.close))
        kept = np.isfinite(move) & (bars_passed(bars.time, bars.bar_ms)[1:] == 1)
        times.append(bars.time[1:][kept])
        logs.append(move[kept])
    common = times[0]
    for time in times[1:]:
        common = np.intersect1d(common, time, assume_unique=True)
    columns = [move[np.searchsorted(time, common)] for time, move in zip(times, logs, strict=True)]
    return Together(common, np.column_stack(columns), tuple(len(time) - len(common) for time in times))


def pearson(returns: Floats) -> Floats:
    """Correlations of the columns of ``returns`` (n, k), a symmetric (k, k) of −1 to 1 with ones on its diagonal.

    nan for a column that never changes, its own place included, and where there are fewer than two rows.
    """
    n, k = returns.shape
    found = np.full((k, k), np.nan)
    if n < 2:
        return found
    moved = np.flatnonzero(returns.max(axis=0) > returns.min(axis=0))
    apart = returns[:, moved] - returns[:, moved].mean(axis=0)
    apart /= np.abs(apart).max(axis=0, initial=0.0)
    unit = apart / np.sqrt((apart**2).sum(axis=0))
    found[np.ix_(moved, moved)] = np.clip(unit.T @ unit, -1.0, 1.0)
    found[moved, moved] = 1.0
    return found


def spearman(returns: Floats) -> Floats:
    """Pearson's correlations of the ranks, equal values sharing the mean of theirs: how far two move in the same order,
    however large the moves. Otherwise as ``pearson``.
    """
    return pearson(np.column_stack([_ranks(column) for column in returns.T]))


def _ranks(values: Floats) -> Floats:
    _, at, count = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(count) - (count - 1) / 2)[at]


def interval(correlation: float, count: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Between which bounds the true correlation lies with ``confidence``, for ``count`` pairs; nan for fewer than four.

    tanh(artanh r ± z / √(n − 3)), after R. Fisher, On the Probable Error of a Coefficient of Correlation (1921). It
    takes pairs to be independent and normal; returns have fatter tails, so that the truth is somewhat less certain.
    """
    if count < 4 or not abs(correlation) <= 1:
        return np.nan, np.nan
    if abs(correlation) == 1:
        return correlation, correlation
    reach = NormalDist().inv_cdf((1 + confidence) / 2) / np.sqrt(count - 3)
    middle = np.arctanh(correlation)
    return float(np.tanh(middle - reach)), float(np.tanh(middle + reach))


def beta(returns: Floats, to: int = 0) -> Floats:
    """By how much each column moves for a move of 1 of the column ``to``: covariance over its variance, (k,).

    nan where that column never changes, and where there are fewer than two rows.
    """
    k = returns.shape[1]
    if len(returns) < 2 or returns[:, to].max() == returns[:, to].min():
        return np.full(k, np.nan)
    apart = returns - returns.mean(axis=0)
    return np.asarray((apart * apart[:, [to]]).sum(axis=0) / (apart[:, to] ** 2).sum(), dtype=np.float64)


def rolling(first: Floats, second: Floats, window: int) -> Floats:
    """Pearson's correlation of two series (n,) over the last ``window`` values, at each; nan before, and where one of
    them does not change within it."""
    one, other = windows(first, window), windows(second, window)
    still = (one.max(axis=1) == one.min(axis=1)) | (other.max(axis=1) == other.min(axis=1))
    one, other = (part - part.mean(axis=1, keepdims=True) for part in (one, other))
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (one * other).sum(axis=1) / np.sqrt((one**2).sum(axis=1) * (other**2).sum(axis=1))
    found[still] = np.nan
    return after(min(window - 1, len(first)), np.clip(found, -1.0, 1.0))


def average(correlations: Floats) -> float | None:
    """The mean correlation of two different markets, without those that are not known; ``None`` where none is."""
    pairs = correlations[np.triu_indices(len(correlations), 1)]
    known = pairs[np.isfinite(pairs)]
    return float(known.mean()) if len(known) else None


def independent_bets(correlations: Floats) -> float | None:
    """How many bets that have nothing to do with one another an equal risk in each market comes to: from 1, where all
    move as one, to k. ``None`` where a correlation is not known.

    The participation ratio of the eigenvalues λ of the correlation matrix: (Σλ)² / Σλ², which is k² over the sum of all
    squared correlations. The sign of a correlation does not count: markets that move against each other are no more
    independent than those that move together.

    That is the inverse Herfindahl–Hirschman index of the shares λ / Σλ. A. Meucci, Managing Diversification, Risk 22
    (2009), counts bets by the entropy of such shares.
    """
    if not len(correlations) or not np.isfinite(correlations).all():
        return None
    return float(len(correlations) ** 2 / (correlations**2).sum())
