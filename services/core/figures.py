"""Figures of an analysis as facts: undefined is ``None``."""

from math import isfinite

import numpy as np
from numpy.typing import NDArray

from analytics.ties import RATIO


def known(value: float) -> float | None:
    """``value``, or ``None`` where it is nan or infinite."""
    return float(value) if isfinite(value) else None


def lower_share(values: NDArray[np.float64]) -> float | None:
    """The share of the known values before the newest (n,) that are below it; ``None`` where it or all of them are not
    known."""
    others = values[:-1][np.isfinite(values[:-1])]
    if not len(others) or not isfinite(values[-1]):
        return None
    newest = float(values[-1])
    return float(np.mean(others < newest - abs(newest) * RATIO))
