"""From what people write to a request: ``/fib levels symbol:btc timeframe:4h``, ``fib levels btc 4h``."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import ValidationError

from services.base import Request
from services.errors import InvalidRequest, UnknownCommand

R = TypeVar("R", bound=Request)

LONGEST_PHRASE = 500


def build(request: type[R], options: Mapping[str, Any]) -> R:
    """The request with these options; those that are ``None`` are left to their defaults.

    Raises:
        InvalidRequest: options that are missing, unknown or out of bounds, a line each.
    """
    try:
        return request.model_validate({name: value for name, value in options.items() if value is not None})
    except ValidationError as error:
        problems = tuple(f"{'.'.join(map(str, e['loc'])) or request.name}: {e['msg']}" for e in error.errors())
        raise InvalidRequest(problems=problems) from None


def parse(text: str, catalog: Mapping[str, type[Request]]) -> Request:
    """The request that ``text`` asks for. Options come as ``name:value``, or in their order without a name.

    Raises:
        UnknownCommand: it starts with nothing in the catalog.
        InvalidRequest: its options do not fit.
    """
    words = text[:LONGEST_PHRASE].strip().removeprefix("/").split()
    for length in range(len(words), 0, -1):
        request = catalog.get(" ".join(words[:length]).lower())
        if request is not None:
            return build(request, _options(words[length:], request))
    asked = " ".join(words)
    raise UnknownCommand(command=asked, close_matches=_close(asked, tuple(catalog)))


def _options(words: list[str], request: type[Request]) -> dict[str, str]:
    names = tuple(request.model_fields)
    options: dict[str, list[str]] = {}
    unnamed: list[str] = []
    current: list[str] = unnamed
    for word in words:
        name, colon, value = word.partition(":")
        if colon and name.lower() in names:
            current = options.setdefault(name.lower(), [])
            word = value
        elif colon and re.fullmatch(r"[a-z_]+", name) and current is unnamed:
            raise InvalidRequest(problems=(f"{name}: {request.name} has no such option; it has {_listed(names)}",))
        if word:
            current.append(word)
    free = [name for name in names if name not in options]
    if len(unnamed) > len(free):
        extra = " ".join(unnamed[len(free) :])
        raise InvalidRequest(problems=(f"{extra}: {request.name} takes no more than {_listed(names)}",))
    return dict(zip(free, unnamed, strict=False)) | {name: " ".join(value) for name, value in options.items()}


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names) or "no options"


def _close(asked: str, known: tuple[str, ...]) -> tuple[str, ...]:
    first = asked.split(" ", 1)[0].lower()
    same_start = [name for name in known if first and name.startswith(first)]
    alike = get_close_matches(asked.lower()[:40], known, n=3, cutoff=0.5)
    return tuple(dict.fromkeys([*same_start, *alike]))[:5]
