"""How often what was seen comes about where it means nothing: labels dealt out anew, or times drawn at random.

The share has the observed case among the cases, (1 + as much or more) / (1 + drawn), so it is never 0 and a test that
calls a share of at most q unusual errs in at most q of cases. Source: B. Phipson and G. K. Smyth, Permutation P-values
Should Never Be Zero, Statistical Applications in Genetics and Molecular Biology 9 (2010). The seed is fixed: the same
cases always have the same share.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.bars import Floats

DRAWN: Final = 1_999
SEED: Final = 20_240_101
_DUST: Final = 1e-12
"""Of the size of the values: what rounding leaves between sums of the same."""


def chance_of_gap(values: Floats, marked: NDArray[np.bool_]) -> float:
    """How often the mean of the ``marked`` values, less that of the others, is at least what it is, were the marks
    dealt out anew. Both have shape (n,); nan where none or all are marked."""
    count = int(marked.sum())
    if not 0 < count < len(values):
        return float("nan")
    gap = float(np.mean(values[marked]) - np.mean(values[~marked]))
    dealt = np.random.default_rng(SEED).permuted(np.tile(values, (DRAWN, 1)), axis=1)
    gaps = np.mean(dealt[:, :count], axis=1) - np.mean(dealt[:, count:], axis=1)
    return _share(gaps, gap, float(np.abs(values).max()))


def chance_of_mean(observed: Floats, pools: Sequence[Floats]) -> float:
    """How often the mean is at least that of ``observed`` (k,), were each drawn at random from its own of the
    ``pools``; nan where there is none."""
    if not len(observed):
        return float("nan")
    lot = np.random.default_rng(SEED)
    means = np.mean([lot.choice(pool, DRAWN) for pool in pools], axis=0)
    return _share(means, float(np.mean(observed)), float(np.abs(observed).max()))


def _share(drawn: Floats, seen: float, size: float) -> float:
    return float((1 + np.count_nonzero(drawn >= seen - _DUST * size)) / (1 + len(drawn)))
