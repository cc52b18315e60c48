"""Which values of a condition can stand beside each other, so that no comparison means nothing."""

from typing import Final

from services.conditions.syntax import Arithmetic, ColumnTerm, Minus, Number, Ratio, Value, columns_of

PLAIN: Final = "plain"
"""A number without a unit, such as the ratio of two prices."""
PERCENT: Final = "percent"
BOUNDED: Final = "0..100"
PRICE: Final = "price"
DIFFERENCE: Final = "difference"
"""Of two prices, such as an average true range: a length, and not a place."""
SCALED: Final = "scaled"
"""A price times a number: a price (``1.02 * ema50``) or a length (``0.02 * close``), as what stands beside it."""
NUMBERS: Final = (PLAIN, PERCENT)
OF_PRICES: Final = (PRICE, DIFFERENCE, SCALED)

CALLED: Final = {
    PRICE: "a price",
    DIFFERENCE: "a difference of prices",
    SCALED: "a part of a price",
    "volume": "a volume",
    PERCENT: "a percentage",
    BOUNDED: "a value from 0 to 100",
}


def unit_of(value: Value) -> str:
    """The unit of ``value``: of a column its own, of a sum that of its parts, of a product or quotient what is left."""
    match value:
        case Number():
            return PERCENT if value.percent else PLAIN
        case ColumnTerm():
            return value.column.unit
        case Ratio():
            return PRICE
        case Minus():
            unit = unit_of(value.of)
            return DIFFERENCE if unit == PRICE else unit
        case Arithmetic(left, "+" | "-" as sign, right):
            return _of_sum(unit_of(left), sign, unit_of(right))
        case Arithmetic(left, sign, right):
            return _of_product(unit_of(left), sign, unit_of(right))


def _of_sum(one: str, sign: str, other: str) -> str:
    if one not in OF_PRICES or other not in OF_PRICES:
        return other if one == PLAIN else one
    if PRICE in (one, other) and sign == "+":
        return PRICE
    if SCALED in (one, other):
        return SCALED
    return PRICE if (one, other) == (PRICE, DIFFERENCE) else DIFFERENCE


def _of_product(one: str, sign: str, other: str) -> str:
    if one in NUMBERS and other in NUMBERS:
        percent = PERCENT in (one, other) if sign == "*" else (one, other) == (PERCENT, PLAIN)
        return PERCENT if percent else PLAIN
    if other in NUMBERS:
        return SCALED if one == PRICE else one
    if one in NUMBERS and sign == "*":
        return SCALED if other == PRICE else other
    return PLAIN


def incomparable(left: Value, right: Value) -> str | None:
    """Why ``left`` and ``right`` cannot be compared, in words; ``None`` where they can."""
    if {unit_of(left), unit_of(right)} == {PRICE, DIFFERENCE}:
        return f"{CALLED[PRICE]} and {CALLED[DIFFERENCE]} are not alike"
    return unaddable(left, right)


def unaddable(left: Value, right: Value) -> str | None:
    """Why ``left`` and ``right`` cannot be added, in words; ``None`` where they can."""
    one, other = unit_of(left), unit_of(right)
    if PERCENT in (one, other):
        return _beside_percent(left, right) if one == PERCENT else _beside_percent(right, left)
    if one == other or PLAIN in (one, other) or (one in OF_PRICES and other in OF_PRICES):
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
    if unit != PLAIN:
        return f"{CALLED[PERCENT]} and {CALLED[unit]} are not alike"
    plain = other.of if isinstance(other, Minus) else other
    if any(columns_of(plain)) or not any(columns_of(percent)):
        return None
    if not isinstance(plain, Number):
        return "a percentage stands here: write its numbers with %"
    return f"a percentage stands here: write {plain.value:g}% or what it should be" if plain.value else None
