"""Which values of a condition can stand beside each other, so that no comparison means nothing."""

from typing import Final

from services.scan.syntax import Arithmetic, Minus, Number, Read, Value

PLAIN: Final = "plain"
"""A number without a unit, such as the ratio of two prices."""
PERCENT: Final = "percent"
BOUNDED: Final = "0..100"

CALLED: Final = {"price": "a price", "volume": "a volume", PERCENT: "a percentage", BOUNDED: "a value from 0 to 100"}


def unit_of(value: Value) -> str:
    """The unit of ``value``: of a column its own, of a sum that of its parts, of a product or quotient what is left."""
    match value:
        case Number():
            return PERCENT if value.percent else PLAIN
        case Read():
            return value.column.unit
        case Minus():
            return unit_of(value.of)
        case Arithmetic(left, sign, right):
            one, other = unit_of(left), unit_of(right)
            if sign in "+-":
                return other if one == PLAIN else one
            if other in (PLAIN, PERCENT):
                return one
            if one in (PLAIN, PERCENT):
                return other if sign == "*" else PLAIN
            return PLAIN


def mismatch(left: Value, right: Value) -> str | None:
    """Why ``left`` and ``right`` can be neither compared nor added, in words; ``None`` where they can."""
    one, other = unit_of(left), unit_of(right)
    if PERCENT in (one, other):
        return _beside_percent(left, right) if one == PERCENT else _beside_percent(right, left)
    if one == other or PLAIN in (one, other):
        return None
    return f"{CALLED[one]} and {CALLED[other]} are not alike"


def _beside_percent(percent: Value, other: Value) -> str | None:
    unit = unit_of(other)
    if unit == PERCENT:
        return None
    if isinstance(percent, Number):
        number = f"{percent.value:g}"
        if unit == BOUNDED:
            return f"the values here run from 0 to 100: write {number} without %"
        if unit != PLAIN:
            return f"a percentage of {CALLED[unit]} is a product: write {number}% * …"
    plain = other.of if isinstance(other, Minus) else other
    if isinstance(plain, Number) and plain.value and not isinstance(percent, Number):
        return f"a percentage stands here: write {plain.value:g}% or what it should be"
    return None if unit == PLAIN else f"{CALLED[PERCENT]} and {CALLED[unit]} are not alike"
