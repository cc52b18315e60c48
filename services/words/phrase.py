"""From what people write to a request: ``/fib levels symbol:btc timeframe:4h``, ``fib levels of btc 4h, please``."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import chain, dropwhile
from typing import Final

from services.core.errors import InvalidRequest, MissingMarket, UnknownCommand
from services.core.options import options_of
from services.core.preferences import NO_PREFERENCES, Preferences
from services.core.request import AnyRequest, Audience, Change, Proposing
from services.words.build import build
from services.words.lacking import lacking_in
from services.words.meaning import bare_term, question_of, term_asked_about
from services.words.nearest import OFFERED, shown, unknown
from services.words.option_words import told_options
from services.words.plain_words import (
    FILLERS,
    OPENERS,
    is_private,
    is_question,
    is_sound,
    other_names,
    plainly,
    recognised,
    without_asides,
    without_courtesy,
    without_fillers,
)
from services.words.turned import Turned, put_right, turned

LONGEST_PHRASE = 500
OWN_TEXT: Final = frozenset({"notes", "whys", "alert notes"})
"""What is suggested for options that take a text of one's own."""
REPEATED: Final = frozenset({"each", "every"})
"""Words of who wants it again and again, though an option would take them for a name."""
WANTS_MORE: Final = frozenset({"about", "of", "on"})
"""What a request that takes free text is called in words only where that ends with one of these: the text follows."""
DEFINE: Final = "define"
"""The request that answers what a term means, its option ``term``."""


def parse(text: str, catalog: Mapping[str, type[AnyRequest]], own: Preferences = NO_PREFERENCES) -> AnyRequest:
    """The request that ``text`` asks for. Its options are said as ``option_words`` tells.

    Without a slash it may be put into a sentence (``show me the price of btc, please``), and a request may be called
    what else people call it (``AnyRequest.also``), unless it changes something, is confidential or takes free text; one
    that shows a change before it is made may take such a text, and so may a name that cannot end where it does:
    ``teach me about``. What only part of a sentence asks for is offered
    (``Request.heard_in``).

    Raises:
        UnknownCommand: it is no command; the error has those that are nearest.
        MissingMarket: it does not say of which market, and nor does the asker's ``own``.
        InvalidRequest: its options do not fit.
    """
    line = text[:LONGEST_PHRASE].strip()
    if line.startswith("/"):
        return _parsed(line, catalog, own)
    try:
        request = _parsed(line, catalog, own)
    except InvalidRequest as error:
        offered = _heard(line, catalog, own)
        if not offered:
            raise
        others = error.close_matches if isinstance(error, UnknownCommand) else map(plainly, error.near)
        raise UnknownCommand(
            command=shown(line),
            near=(*offered, *error.near)[:OFFERED],
            close_matches=(*map(plainly, offered), *others)[:OFFERED],
        ) from None
    again = not isinstance(request, Proposing) and REPEATED & set(line.lower().split())
    if again and (offered := _heard(line, catalog, own)):
        raise UnknownCommand(command=shown(line), near=offered, close_matches=tuple(map(plainly, offered)))
    return request


def _heard(line: str, catalog: Mapping[str, type[AnyRequest]], own: Preferences) -> tuple[AnyRequest, ...]:
    """What kinds of request hear in a sentence that is no command."""

    def asked(part: str) -> AnyRequest | None:
        with suppress(InvalidRequest):
            return _parsed(part, catalog, own)
        return None

    plain = without_courtesy(line)
    heard = (kind.heard_in(plain, asked) for kind in catalog.values())
    return tuple(request for request in heard if request is not None)


def _parsed(line: str, catalog: Mapping[str, type[AnyRequest]], own: Preferences) -> AnyRequest:
    if line.startswith("/"):
        return _of_own_market(partial(_command, line.removeprefix("/"), catalog), own)
    plain = without_courtesy(line)
    if not is_question(line) or _begins_a_wish(line, catalog):
        return _stop(plain, catalog) or _sentence(plain, catalog, own)
    asked = _sentence(plain, catalog, own)
    if asked.changes() or isinstance(asked, Proposing):
        raise unknown(line, catalog)
    return asked


def _begins_a_wish(text: str, catalog: Mapping[str, type[AnyRequest]]) -> bool:
    """Whether ``text`` begins with what a request is called that shows a change before it is made, and asks nothing:
    "tell me when btc is above 70000"."""
    words = [] if text.endswith("?") else text.split()
    _, request = _named(words, other_names(catalog))
    return request is not None and issubclass(request, Proposing)


