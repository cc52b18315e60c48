"""What people set for themselves, put where a request depends on it.

A button's request is whole, and is left as it is: under a chart of 4h the button 4h asks for that, whatever is set.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from services.core.options import options_of
from services.core.preferences import Preferences
from services.core.request import AnyRequest
from services.core.zones import zone_of

USUAL_TIMEFRAME: Final = "4h"
"""A request that looks at this one by default looks at the asker's own instead. Where the default is another, such as
the days of ``/compare`` or the hours of ``/fib evidence``, the analysis has a reason for it."""
_DAY: Final = len("2024-03-20")


def with_own(request: type[AnyRequest], options: Mapping[str, Any], own: Preferences) -> dict[str, Any]:
    """``options``, as they came from a person, without those that are ``None`` and with what they set for themselves:
    their market and timeframe where they name none, and a time with a clock by theirs."""
    given = {name: value for name, value in options.items() if value is not None}
    for option in options_of(request):
        value = given.get(option.name)
        match option.prefers:
            case "market" if value is None and option.required:
                value = own.market
            case "timeframe" if value is None and option.default == USUAL_TIMEFRAME:
                value = own.timeframe
            case "time_zone" if isinstance(value, str) and own.time_zone is not None:
                value = _by_clock(value, own.time_zone)
        if value is not None:
            given[option.name] = value
    return given


def _by_clock(date: str, zone: str) -> str:
    """``2024-03-20T03:06+01:00`` of a time without its zone; a bare day, and what is no time, are left."""
    try:
        time = datetime.fromisoformat(date.strip())
    except ValueError:
        return date
    if time.tzinfo is not None or len(date.strip()) <= _DAY:
        return date
    return time.replace(tzinfo=zone_of(zone)).isoformat(timespec="minutes")
