"""Units of the numbers in answers, in their types: what a number is, its type says, and so how it may be shown.

Each is a ``float`` (or a ``Decimal``, where it is money) and reckons like one; what is reckoned with it has no unit any
more. JSON has plain numbers, and the schema says the unit of each.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, get_args, get_origin

from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema


class Unit:
    """A number that knows what it is of; ``unit`` is its name in schemas."""

    unit: ClassVar[str]

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {**handler(schema), "unit": cls.unit}


class FloatUnit(Unit, float):
    """One that is a float."""

    __slots__ = ()

    if TYPE_CHECKING:  # it equals whole numbers too, as any float does

        def __eq__(self, other: object, /) -> bool: ...

        def __hash__(self) -> int: ...

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            cls,
            core_schema.float_schema(),
            serialization=core_schema.plain_serializer_function_ser_schema(
                float, return_schema=core_schema.float_schema(), when_used="json"
            ),
        )


class DecimalUnit(Unit, Decimal):
    """One that is exact."""

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            cls,
            core_schema.decimal_schema(),
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda number: format(number, "f"), return_schema=core_schema.str_schema(), when_used="json"
            ),
        )


class Price(FloatUnit):
    """In quote currency, or a distance between two prices."""

    unit = "price"


class Amount(FloatUnit):
    """A volume, in base currency."""

    unit = "amount"


class Fraction(FloatUnit):
    """A part of a whole: 0.01 is 1 %."""

    unit = "fraction"


class PercentChange(Fraction):
    """A difference as a part of where it is measured from, with its sign: −0.01 is 1 % less."""

    unit = "change"


class Share(Fraction):
    """A part between nothing and all, a probability, a rate."""

    unit = "share"


class Proportion(FloatUnit):
    """Where something stands between two ends: 0 at the one, 1 at the other. A Fibonacci ratio."""

    unit = "proportion"


class Multiple(FloatUnit):
    """How many times something else."""

    unit = "multiple"


class Atr(FloatUnit):
    """A distance in average true ranges."""

    unit = "atr"


class Degrees(FloatUnit):
    """An angle, or degrees a day."""

    unit = "degrees"


class Duration(FloatUnit):
    """Seconds."""

    unit = "seconds"


class Wait(Duration):
    """Seconds to wait, which are never told shorter than they are."""

    unit = "wait"


class Figure(FloatUnit):
    """A number of no unit (a statistic, an oscillator, a score), or of one that its name says (``_km``, ``_days``)."""

    unit = "figure"


class Money(DecimalUnit):
    """In quote currency, exact."""

    unit = "money"


class ExactPrice(DecimalUnit):
    """A price to trade at, exact."""

    unit = "price"


class Size(DecimalUnit):
    """How much to trade, in base currency, exact."""

    unit = "amount"


@cache
def units_of(kind: type[BaseModel]) -> Mapping[str, str]:
    """The unit of every number in a ``kind``, by the path to it: ``{"price": "price", "levels[].distance": "change"}``.

    What JSON leaves out is left out.
    """
    return MappingProxyType(dict(_units(kind, "")))


def _units(kind: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(kind, type) and issubclass(kind, Unit):
        yield path, kind.unit
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, field in kind.model_fields.items():
            if not field.exclude:
                yield from _units(field.annotation, f"{path}.{name}" if path else name)
    else:
        step = f"{path}[]" if get_origin(kind) is tuple else path
        for part in get_args(kind):
            yield from _units(part, step)
