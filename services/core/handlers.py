"""Handlers: functions that answer one kind of request, found by themselves and given what they ask for.

    @answers(FibLevels)
    async def fib_levels(request: FibLevels, market: MarketView) -> FibLevelsAnswer: …

A ``Read``'s handler takes the request, a ``Personal``'s also the principal, a ``Change``'s the ask and the work. What
else it names, by type, is handed in.
"""

import inspect
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import Any, Concatenate, ParamSpec, TypeVar, get_type_hints

from services.core.ask import Ask
from services.core.principal import Principal
from services.core.request import A, Answer, AnyRequest, Change, Personal, Read, Request
from services.core.work import Work

R = TypeVar("R", bound=AnyRequest)
P = ParamSpec("P")
Handler = Callable[..., Awaitable[Answer]]

_ANSWERS = "omega_answers"


class BadHandler(TypeError):
    """A request has no handler or two, or a handler cannot be given what it asks for. Found at start."""


def answers(
    kind: type[Request[A]],
) -> Callable[[Callable[Concatenate[R, P], Awaitable[A]]], Callable[Concatenate[R, P], Awaitable[A]]]:
    """Marks the function as the one that answers ``kind``."""

    def marked(function: Callable[Concatenate[R, P], Awaitable[A]]) -> Callable[Concatenate[R, P], Awaitable[A]]:
        setattr(function, _ANSWERS, kind)
        return function

    return marked


@dataclass(frozen=True, slots=True)
class Found:
    """What the modules of some packages hold: kinds of request, and functions that answer them."""

    kinds: tuple[type[AnyRequest], ...]
    handlers: tuple[Handler, ...]


def find(packages: Sequence[str]) -> Found:
    """Every request and handler below ``packages``, each in the module that defines it."""
    kinds: list[type[AnyRequest]] = []
    handlers: list[Handler] = []
    for module in _modules(packages):
        for value in vars(module).values():
            if getattr(value, "__module__", None) != module.__name__:
                continue
            if hasattr(value, _ANSWERS):
                handlers.append(value)
            elif isinstance(value, type) and issubclass(value, Request) and "name" in vars(value):
                kinds.append(value)
    return Found(tuple(kinds), tuple(handlers))


def _modules(packages: Sequence[str]) -> Iterator[ModuleType]:
    for name in packages:
        package = import_module(name)
        yield package
        for each in walk_packages(package.__path__, f"{name}."):
            yield import_module(each.name)


def bind(found: Found, provided: Mapping[type, object]) -> dict[type[AnyRequest], Handler]:
    """The handler of each kind of request, given what it names of ``provided`` by type.

    Raises:
        BadHandler: see there.
    """
    bound: dict[type[AnyRequest], Handler] = {}
    for handler in found.handlers:
        kind: type[AnyRequest] = getattr(handler, _ANSWERS)
        if kind in bound:
            raise BadHandler(f"two handlers for {kind.__name__}: {handler.__qualname__} is the second")
        bound[kind] = partial(handler, **_given(handler, kind, provided))
    without = [kind.__name__ for kind in found.kinds if kind not in bound]
    if without:
        raise BadHandler(f"no handler for {', '.join(without)}")
    return bound


def _given(handler: Handler, kind: type[AnyRequest], provided: Mapping[type, object]) -> dict[str, object]:
    hints = get_type_hints(handler)
    names = list(inspect.signature(handler).parameters)
    first = 1 if issubclass(kind, Read) else 2 if issubclass(kind, Personal) else 3
    context = [getattr(hints.get(name), "__origin__", hints.get(name)) for name in names[1:first]]
    if context != {1: [], 2: [Principal], 3: [Ask, Work]}[first]:
        raise BadHandler(f"{handler.__qualname__}: a {family(kind)}'s handler takes {_SHAPES[family(kind)]} first")
    given: dict[str, object] = {}
    for name in names[first:]:
        wanted: Any = hints.get(name)
        if wanted not in provided:
            raise BadHandler(f"{handler.__qualname__}: there is nothing to give it for {name}: {wanted}")
        given[name] = provided[wanted]
    return given


_SHAPES = {"Read": "the request", "Personal": "the request and the principal", "Change": "the request, ask and work"}


def family(kind: type[AnyRequest]) -> str:
    """``Read``, ``Personal`` or ``Change``."""
    return next(base.__name__ for base in (Read, Personal, Change) if issubclass(kind, base))
