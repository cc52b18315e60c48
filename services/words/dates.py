"""Days and times of the day as people write them: ``tomorrow``, ``next friday``, ``24 dec``; ``6pm``, ``18:30``."""

import re
from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Final

from services.core.days import MONTHS, WEEKDAYS

_SHORTER: Final = {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
WEEKDAY_NAMES: Final[Mapping[str, int]] = _SHORTER | {
    name: at for at, day in enumerate(map(str.lower, WEEKDAYS)) for name in (day, f"{day}s", day[:3])
}
"""From Monday (0)."""
TIMES_OF_DAY: Final[Mapping[str, time]] = {
    **dict.fromkeys(("noon", "midday"), time(12)),
    "midnight": time(0),
    **dict.fromkeys(("morning", "mornings"), time(8)),
    **dict.fromkeys(("evening", "evenings"), time(20)),
}
_CLOCK: Final = r"(?:[01]?\d|2[0-4])(?:[:.h][0-5]\d)?(?:\s?[ap]\.?m\.?\b|\s?h\b|\s?uhr\b|\s?o'?clock\b)?"
CLOCK: Final = rf"(?:{_CLOCK}|noon|midday|midnight)"
"""A pattern of a time of the day, in small letters."""
_PARTS: Final = re.compile(r"(\d{1,2})(?:[:.h]([0-5]\d))?\s?(?:([ap])\.?m\.?|h|uhr|o'?clock)?")
_NTH: Final = r"(\d{1,2})(?:st|nd|rd|th)?"
_IN_YEAR: Final = re.compile(rf"(?:{_NTH}\s+(?:of\s+)?([a-z]{{3,9}})|([a-z]{{3,9}})\s+{_NTH})(?:,?\s+(\d{{4}}))?")


def day_of(text: str, today: date) -> date | None:
    """The day that ``text`` means, today or after; ``next friday`` is never today. ``None``: it is none."""
    if text in ("today", "tonight"):
        return today
    if text == "tomorrow":
        return today + timedelta(days=1)
    named = re.fullmatch(r"(?:(this|next|coming)\s+)?([a-z]+)", text)
    if named is not None and named[2] in WEEKDAY_NAMES:
        days = (WEEKDAY_NAMES[named[2]] - today.weekday()) % 7
        return today + timedelta(days=days or 7 if named[1] in ("next", "coming") else days)
    return _in_year(text, today)


def _in_year(text: str, today: date) -> date | None:
    found = _IN_YEAR.fullmatch(text)
    if found is None:
        return None
    name = found[2] or found[3]
    month = next((at for at, month in enumerate(map(str.lower, MONTHS), 1) if name in (month, month[:3])), 0)
    try:
        day = date(int(found[5] or today.year), month, int(found[1] or found[4]))
        return day.replace(year=day.year + 1) if day < today and found[5] is None else day
    except ValueError:
        return None


def clock_of(text: str) -> time | None:
    """The time of the day that ``text`` means; ``None``: there is none such."""
    plain = text.removeprefix("at ").strip()
    if plain in TIMES_OF_DAY:
        return TIMES_OF_DAY[plain]
    found = _PARTS.fullmatch(plain)
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour == 24 and not minute:
        return time(0)
    return time(hour, minute) if hour < 24 else None
