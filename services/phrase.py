"""From what people write to a request: ``/fib levels symbol:btc timeframe:4h``, ``fib levels btc 4h``."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

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
        raise InvalidRequest(problems=tuple(_problem(request, details) for details in error.errors())) from None


PROBLEMS = {
    "missing": "is needed",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "decimal_parsing": "must be a number, such as 1500 or 0.5",
    "decimal_type": "must be a number, such as 1500 or 0.5",
    "decimal_max_places": "must have at most {decimal_places} decimals",
    "finite_number": "must be a finite number",
    "bool_parsing": "must be yes or no",
    "float_parsing": "must be a number, such as 1500 or 0.5",
    "float_type": "must be a number, such as 1500 or 0.5",
    "greater_than": "must be above {gt}",
    "less_than": "must be below {lt}",
    "string_too_short": "is empty",
    "string_too_long": "must have at most {max_length} characters",
    "string_type": "must be text",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "literal_error": "must be {expected}",
    "extra_forbidden": "is no option here",
}
"""What is wrong with an option, in plain words, by what pydantic calls it."""


def _problem(request: type[Request], details: ErrorDetails) -> str:
    option = ".".join(map(str, details["loc"])) or request.name
    words = PROBLEMS.get(details["type"])
    return f"{option}: {details['msg']}" if words is None else f"{option} {words.format(**details.get('ctx', {}))}"


def parse(text: str, catalog: Mapping[str, type[Request]]) -> Request:
    """The request that ``text`` asks for. Options come as ``name:value``, or in their order without a name. A comma
    joins the words around it: ``correlation btc, eth 1d``.

    Raises:
        UnknownCommand: it starts with nothing in the catalog.
        InvalidRequest: its options do not fit.
    """
    words = re.sub(r"\s*,\s*", ",", text[:LONGEST_PHRASE]).strip().removeprefix("/").split()
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
        elif colon and re.fullmatch(r"[a-z_]+", name) and current is not options.get(request.gathers or ""):
            raise InvalidRequest(problems=(f"{name}: {request.name} has no such option; it has {_listed(names)}",))
        if word:
            current.append(word)
    if request.gathers in names and unnamed:
        unnamed = [" ".join(unnamed)]
    if names and names[0] not in options:
        unnamed = request.arranged(unnamed)
    free = [name for name in names if name not in options]
    if len(unnamed) > len(free):
        extra = " ".join(unnamed[len(free) :])
        taken = f"takes {_listed(names)} and no more" if names else "takes no options"
        raise InvalidRequest(problems=(f"{extra}: {request.name} {taken}",))
    return dict(zip(free, unnamed, strict=False)) | {name: " ".join(value) for name, value in options.items()}


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names) or "no options"


def _close(asked: str, known: tuple[str, ...]) -> tuple[str, ...]:
    first = asked.split(" ", 1)[0].lower()
    same_start = [name for name in known if first and name.startswith(first)]
    alike = get_close_matches(asked.lower()[:40], known, n=3, cutoff=0.5)
    misspelt = get_close_matches(first[:40], known, n=1, cutoff=0.8)
    return tuple(dict.fromkeys([*same_start, *misspelt, *alike]))[:5]
