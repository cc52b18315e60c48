"""Time zones as people write them, and as they are kept: a name of the tz database, or ``UTC+05:30``."""

import re
from datetime import UTC, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

NOWHERE = frozenset(("localtime", "Factory"))
"""Zones that are the clock of no place: that of the machine which asks, and none."""
EARLIEST, LATEST = timedelta(hours=-12), timedelta(hours=14)
"""How far the clocks of the world are from UTC."""

_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+\-−])\s*(\d{1,2})(?::?([0-5]\d))?", re.IGNORECASE)
_FIXED = re.compile(r"UTC([+-])(\d\d):(\d\d)")
_ETC = re.compile(r"Etc/GMT([+-]\d+)?")


def zone_called(text: str) -> str | None:
    """The zone that ``text`` names, as it is kept: ``Europe/Vienna`` of ``europe/vienna``, ``UTC+02:00`` of ``+2``;
    ``None``: it names none. The first call reads the list of zones."""
    offset = _OFFSET.fullmatch(text.strip())
    if offset is None:
        name = _zones().get(text.strip().replace(" ", "_").lower())
        return None if name is None else zone_kept(name)
    size = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
    ahead = size if offset[1] == "+" else -size
    return fixed_zone(ahead) if EARLIEST <= ahead <= LATEST else None


def suggest_zone_names(text: str, most: int = 25) -> list[str]:
    """Zones for someone who has typed ``text``: the one that it names, then those that begin so, as a whole or behind
    their last slash."""
    typed = text.strip().replace(" ", "_").lower()
    begun = [name for key, name in _zones().items() if key.startswith(typed) or _place(key).startswith(typed)]
    found = sorted(begun, key=lambda name: (not _place(name.lower()).startswith(typed), name))
    named = zone_called(text)
    return list(dict.fromkeys([*([named] if named else []), *found]))[:most]


def zone_at(text: str) -> str | None:
    """The zone that ``text`` names, also by its last part alone (``vienna``) where no other has it."""
    wanted = text.strip().replace(" ", "_").lower()
    named = {name for key, name in _zones().items() if _place(key) == wanted}
    return zone_called(text) or (named.pop() if len(named) == 1 else None)


def zone_kept(name: str) -> str:
    """``UTC-09:00`` of ``Etc/GMT+9``, which the tz database counts the other way round; other zones as they are."""
    etc = _ETC.fullmatch(name)
    return name if etc is None else fixed_zone(timedelta(hours=-int(etc[1] or 0)))


def fixed_zone(ahead: timedelta) -> str:
    """``UTC-09:00``: clocks that are so far from UTC all year."""
    minutes = abs(ahead) // timedelta(minutes=1)
    return f"UTC{'+' if ahead > timedelta(0) else '-'}{minutes // 60:02}:{minutes % 60:02}" if minutes else "UTC"


@cache
def zone_of(name: str) -> tzinfo:
    """The clock of a zone that is kept as ``name``."""
    fixed = _FIXED.fullmatch(name)
    if fixed is None:
        return UTC if name == "UTC" else ZoneInfo(name)
    ahead = timedelta(hours=int(fixed[2]), minutes=int(fixed[3]))
    return timezone(ahead if fixed[1] == "+" else -ahead)


def _place(zone: str) -> str:
    return zone.rpartition("/")[2]


@cache
def _zones() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones() - NOWHERE}
