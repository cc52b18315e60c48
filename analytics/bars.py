"""What analyses take: bars of a market."""

from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DAY_MS: Final = 86_400_000
"""A UTC day, in the unit of ``Bars.time``."""


class Bars(Protocol):
    """``n`` closed bars, oldest first. Arrays have shape (n,).

    ``time`` is the bar's UTC open in ms (int64), strictly increasing; a hole in the data is a missing bar. Prices are
    above zero, ``low ≤ open, close ≤ high``, and ``volume`` is not below zero. An analysis must not change them.
    """

    @property
    def bar_ms(self) -> int:
        """How long a bar lasts, in ms: what the timeframe says, and never what the times suggest."""

    @property
    def time(self) -> NDArray[np.int64]: ...

    @property
    def open(self) -> Floats: ...

    @property
    def high(self) -> Floats: ...

    @property
    def low(self) -> Floats: ...

    @property
    def close(self) -> Floats: ...

    @property
    def volume(self) -> Floats: ...

    def __len__(self) -> int: ...


def bars_passed(time: NDArray[np.int64], bar_ms: int) -> NDArray[np.int64]:
    """How many bars of ``bar_ms`` each bar, by its open (n,), is after the one before it: 1, or more where some are
    missing. The first is 1.

    This is what a hole is: a step of more than one bar.
    """
    passed = np.ones(len(time), dtype=np.int64)
    passed[1:] = np.rint(np.diff(time) / bar_ms).astype(np.int64)
    return passed


def after_hole(time: NDArray[np.int64], bar_ms: int) -> NDArray[np.bool_]:
    """Whether bars are missing just before each bar (n,): what is measured from bar to bar spans more there."""
    return bars_passed(time, bar_ms) > 1
