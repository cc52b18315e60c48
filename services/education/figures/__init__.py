"""Figures: what the right answer of a question is computed by, each with the analytics that the desk uses.

A figure is a function with the decorator ``@figure`` in a module of this package, one module a track; they are found by
walking. Its parameters are called like the figures that a question gives (``given``); one called ``bars`` is handed the
candles of the question's chart. It returns a number; of a chart to read the bar, price or word that is right; of a stop
the two prices between which it may lie. It says what it computes in a line, with its source.
"""

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from inspect import signature
from pkgutil import iter_modules
from typing import Any, TypeVar

import numpy as np

from analytics.bars import Bars
from services.core.likeness import close

Result = float | int | str | tuple[float, float]
F = TypeVar("F", bound=Callable[..., Result])
_MARK = "omega_figure"


class BadFigure(ValueError):
    """A question names a figure that there is not, or gives it what it does not take."""


def figure(function: F) -> F:
    """Marks ``function`` as a figure, called by its name."""
    setattr(function, _MARK, True)
    return function


@cache
def figures() -> Mapping[str, Callable[..., Result]]:
    """Every figure by its name."""
    found: dict[str, Callable[..., Result]] = {}
    for module in iter_modules(__path__, f"{__name__}."):
        for name, value in vars(import_module(module.name)).items():
            if hasattr(value, _MARK) and value.__module__ == module.name:
                if name in found:
                    raise BadFigure(f"two figures are called {name}")
                found[name] = value
    return found


def result_of(name: str, given: Mapping[str, Any], bars: Bars | None = None) -> Result:
    """What the figure ``name`` comes to with ``given`` and on ``bars``.

    Raises:
        BadFigure: there is none of that name, or it takes something else.
    """
    function = figures().get(name)
    if function is None:
        near = close(name, figures(), most=3)
        raise BadFigure(f"there is no figure {name!r}" + (f": perhaps {' or '.join(near)}" if near else ""))
    takes = set(signature(function).parameters)
    handed = {**given, **({} if bars is None or "bars" not in takes else {"bars": bars})}
    if set(handed) != takes:
        raise BadFigure(
            f"{name} takes {', '.join(sorted(takes)) or 'nothing'}, and is given {', '.join(sorted(handed))}"
        )
    result = function(**handed)
    if isinstance(result, tuple):
        return float(result[0]), float(result[1])
    return result.item() if isinstance(result, np.generic) else result
