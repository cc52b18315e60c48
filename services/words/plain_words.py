"""What the words of a plain sentence are: those that say nothing, and those that can belong to one option only."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import chain, takewhile
from typing import Final

from services.core.errors import UnknownTimeframe
from services.core.options import Option, options_of
from services.core.request import AnyRequest, Audience, Change
from services.market.timeframes import parse_timeframe

# fmt: off
FILLERS: Final = frozenset({
    "a", "about", "an", "and", "are", "at", "between", "can", "could", "currently", "did", "do", "does", "for", "from",
    "get", "give", "has", "have", "how", "i", "in", "is", "it", "me", "my", "now", "of", "on", "or", "our", "over",
    "please", "right", "show", "tell", "that", "the", "this", "to", "today", "us", "want", "was", "were", "what",
    "what's", "whats", "when", "where", "whether", "which", "will", "with", "would", "you", "your",
})
# fmt: on
"""Words that a sentence has and a command has not."""

ASIDES: Final = frozenset(
    {"a", "an", "currently", "is", "my", "now", "of", "please", "right", "the", "this", "to", "today"}
)
"""Fillers that no option means, nor a market: "price me" asks for ME, and "price now" for none."""

# fmt: off
OPENERS: Final = frozenset({
    "a", "an", "can", "could", "go", "i", "i'd", "just", "let", "let's", "like", "me", "need", "now", "ok", "please",
    "the", "to", "us", "want", "will", "would", "you",
})
# fmt: on
"""Words before what a sentence wants to have done."""

# fmt: off
QUESTIONS: Final = frozenset({
    "are", "did", "do", "does", "has", "have", "how", "is", "was", "were", "what", "what's", "whats", "when", "where",
    "whether", "which", "who", "who's", "why",
})
# fmt: on
"""Words that a question begins with."""

DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2}([Tt][0-9:.+Zz-]+)?)?")
TIME: Final = re.compile(r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?")
_LENGTH: Final = re.compile(r"[0-9]+[a-z]+|hourly|daily|weekly", re.IGNORECASE)
_GREETING: Final = re.compile(r"^(?:please|hey|hi|hello)\b[\s,]*", re.IGNORECASE)
_THANKS: Final = re.compile(r"[\s,]*\b(?:please|thanks|thank you)\W*$", re.IGNORECASE)
_END: Final = re.compile(r"[\s?!.,;]+$")
_LONGEST_QUOTE: Final = 40
LONGEST_CHOICE: Final = 4
"""Words of a choice, at most."""


def without_courtesy(text: str) -> str:
    """``text`` without a greeting, thanks, and the marks that end a sentence."""
    return _END.sub("", _THANKS.sub("", _GREETING.sub("", text.strip().replace("’", "'"))))


def is_question(text: str) -> bool:
    """Whether ``text`` asks rather than orders, be it behind other words: "tell me how to cancel"."""
    begun = takewhile(lambda word: word in FILLERS or word in QUESTIONS, text.lower().split())
    return text.rstrip().endswith("?") or any(word in QUESTIONS for word in begun)


def without_fillers(words: Sequence[str], meant: Collection[str] = ()) -> list[str]:
    """``words`` without those that say nothing, unless they are ``meant``."""
    return [word for word in words if word.lower() not in FILLERS or word.lower() in meant]


def without_asides(words: Sequence[str]) -> list[str]:
    """``words`` without those that no option means."""
    return [word for word in words if word.lower() not in ASIDES]


def recognised(words: Sequence[str], known: Sequence[Option]) -> tuple[dict[str, str], list[str]]:
    """The options of ``known`` that words name wherever they stand, and the words that are left.

    These are the choices of an option (``full moon``), what is on or off (``export``), and for ``date`` a day, with a
    time behind it or not.
    """
    phrases = {option.name: phrases_of(option) for option in known}
    options: dict[str, str] = {}
    left: list[str] = []
    at = 0
    while at < len(words):
        free = {name: values for name, values in phrases.items() if name not in options}
        name, value, length = _recognised(words[at:], free)
        if name:
            options[name] = value
        else:
            left.append(words[at])
        at += length
    return options, left


def _recognised(words: Sequence[str], free: Mapping[str, Mapping[str, str]]) -> tuple[str, str, int]:
    """The option that the first words name, its value, and how many words that are; no option is an empty name."""
    if "date" in free and DATE.fullmatch(words[0]):
        length = 2 if len(words) > 1 and TIME.fullmatch(words[1]) else 1
        return "date", " ".join(words[:length]), length
    for length in range(min(LONGEST_CHOICE, len(words)), 0, -1):
        run = as_said(" ".join(words[:length]))
        for name, known in free.items():
            if run in known:
                return name, known[run], length
    return "", "", 1


def phrases_of(option: Option) -> dict[str, str]:
    """How each choice of an option is written, with its fillers and without, what else it is called, and what it stands
    for."""
    if option.kind == "boolean":
        return {as_said(option.name): "yes"}
    short = {" ".join(without_fillers(choice.split())): choice for choice in option.choices}
    written = {phrase: choice for phrase, choice in short.items() if phrase} | {each: each for each in option.choices}
    return {as_said(phrase): choice for phrase, choice in (dict(option.called) | written).items()}


def as_said(phrase: str) -> str:
    """``phrase`` as it is compared: ``Stop-Limit`` and ``stop_limit`` are ``stop limit``."""
    return re.sub("[_-]", " ", phrase.lower())


def is_length(word: str) -> bool:
    """Whether ``word`` can be nothing but a timeframe: ``4h``, ``daily``, and not ``240``."""
    return _LENGTH.fullmatch(word) is not None and is_timeframe(word)


def is_timeframe(text: str) -> bool:
    try:
        parse_timeframe(text)
    except UnknownTimeframe:
        return False
    return True


def is_private(request: type[AnyRequest]) -> bool:
    """Whether ``request`` changes something or is confidential: it is asked for by its name, and never a guess."""
    return issubclass(request, Change) or request.audience is Audience.CONFIDENTIAL


def other_names(catalog: Mapping[str, type[AnyRequest]]) -> dict[str, type[AnyRequest]]:
    """What else the requests are called, where that is one request's alone."""
    count = Counter(chain.from_iterable(request.also for request in catalog.values()))
    return {name: request for request in catalog.values() for name in request.also if count[name] == 1}


def is_sound(request: AnyRequest) -> bool:
    """Whether each word came to an option that it can belong to, as far as words alone tell: no timeframe for a
    symbol, nothing else for a timeframe, and a digit where a date begins."""
    options = request.model_dump()
    symbol, timeframe, date = (options.get(name) for name in ("symbol", "timeframe", "date"))
    return (
        not (symbol and is_timeframe(symbol))
        and (timeframe is None or is_timeframe(timeframe))
        and (date is None or date[:1].isdigit())
    )


def plainly(request: AnyRequest) -> str:
    """``request`` as plain words, its options in their order: ``cosmic evidence btc full moon``. A number that would be
    taken for another's has its name before it: ``risk size btc 10000 stop 55000``."""
    told = request.model_dump(mode="json", exclude_defaults=True)
    words = [request.name]
    skipped = False
    for option in options_of(type(request)):
        number = option.kind in ("integer", "number")
        if option.name not in told:
            skipped |= number
        elif told[option.name] is True:
            words.append(option.name)
        else:
            named = (number and skipped) or request.gathers not in (None, option.name)
            words.append(f"{option.name} {told[option.name]}" if named else str(told[option.name]))
    return " ".join(words)


def quoted(written: object) -> str:
    """What was ``written``, as it is named where it is wrong."""
    text = str(written)
    return f"“{text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + '…'}”"
