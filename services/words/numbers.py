"""Numbers that people write into a request, exact to their last digit."""

import re
from decimal import Decimal
from typing import Annotated, Final

from pydantic import BeforeValidator, Field

MOST_CASH: Final = 1_000_000_000_000
MOST_DECIMALS: Final = 18

_THOUSANDS: Final = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")


def _plain(written: object) -> object:
    """``10,000.50`` without its commas, ``1 %`` without its sign; anything else is left for pydantic to judge."""
    if not isinstance(written, str):
        return written
    text = written.strip().removesuffix("%").rstrip()
    return text.replace(",", "") if _THOUSANDS.fullmatch(text) else text


Number = Annotated[Decimal, BeforeValidator(_plain), Field(decimal_places=MOST_DECIMALS)]
"""A number as people write it. Its bounds come from the field that it is an option of."""


def exact(value: float) -> Decimal:
    """The shortest decimal that is this float: 0.1 is 0.1."""
    return Decimal(repr(float(value)))


def percent(number: Decimal) -> Decimal:
    """The fraction that ``number`` percent are."""
    return number / 100
