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
