"""Many questions asked of the same data: one of them will look answered by chance."""

from collections.abc import Sequence

import numpy as np


def benjamini_hochberg(probabilities: Sequence[float]) -> list[float]:
    """The p-values adjusted for their number, in their order: those at most q are discoveries at the false rate q.

    It holds for tests that are independent or positively dependent. Source: Y. Benjamini and Y. Hochberg, Controlling
    the False Discovery Rate, Journal of the Royal Statistical Society B 57 (1995).
    """
    order = np.argsort(probabilities)
    n = len(order)
    scaled = np.asarray(probabilities, dtype=np.float64)[order] * n / np.arange(1, n + 1)
    adjusted = np.empty(n)
    adjusted[order] = np.minimum(1.0, np.minimum.accumulate(scaled[::-1])[::-1])
    return adjusted.tolist()
