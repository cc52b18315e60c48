"""What somebody has set for themselves, in place of the desk's own defaults."""

from typing import Literal

from services.core.request import Frozen

Length = Literal["full", "short"]


class Preferences(Frozen):
    """``None``: the desk's own. ``market`` and ``timeframe`` stand where a request has none, ``time_zone`` (see
    ``services/core/zones.py``) is the clock that times are read and shown by, ``length`` that of cards."""

    market: str | None = None
    timeframe: str | None = None
    time_zone: str | None = None
    length: Length | None = None


NO_PREFERENCES = Preferences()
