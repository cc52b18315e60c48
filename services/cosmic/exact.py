"""When an aspect that is in force is exact."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

import numpy as np

from analytics.sky.times import moment
from analytics.sky.track import Track

NEAR_DAYS: Final = 400.0
"""How far to both sides of now an exact time is looked for."""


def exact_time(motion: Track, places: Collection[float], now: float, *, applying: bool) -> datetime | None:
    """When ``motion``, in degrees that run on past 360, next is at one of ``places``, or was last where it separates.

    ``now`` is a Julian date in TT. ``None`` where ``motion`` turns back first, or ends.
    """
    dates = np.sort(np.concatenate([motion.crossings(360.0, place % 360.0)[0] for place in places]))
    at = int(np.searchsorted(dates, now)) - (not applying)
    if not 0 <= at < len(dates):
        return None
    date = float(dates[at])
    turns = motion.turns()
    between = (turns > min(now, date)) & (turns < max(now, date))
    return None if between.any() else moment(date)
