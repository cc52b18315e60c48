"""What a close is of an earlier one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.bars import Floats, bars_passed


@dataclass(frozen=True, slots=True, eq=False)
class Returns:
    """Simple returns ``values`` (m,), oldest first, and ``end`` (m,), the bar with whose close each ends."""

    values: Floats
    end: NDArray[np.int64]


def horizon_returns(close: Floats, horizon: int = 1) -> Floats:
    """The return over each ``horizon`` closes: closeᵢ₊ₕ / closeᵢ − 1, shape (n − horizon,).

    They overlap: neighbours share all but one of their bars, so n of them tell about as much as n / horizon that do
    not.
    """
    return close[horizon:] / close[:-horizon] - 1 if len(close) > horizon else np.empty(0)


def whole_returns(time: NDArray[np.int64], close: Floats, bar_ms: int, horizon: int = 1) -> Returns:
    """``horizon_returns`` of bars of ``bar_ms`` that opened at ``time`` (n,), without those across a hole, which span
    more bars than ``horizon``.
    """
    passed = np.cumsum(bars_passed(time, bar_ms))
    end = np.arange(horizon, len(close))
    whole = passed[end] - passed[end - horizon] == horizon
    return Returns(horizon_returns(close, horizon)[whole], end[whole])
