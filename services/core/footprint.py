"""How much memory a value keeps."""

from collections.abc import Mapping
from enum import Enum
from sys import getsizeof

import numpy as np
from pydantic import BaseModel


def footprint(*values: object) -> int:
    """About how many bytes ``values`` keep in memory, with all that they hold; what they share counts once.

    An array that is part of a larger one keeps all of that.
    """
    counted: set[int] = set()
    held, total = list(values), 0
    while held:
        value = held.pop()
        if id(value) in counted or isinstance(value, (type, Enum)):
            continue
        counted.add(id(value))
        total += getsizeof(value)
        match value:
            case str() | bytes() | int() | float() | None:
                pass
            case np.ndarray():
                held.append(value.base)
            case BaseModel():
                held.append(value.__dict__)
            case tuple() | list() | frozenset():
                held.extend(value)
            case Mapping():
                held.extend(value.values())
            case _:
                held.extend(getattr(value, name) for name in getattr(type(value), "__dataclass_fields__", ()))
    return total