def _stop(text: str, catalog: Mapping[str, type[AnyRequest]]) -> AnyRequest | None:
    """What ``text`` wants stopped, where it says nothing but that: "stop everything now"."""
    words = list(dropwhile(lambda word: word in OPENERS, text.lower().replace(",", " ").split()))
    words = words[:-1] if words[-1:] == ["now"] else words
    stopping = {name: request for name, request in other_names(catalog).items() if request.stops}
    said = [name for name in (" ".join(words), " ".join(without_fillers(words))) if name in stopping]
    return build(stopping[said[0]], {}) if said else None


def _of_own_market(read: Callable[[Preferences], AnyRequest], own: Preferences) -> AnyRequest:
    """What was ``read``: of the asker's own market where the words name none, for they go first."""
    try:
        return read(own.model_copy(update={"market": None}))
    except MissingMarket as missing:
        if missing.unfinished is None or own.market is None:
            raise
        return build(missing.unfinished.kind, missing.unfinished.given, own=own)


def _command(line: str, catalog: Mapping[str, type[AnyRequest]], own: Preferences) -> AnyRequest:
    words = line.split()
    name, request = _named(words, catalog)
    if request is None:
        raise unknown(" ".join(words), catalog)
    return _asked(words[len(name.split()) :], request, own)


def _sentence(text: str, catalog: Mapping[str, type[AnyRequest]], own: Preferences) -> AnyRequest:
    """What ``text`` asks for, which may be what a word means: where it can ask for nothing else or is of a known term,
    unless a command has *the* term; and where no command is meant, also by the bare word."""
    question = question_of(text)
    read = partial(_commanded, text, catalog)
    if question is None:
        try:
            return _of_own_market(read, own)
        except UnknownCommand as error:
            term, group = bare_term(text), f"{text.lower()} "
            if error.lacking or any(name.startswith(group) for name in error.close_matches):
                term = None
            if (term := term_asked_about(text) or term) is None:
                raise
            return build(catalog[DEFINE], {"term": term})
    defined = build(catalog[DEFINE], {"term": question.term})
    if question.certain or (not question.of_the and question.is_known):
        return defined
    try:
        return _of_own_market(read, own)
    except UnknownCommand as error:
        if error.near and not question.is_known:
            raise
    except InvalidRequest as error:
        if not question.is_known and (question.of_the or error.unfinished is None):
            raise
    return defined


def _commanded(text: str, catalog: Mapping[str, type[AnyRequest]], own: Preferences) -> AnyRequest:
    """What ``text`` asks for by the name of a request, or by what else one is called."""
    words = text.split()
    around = turned(text, catalog)
    if around is not None and (asked := _turned(text, around, own)) is not None:
        return asked
    begun = list(dropwhile(lambda word: word.lower() in FILLERS, words))
    for start in (words, begun):
        name, request = _named(start, catalog)
        other, kind = _named(start, other_names(catalog))
        if kind is not None and other.startswith(f"{name} ") and _goes_first(other, kind, request):
            request = None  # "price alert btc" is no price, and "learn about stops" not where one is
        if request is not None:
            behind = start[len(name.split()) :]
            if not request.model_fields and without_fillers(behind):
                raise unknown(text, catalog)
            try:
                return _read(behind, request, own)
            except InvalidRequest:
                if lacking_in(start, start) or _is_of_other_things(behind, request):
                    raise unknown(text, catalog) from None
                raise
        name, request = _named(start, other_names(catalog))
        behind = without_fillers(start[len(name.split()) :])
        free = request is None or (request.gathers and behind and not _takes_text(name, request))
        if request is not None and not free and request.audience is not Audience.CONFIDENTIAL:
            called = name.split()
            said = {} if request.gathers else recognised(called, options_of(request))[0]
            try:
                asked = _read([*said.values(), *start[len(called) :]], request, own)
            except MissingMarket:
                raise
            except InvalidRequest:
                continue
            if is_sound(asked) and not asked.changes():
                return asked
    if meant := put_right(words, other_names(catalog)):
        raise _misspelt(text, meant, catalog, own)
    raise unknown(text, catalog)


def _goes_first(called: str, kind: type[AnyRequest], request: type[AnyRequest] | None) -> bool:
    """Whether ``called`` means ``kind`` though it begins with the name of ``request``."""
    return _takes_text(called, kind) or (kind is request and not kind.gathers)


