"""From what people write to a request: ``/fib levels symbol:btc timeframe:4h``, ``fib levels of btc 4h, please``."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain, dropwhile
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from services.core.errors import InvalidRequest, MissingMarket, Unfinished
from services.core.options import options_of
from services.core.preferences import NO_PREFERENCES, Preferences
from services.core.request import AnyRequest, Audience, Change
from services.words.nearest import unknown
from services.words.own import with_own
from services.words.plain_words import FILLERS, is_sound, is_timeframe, recognised, without_courtesy, without_fillers

R = TypeVar("R", bound=AnyRequest)

LONGEST_PHRASE = 500


def build(request: type[R], options: Mapping[str, Any], own: Preferences = NO_PREFERENCES) -> R:
    """The request with these options; those that are ``None`` are left to what the asker set as their ``own``, and to
    their defaults.

    Raises:
        MissingMarket: nothing is wanting but of which market.
        InvalidRequest: options that are missing, unknown or out of bounds, a line each.
    """
    given = with_own(request, options, own)
    try:
        return request.model_validate(given)
    except ValidationError as error:
        found = error.errors()
        missing = tuple(str(details["loc"][0]) for details in found if details["type"] == "missing")
        problems = tuple(_problem(request, details) for details in found)
        unfinished = Unfinished(request, given, missing) if len(missing) == len(found) else None
        if unfinished is not None and all(name in _markets_of(request) for name in missing):
            raise MissingMarket(problems, unfinished=unfinished, request=request.name) from None
        raise InvalidRequest(problems, unfinished=unfinished) from None


def _markets_of(request: type[AnyRequest]) -> list[str]:
    """The options of ``request`` that name its market."""
    return [option.name for option in options_of(request) if option.prefers == "market"]


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


def _problem(request: type[AnyRequest], details: ErrorDetails) -> str:
    option = ".".join(map(str, details["loc"])) or request.name
    words, context = PROBLEMS.get(details["type"]), details.get("ctx", {})
    unquoted = {**context, "expected": context.get("expected", "").replace("'", "")}
    return f"{option}: {details['msg']}" if words is None else f"{option} {words.format(**unquoted)}"


def parse(text: str, catalog: Mapping[str, type[AnyRequest]], own: Preferences = NO_PREFERENCES) -> AnyRequest:
    """The request that ``text`` asks for. Options come as ``name:value``, or in their order without a name. A comma
    joins the words around it: ``correlation btc, eth 1d``.

    Without a slash it may be put into a sentence (``show me the price of btc, please``), and a request may be called
    what else people call it (``AnyRequest.also``), unless it changes something, is confidential or takes free text.

    Raises:
        UnknownCommand: it is no command; the error has those that are nearest.
        MissingMarket: it does not say of which market, and nor does the asker's ``own``.
        InvalidRequest: its options do not fit.
    """
    line = text[:LONGEST_PHRASE].strip()
    if line.startswith("/"):
        return _command(line.removeprefix("/"), catalog, own)
    return _sentence(without_courtesy(line), catalog, own)


def _words(text: str) -> list[str]:
    return re.sub(r"\s*,\s*", ",", text).split()


def _command(line: str, catalog: Mapping[str, type[AnyRequest]], own: Preferences) -> AnyRequest:
    words = _words(line)
    name, request = _named(words, catalog)
    if request is None:
        raise unknown(" ".join(words), catalog)
    return build(request, _options(words[len(name.split()) :], request), own)


def _sentence(text: str, catalog: Mapping[str, type[AnyRequest]], own: Preferences) -> AnyRequest:
    words = _words(text)
    begun = list(dropwhile(lambda word: word.lower() in FILLERS, words))
    for start in (words, begun):
        name, request = _named(start, catalog)
        if request is not None:
            try:
                return _read(start[len(name.split()) :], request, own)
            except MissingMarket:
                raise
            except InvalidRequest as error:
                raise replace(error, near=unknown(text, catalog).near) from None
        name, request = _named(start, _other_names(catalog))
        if request is not None:
            try:
                asked = _read(start[len(name.split()) :], request, own)
                if is_sound(asked):
                    return asked
            except MissingMarket:
                raise
            except InvalidRequest:
                pass
    raise unknown(" ".join(words), catalog)


def _named(words: Sequence[str], names: Mapping[str, type[AnyRequest]]) -> tuple[str, type[AnyRequest] | None]:
    """The longest of ``names`` that ``words`` begin with, and whose it is."""
    longest = max((len(name.split()) for name in names), default=0)
    for length in range(min(len(words), longest), 0, -1):
        name = " ".join(words[:length]).lower()
        if name in names:
            return name, names[name]
    return "", None


def _other_names(catalog: Mapping[str, type[AnyRequest]]) -> dict[str, type[AnyRequest]]:
    """What else the requests are called, where that is one request's alone and may be run so."""
    count = Counter(chain.from_iterable(request.also for request in catalog.values()))
    return {
        name: request
        for request in catalog.values()
        for name in request.also
        if count[name] == 1
        and not (issubclass(request, Change) or request.audience is Audience.CONFIDENTIAL or request.gathers)
    }


def _read(words: Sequence[str], request: type[AnyRequest], own: Preferences) -> AnyRequest:
    """The request with the options that ``words`` name, without their fillers where that makes sense. A market that
    they may name (``price me``) goes before the asker's own."""
    missing: Unfinished | None = None
    for said in (without_fillers(words), words) if not request.gathers else ():
        try:
            asked = build(request, _options(said, request), own.model_copy(update={"market": None}))
            if is_sound(asked):
                return asked
        except MissingMarket as error:
            missing = missing or error.unfinished
        except InvalidRequest:
            pass
    return build(request, _options(words, request) if missing is None else missing.given, own)


def _options(words: Sequence[str], request: type[AnyRequest]) -> dict[str, str]:
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
    told: dict[str, str] = {}
    if request.gathers in names:
        unnamed = [" ".join(unnamed)] if unnamed else []
    else:
        told, unnamed = recognised(unnamed, [option for option in options_of(request) if option.name not in options])
    if names and names[0] not in options:
        unnamed = request.arranged(unnamed)
    if names[:1] == ("symbol",) and "symbol" not in options and unnamed and _may_be_left_out(unnamed[0], request):
        told["timeframe"] = unnamed.pop(0)
    free = [name for name in names if name not in options and name not in told]
    if len(unnamed) > len(free):
        extra = " ".join(unnamed[len(free) :])
        taken = f"takes {_listed(names)} and no more" if names else "takes no options"
        raise InvalidRequest(problems=(f"{extra}: {request.name} {taken}",))
    named = {name: " ".join(value) for name, value in options.items()}
    return dict(zip(free, unnamed, strict=False)) | told | named


def _may_be_left_out(word: str, request: type[AnyRequest]) -> bool:
    """Whether ``word`` is a timeframe that stands where the market would, which may be left out: ``fib levels 1h``."""
    return "timeframe" in request.model_fields and not word.isdigit() and is_timeframe(word)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names) or "no options"
