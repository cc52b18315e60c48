"""What the world did, as the engine is told it."""

from typing import NamedTuple


class Reach(NamedTuple):
    """``series`` was between ``low`` and ``high`` from ``begin`` to ``end`` (UTC ms), and at ``last`` in the end. A
    tick has one time and one value.

    What was armed at ``begin`` or before is told by low and high; what was armed within it by ``last`` alone: nobody
    knows whether the rest came before.
    """

    series: str
    begin: int
    end: int
    low: float
    high: float
    last: float
    late: bool = False
    """It is told from bars, of a time when nobody looked."""


class Closed(NamedTuple):
    """At the close of a bar at ``at`` (UTC ms) what is armed ``under`` this came to hold (or something happened);
    ``value`` is the price then, where there is one; ``detail`` tells more of it; ``key`` is its own, so that it is
    known when it is told again."""

    under: str
    at: int
    key: str
    value: float | None = None
    detail: str = ""
