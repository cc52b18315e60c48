"""Sentences that ask for something again and again: ``send me the price of btc every day at 9``."""

import re
from typing import Final, NamedTuple

SCHEDULE: Final = "schedule add"
"""The request that has something asked at its time, its options ``what`` and ``when``."""
_SEND: Final = (
    r"(?:send|show|give|tell|post|get|message|dm|remind)\s+(?:me|us)\s+"
    r"(?:(?:about|of|to (?:check|look at|see)|with)\s+)?(?:the\s+|an?\s+)?"
)
_DAYS: Final = r"(?:weekdays|(?:mon|tues|wednes|thurs|fri|satur|sun)days)"
_WHEN: Final = rf"(?:(?:every|each)\s+(?!time\b|single\b)|daily\b|weekly\b|hourly\b|on\s+{_DAYS}\b)"
_FORMS: Final = (
    re.compile(rf"{_SEND}(?P<what>.+?)\s+(?P<when>{_WHEN}.*)", re.IGNORECASE),
    re.compile(rf"(?P<when>{_WHEN}.*?),?\s+{_SEND}(?P<what>.+)", re.IGNORECASE),
)


class Repeated(NamedTuple):
    """What is to be asked, and when, as it is written."""

    what: str
    when: str


def repeated(text: str) -> Repeated | None:
    """What ``text`` wants again and again; ``None``: nothing."""
    plain = " ".join(text.split())
    found = next((match for form in _FORMS if (match := form.fullmatch(plain)) is not None), None)
    return None if found is None else Repeated(found["what"], found["when"])
