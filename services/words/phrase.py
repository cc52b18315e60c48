"""From what people write to a request: ``/fib levels symbol:btc timeframe:4h``, ``fib levels of btc 4h, please``."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import chain, dropwhile

from services.core.errors import InvalidRequest
from services.core.options import options_of
from services.core.request import AnyRequest, Audience, Change
from services.market.symbols import colon_is_inside
from services.words.build import build
from services.words.nearest import unknown
from services.words.plain_words import FILLERS, is_sound, recognised, without_courtesy, without_fillers

LONGEST_PHRASE = 500


def parse(text: str, catalog: Mapping[str, type[AnyRequest]]) -> AnyRequest:
    """The request that ``text`` asks for. Options come as ``name:value``, or in their order without a name. A comma
    joins the words around it: ``correlation btc, eth 1d``.

    Without a slash it may be put into a sentence (``show me the price of btc, please``), and a request may be called
    what else people call it (``AnyRequest.also``), unless it changes something, is confidential or takes free text.

    Raises:
        UnknownCommand: it is no command; the error has those that are nearest.
        InvalidRequest: its options do not fit.
    """
    line = text[:LONGEST_PHRASE].strip()
    if line.startswith("/"):
        return _command(line.removeprefix("/"), catalog)
    return _sentence(without_courtesy(line), catalog)


def _words(text: str) -> list[str]:
    return re.sub(r"\s*,\s*", ",", text).split()


def _command(line: str, catalog: Mapping[str, type[AnyRequest]]) -> AnyRequest:
    words = _words(line)
    name, request = _named(words, catalog)
    if request is None:
        raise unknown(" ".join(words), catalog)
    return build(request, _options(words[len(name.split()) :], request))


def _sentence(text: str, catalog: Mapping[str, type[AnyRequest]]) -> AnyRequest:
    words = _words(text)
    begun = list(dropwhile(lambda word: word.lower() in FILLERS, words))
    for start in (words, begun):
        name, request = _named(start, catalog)
        if request is not None:
            try:
                return _read(start[len(name.split()) :], request)
            except InvalidRequest as error:
                raise replace(error, near=unknown(text, catalog).near) from None
        name, request = _named(start, _other_names(catalog))
        if request is not None:
            with suppress(InvalidRequest):
                asked = _read(start[len(name.split()) :], request)
                if is_sound(asked):
                    return asked
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


def _read(words: Sequence[str], request: type[AnyRequest]) -> AnyRequest:
    """The request with the options that ``words`` name, without their fillers where that makes sense."""
    if not request.gathers:
        with suppress(InvalidRequest):
            plain = build(request, _options(without_fillers(words), request))
            if is_sound(plain):
                return plain
    return build(request, _options(words, request))


def _options(words: Sequence[str], request: type[AnyRequest]) -> dict[str, str]:
    names = tuple(request.model_fields)
    options: dict[str, list[str]] = {}
    unnamed: list[str] = []
    current: list[str] = unnamed
    for word in words:
        name, colon, value = ("", "", "") if colon_is_inside(word) else word.partition(":")
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
    free = [name for name in names if name not in options and name not in told]
    if len(unnamed) > len(free):
        extra = " ".join(unnamed[len(free) :])
        taken = f"takes {_listed(names)} and no more" if names else "takes no options"
        raise InvalidRequest(problems=(f"{extra}: {request.name} {taken}",))
    named = {name: " ".join(value) for name, value in options.items()}
    return dict(zip(free, unnamed, strict=False)) | told | named


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names) or "no options"
