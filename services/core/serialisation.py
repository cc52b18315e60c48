"""Answers, errors and events as JSON, whole: whatever process reads them has the very facts, candles included.

What a person reads with ``--json`` leaves out the arrays that pictures are drawn from; this is what the house keeps and
sends to itself. Floats come back to the last bit, nan and infinity too; what is no JSON value is tagged with its type.
"""

import dataclasses
import math
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Final, TypeVar

import numpy as np
import orjson
from numpy.typing import NDArray
from pydantic import BaseModel

from services.core.request import Frozen, Request

T = TypeVar("T")


def to_json(said: object) -> bytes:
    """``said`` (a frozen model, or a dataclass such as an error) with its kind's name, as ``from_json`` reads it.

    Raises:
        TypeError: it holds something that has no form here.
    """
    return orjson.dumps([type(said).__name__, _content(said)])


def from_json(data: bytes, of: type[T]) -> T:
    """What ``to_json`` wrote of a kind of ``of``, such as ``Answer`` or ``DeskError``.

    Raises:
        ValueError: it is none, or of a kind that this version does not know.
    """
    try:
        name, content = orjson.loads(data)
        return _built(_kinds(of)[name], _read(content))
    except (KeyError, TypeError) as error:
        raise ValueError(f"no {of.__name__} of this version: {data[:80]!r}") from error


def _kinds(of: type[T], which: Callable[[type[Any]], bool] = lambda _: True) -> dict[str, type[T]]:
    """``which`` of ``of`` and all that is derived from it, by name."""
    kinds = {of.__name__: of} if which(of) else {}
    for kind in of.__subclasses__():
        kinds |= _kinds(kind, which)
    return kinds


def _built(kind: type[T], content: Any) -> T:
    return kind.model_validate(content) if issubclass(kind, BaseModel) else kind(**content)


def _content(value: Any) -> dict[str, Any]:
    names = type(value).model_fields if isinstance(value, BaseModel) else [f.name for f in dataclasses.fields(value)]
    return {name: _written(getattr(value, name)) for name in names}


def _written(value: Any) -> Any:
    """``value`` as JSON has it."""
    if isinstance(value, Decimal) or type(value) in _TAGS:
        tag = _TAGS[Decimal if isinstance(value, Decimal) else type(value)]
        return {tag: _FORMS[tag][1](value)}
    match value:
        case None | bool() | str():
            return value.value if isinstance(value, Enum) else value
        case float():
            return float(value) if math.isfinite(value) else {"$float": str(float(value))}
        case int() | np.generic():
            return int(value) if isinstance(value, int) else _written(value.item())
        case Enum():
            return _written(value.value)
        case BaseModel():
            return {"$kind": [type(value).__name__, _content(value)]} if _is_special(type(value)) else _content(value)
        case tuple() | list() | frozenset():
            return [_written(each) for each in value]
        case Mapping():
            return {_key(key): _written(each) for key, each in value.items()}
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return _content(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError(f"a key is a text, and not {key!r}")
    return key


def _read(value: Any) -> Any:
    """What ``_written`` was given; models and dataclasses in it as mappings, which their fields' types make whole."""
    if isinstance(value, list):
        return tuple(_read(each) for each in value)
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        (tag, told) = next(iter(value.items()))
        if tag in _FORMS:
            return _FORMS[tag][2](told)
    return {key: _read(each) for key, each in value.items()}


def _of_array(array: NDArray[Any]) -> list[Any]:
    if array.dtype.hasobject:
        raise TypeError("an array of objects has no form in JSON")
    plain = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
    return [plain.dtype.str, list(array.shape), b64encode(plain.tobytes()).decode()]


def _array(told: list[Any]) -> NDArray[Any]:
    dtype, shape, data = told
    return np.frombuffer(b64decode(data), dtype=dtype).reshape(shape)


def _is_special(kind: type[BaseModel]) -> bool:
    """Whether a field of a more general type may hold a ``kind``, so that the type alone does not tell."""
    return issubclass(kind, Request) or any(
        issubclass(base, BaseModel) and base.model_fields for base in kind.__mro__[1:]
    )


@cache
def _special_kind(name: str) -> type[Frozen]:
    return _kinds(Frozen, _is_special)[name]


def _special(told: list[Any]) -> Frozen:
    name, content = told
    return _built(_special_kind(name), _read(content))


_FORMS: Final[Mapping[str, tuple[type, Callable[[Any], Any], Callable[[Any], Any]]]] = {
    "$time": (datetime, datetime.isoformat, datetime.fromisoformat),
    "$date": (date, date.isoformat, date.fromisoformat),
    "$seconds": (timedelta, timedelta.total_seconds, lambda seconds: timedelta(seconds=seconds)),
    "$decimal": (Decimal, str, Decimal),
    "$array": (np.ndarray, _of_array, _array),
    "$float": (type(None), str, float),
    "$kind": (type(None), str, _special),
}
"""By tag: the type it stands for, how that is written, and how read. The last two are written above."""
_TAGS: Final = {kind: tag for tag, (kind, _, _) in _FORMS.items() if kind is not type(None)}