def _takes_text(called: str, request: type[AnyRequest]) -> bool:
    """Whether what stands behind ``called`` may be a text for ``request``: it shows what a change would be, or its name
    cannot end there."""
    return issubclass(request, Proposing) or (called.split()[-1] in WANTS_MORE and not issubclass(request, Change))


def _turned(text: str, around: Turned, own: Preferences) -> AnyRequest | None:
    """What ``around`` says, if its words fit.

    Raises:
        UnknownCommand: it changes something or is confidential, so that it is offered.
    """
    asked: AnyRequest | None = None
    with suppress(InvalidRequest):
        asked = _read(around.words, around.kind, own)
    if not is_private(around.kind):
        return asked
    told = around.kind.name if asked is None else plainly(asked)
    raise UnknownCommand(command=text, close_matches=(told,), near=() if asked is None else (asked,))


def _misspelt(
    text: str, meant: Sequence[str], catalog: Mapping[str, type[AnyRequest]], own: Preferences
) -> UnknownCommand:
    """What a sentence with a misspelt first word would be, where it shows a change before it is made."""
    with suppress(UnknownCommand, InvalidRequest):
        asked = _commanded(" ".join(meant), catalog, own)
        if isinstance(asked, Proposing):
            return UnknownCommand(command=text, close_matches=(plainly(asked),), near=(asked,))
    return unknown(text, catalog)


def _named(words: Sequence[str], names: Mapping[str, type[AnyRequest]]) -> tuple[str, type[AnyRequest] | None]:
    """The longest of ``names`` that ``words`` begin with, and whose it is."""
    longest = max((len(name.split()) for name in names), default=0)
    for length in range(min(len(words), longest), 0, -1):
        name = " ".join(words[:length]).lower()
        if name in names:
            return name, names[name]
    return "", None


def _read(words: Sequence[str], request: type[AnyRequest], own: Preferences) -> AnyRequest:
    """The request with the options that ``words`` name, without their fillers where that makes sense."""
    if request.gathers:
        needed = request.model_fields[request.gathers].is_required()
        telling = without_fillers(words)
        whole = needed or (request.stops and bool(telling))  # a reason is kept as it was given
        return _asked(words if whole else telling, request, own)
    at = _own_text(words, request)
    said, text = words[:at], words[at:]
    try:
        plain = _asked([*without_fillers(said, _own_words(request)), *text], request, own)
        if is_sound(plain):
            return plain
    except InvalidRequest as error:
        with suppress(InvalidRequest):
            return _asked([*without_asides(said), *text], request, own)
        raise error from None
    return _asked(words, request, own)


def _is_of_other_things(words: Sequence[str], request: type[AnyRequest]) -> bool:
    """Whether so many ``words`` stand behind the one name of ``request`` that this is but a verb: "explain how to get
    out of debt"."""
    single = len(request.model_fields) == 1 and " " not in request.name
    return single and not request.gathers and len(without_fillers(words)) > 1 + len(request.model_fields)


def _own_text(words: Sequence[str], request: type[AnyRequest]) -> int:
    """Where among ``words`` somebody's own text begins, which is kept as it was given: behind the name of its
    option."""
    names = {option.name for option in options_of(request) if option.suggested in OWN_TEXT}
    return next((at for at, word in enumerate(words) if word.lower().split(":")[0] in names), len(words))


def _asked(words: Sequence[str], request: type[AnyRequest], own: Preferences) -> AnyRequest:
    """The request with the options that ``words`` name.

    Raises:
        InvalidRequest: words that are no options, or options that do not fit; near is what the other words ask for.
    """
    options, problems = told_options([word for word in words if word.lower() not in request.about], request)
    try:
        return build(request, options, problems, own=own)
    except InvalidRequest as error:
        near: list[AnyRequest] = []
        if problems and not is_private(request):
            with suppress(InvalidRequest):
                near.append(build(request, options, own=own))
        raise replace(error, near=tuple(near)) from None


def _own_words(request: type[AnyRequest]) -> set[str]:
    """The words that the options of ``request``, and their choices, are called by."""
    options = options_of(request)
    choices = chain.from_iterable((*option.choices, *(said for said, _ in option.called)) for option in options)
    return {word for name in chain((option.name for option in options), choices) for word in re.split("[ _]", name)}
