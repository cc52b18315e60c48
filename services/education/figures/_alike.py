"""What figures of several tracks do alike."""

from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from analytics.bars import Bars, Floats
from analytics.volatility import last_atr
from services.education.figures import BadFigure
from services.words.numbers import exact, percent


def numbers(text: str) -> Floats:
    """The numbers that ``text`` lists: ``+2, −1 and +0.5``."""
    return np.array([float(each) for each in text.replace(" and", ",").replace("−", "-").split(",")])


def share(of_a_hundred: float) -> Decimal:
    """The share that so many percent are."""
    return percent(exact(of_a_hundred))


def first(holds: NDArray[np.bool_], after: int = -1) -> int:
    """The first bar after bar ``after`` at which it ``holds``.

    Raises:
        BadFigure: at none.
    """
    found = np.flatnonzero(holds[after + 1 :])
    if not len(found):
        raise BadFigure("no bar is so")
    return after + 1 + int(found[0])


def usual_range(bars: Bars) -> float:
    """The average true range at the last bar, as the desk measures it.

    Raises:
        BadFigure: there are too few bars.
    """
    average = last_atr(bars.high, bars.low, bars.close)
    if average is None:
        raise BadFigure("the candles are too few for an average true range")
    return average
