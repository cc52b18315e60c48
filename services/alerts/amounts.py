"""Prices and percentages as people write them among other words."""

import re
from decimal import Decimal
from typing import Final

from services.alerts.wrong import bad
from services.words.numbers import NotANumber, exact, read_number

LIKELY: Final = 20
"""A price that can be read two ways is the one within this many times of the newest, where the other is not."""

_SCALE: Final = r"(?:\s?(?:k|mm|mn|mio|mln|m|bn|b|thousand|million|billion)(?![a-z]))?"
_CASH: Final = r"(?:\s?(?:us\$|usdt|usdc|usd|eur|dollars?|euros?|bucks|[$€£¥]))?"
NUMBER: Final = (
    r"(?>(?:(?:us\$|[$€£¥]|usdt|usd|eur)\s?)?"
    r"(?:\d{1,3}(?:\s\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,'_]+\d+)*(?:e[+-]?\d+)?|\.\d+)"
    rf"{_SCALE}{_CASH})(?![a-z%])"
)
"""Atomic, as a percentage is: a list of ``1,000`` would be tried at each comma anew, and never be done with."""
PERCENTAGE: Final = r"(?>[+-]?\s?(?:\d[\d.,]*|\.\d+)\s?(?:%|percent\b|pct\b))"
RATIO: Final = r"(?:[0-2]?[.,]\d{1,3}|[0-2](?![\d.,])|\d{2,3}(?:[.,]\d)?\s?%)"


def prices_read(option: str, text: str) -> tuple[Decimal, ...]:
    """What the price that is written can be read as."""
    written_as = re.sub(r"\s?(?:bucks)$", "", text.strip(" ,"), flags=re.IGNORECASE)
    try:
        readings: tuple[Decimal, ...] = (read_number(written_as, "quote"),)
    except NotANumber as error:
        if not error.readings:
            raise bad(option, text, "that is no price", f"it {error}") from None
        readings = tuple(Decimal(reading) for reading in error.readings)
    if min(readings) <= 0:
        raise bad(option, text, "that is no price", "a price is above 0")
    return readings


def percentage(option: str, text: str) -> Decimal:
    """The fraction that a percentage is."""
    try:
        return read_number(re.sub(r"([+-])\s+", r"\1", text.strip()), "percent") / 100
    except NotANumber as error:
        raise bad(option, text, "that is no percentage", f"it {error}") from None


def likely(option: str, readings: tuple[Decimal, ...], now: Decimal) -> Decimal:
    """Which of two ways to read a price is meant: the one that is a price of this market.

    Raises:
        BadAlert: both are, or neither.
    """
    if len(readings) == 1:
        return readings[0]
    near = [reading for reading in readings if now / LIKELY < reading < now * LIKELY]
    if len(near) == 1:
        return near[0]
    ways = tuple(f"{reading:f}" for reading in readings)
    raise bad(option, ways[0], f"that can be read two ways: write {' or '.join(ways)}")


def price_of(option: str, text: str, now: float) -> Decimal:
    """The price that is written for the option of that name, beside the newest one.

    Raises:
        BadAlert: it is none.
    """
    return likely(option, prices_read(option, text), exact(now))
