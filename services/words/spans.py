"""Spans of time as people write them: ``4h``, ``1h30m``, ``7 days``, ``half an hour``."""

import re
from collections.abc import Mapping
from typing import Final

MINUTE: Final = 60
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
UNITS: Final[Mapping[str, int]] = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), MINUTE),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), HOUR),
    **dict.fromkeys(("d", "day", "days"), DAY),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks"), 7 * DAY),
    **dict.fromkeys(("mo", "month", "months"), 30 * DAY),
    **dict.fromkeys(("y", "yr", "year", "years"), 365 * DAY),
}
COUNTS: Final[Mapping[str, float]] = {
    **{word: at for at, word in enumerate(("one", "two", "three", "four", "five", "six", "seven", "eight"), 1)},
    "nine": 9,
    "ten": 10,
    "twelve": 12,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "a": 1,
    "an": 1,
    "half": 0.5,
    "half a": 0.5,
    "half an": 0.5,
    "a quarter of an": 0.25,
}
LONGEST: Final = 10 * 365 * DAY

_COUNT: Final = rf"\d{{1,6}}(?:[.,]\d{{1,3}})?|(?<![a-z])(?:{'|'.join(sorted(COUNTS, key=len, reverse=True))})(?![a-z])"
_UNIT: Final = "|".join(sorted(UNITS, key=len, reverse=True))
_ONE: Final = rf"(?:(?:{_COUNT})\s*(?:{_UNIT})(?![a-z]))"
_PARTS: Final = rf"{_ONE}(?:(?:\s+and\s+|\s*,\s*|\s+|){_ONE}){{0,2}}"
SPAN: Final = rf"{_PARTS}|(?:{_UNIT.replace('|', '(?![a-z])|')})(?![a-z0-9])"
"""A pattern of a span, maybe in several parts: ``1h30m``, ``1 day and 6 hours``; or a unit alone: ``hour``."""
_PART: Final = re.compile(rf"({_COUNT})\s*({_UNIT})(?![a-z])")
_ALONE: Final[Mapping[str, int]] = {
    **UNITS,
    "hourly": HOUR,
    "daily": DAY,
    "weekly": 7 * DAY,
    "monthly": 30 * DAY,
}


def read_span(text: str) -> int | None:
    """The seconds that ``text`` means; ``None``: it is no span."""
    plain = re.sub(r"^(?:in|for|of|about|every)\s+", "", " ".join(text.lower().split()).strip(" ."))
    if plain in _ALONE:
        return _ALONE[plain]
    if re.fullmatch(_PARTS, plain) is None:
        return None
    seconds = sum(_count(count) * UNITS[unit] for count, unit in _PART.findall(plain))
    return round(seconds) if 0 < seconds <= LONGEST else None


def _count(text: str) -> float:
    return COUNTS[text] if text in COUNTS else float(text.replace(",", "."))
