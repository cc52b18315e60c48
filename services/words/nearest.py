"""Which commands a sentence may mean that is none. They are offered, never run: what is meant is for people to say."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache, lru_cache
from itertools import chain
from typing import Final

from rapidfuzz import fuzz

from services.core.errors import InvalidRequest, UnknownCommand
from services.core.likeness import close
from services.core.options import options_of
from services.core.request import AnyRequest
from services.market.several import BEST_KNOWN
from services.market.symbols import ALIASES, LOOKS_LIKE_ONE
from services.words.build import build
from services.words.plain_words import FILLERS, is_length, plainly, recognised

OFFERED: Final = 3
NAMED, CALLED, TOLD, FILLED = 3.0, 2.0, 1.0, 2.0
"""What a word counts that is in a request's name, in what else it is called, and in its summary, each shared among all
requests that have it so; and what an option counts that the sentence fills."""
NEAR_ENOUGH: Final = 0.4
"""Of the nearest one's count: others with less are not offered."""
ALIKE: Final = 80.0
"""The least likeness of a misspelt word, in percent."""
_LOOKED_AT: Final = 24
"""Characters compared, and words looked at."""
_SHORTEST: Final = 3
"""Letters of a word that may be a misspelt one."""
_WORD: Final = re.compile(r"[^\s:,?!;/]+/[\w:-]+|[^\s:,?!;]+")
_TICKER: Final = re.compile(r"[A-Z][A-Z0-9]{1,9}")
_ENDINGS: Final = ("ing", "ed", "es", "s", "e")
_BEFORE_PLACE: Final = re.compile(r"^(?:(?:is|to|in|at|from|of|the city of)\s+)+", re.IGNORECASE)


def unknown(text: str, catalog: Mapping[str, type[AnyRequest]]) -> UnknownCommand:
    """What to say of ``text``, which is no command: the nearest ones, filled with what it says of their options."""
    words = _WORD.findall(re.sub(r"(?<![\w/])\w+:(?=\S)", "", text))[:_LOOKED_AT]
    shared = Counter(chain.from_iterable(vocabulary(request).items() for request in catalog.values()))
    symbols = _symbols(words, {stem for stem, _ in shared})
    stems = _stems([word for word in words if word not in symbols], catalog.values())
    found = [_Found(request, _said(text, words, symbols, request)) for request in catalog.values()]
    counts = {each: sum(n / shared[s, n] for s, n in vocabulary(each.kind).items() if s in stems) for each in found}
    by_words = {each: count + FILLED * len(each.options) for each, count in counts.items() if count}
    least = NEAR_ENOUGH * max(by_words.values(), default=0)
    near = [each for each in by_words if by_words[each] >= least]
    if symbols and not any(each.request for each in near):
        near += [each for each in found if each.request and each.options]
    near.sort(key=lambda each: (-by_words.get(each, 0.0), *each.rank(text)))
    offered = sorted(near, key=lambda each: each.request is None)[:OFFERED]
    return UnknownCommand(
        command=text,
        close_matches=tuple(plainly(each.request) if each.request else each.kind.name for each in offered),
        near=tuple(each.request for each in offered if each.request),
    )


class _Found:
    """A kind of request, the ``options`` that a sentence says, and the request with them where they suffice."""

    def __init__(self, kind: type[AnyRequest], options: Mapping[str, str]) -> None:
        self.kind = kind
        self.options = options
        self.request: AnyRequest | None = None
        with suppress(InvalidRequest):
            self.request = build(kind, options)

    def rank(self, text: str) -> tuple[float, int, int, str]:
        """Its place among equals: first whose name ``text`` is like, then fewest options, then the shortest name."""
        alike = fuzz.ratio(text.lower()[:_LOOKED_AT], self.kind.name, score_cutoff=ALIKE)
        return -alike, len(self.kind.model_fields), len(self.kind.name), self.kind.name


@cache
def vocabulary(request: type[AnyRequest]) -> Mapping[str, float]:
    """The stems that ``request`` is found by, and what each counts."""
    texts = ((TOLD, request.summary), (CALLED, " ".join(request.also)), (NAMED, request.name))
    return {_stem(word): counts for counts, text in texts for word in _plain(text)}


def _plain(text: str) -> list[str]:
    return [word for word in re.findall(r"[a-z0-9]+", text.lower().replace("'s", "")) if word not in FILLERS]


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    """``word`` without the ending of a plural or a tense."""
    plain = word.lower().removesuffix("'s")
    return next(
        (plain.removesuffix(end) for end in _ENDINGS if plain.endswith(end) and len(plain) > len(end) + 2), plain
    )


def _stems(words: Sequence[str], requests: Iterable[type[AnyRequest]]) -> set[str]:
    """The stems of ``words``; a misspelt one counts as the name that it is most like."""
    texts = chain.from_iterable((request.name, *request.also, request.summary) for request in requests)
    spelt = dict.fromkeys(_plain(" ".join(texts)))
    known = set(map(_stem, spelt))
    stems: set[str] = set()
    for word in words:
        if _stem(word) in known:
            stems.add(_stem(word))
        elif len(word) >= _SHORTEST and word.lower() not in FILLERS:
            stems.update(map(_stem, close(word.lower(), spelt, 1, ALIKE)))
    return stems


def _symbols(words: Sequence[str], known: Collection[str]) -> dict[str, str]:
    """The words that mean a market, and how it is written. Of the rest, only capitals amid other words mean one."""
    shouted = all(word.isupper() for word in words)
    symbols: dict[str, str] = {}
    for word in words:
        base = word.upper().removesuffix("'S")
        if base in ALIASES or base in BEST_KNOWN:
            symbols[word] = ALIASES.get(base, base).lower()
        elif LOOKS_LIKE_ONE.fullmatch(word) or (
            _TICKER.fullmatch(word) and not shouted and word.lower() not in FILLERS and _stem(word) not in known
        ):
            symbols[word] = word.lower()
    return symbols


def _said(text: str, words: Sequence[str], symbols: Mapping[str, str], request: type[AnyRequest]) -> dict[str, str]:
    """The options of ``request`` that a sentence gives."""
    options, _ = recognised(words, options_of(request))
    named = tuple(dict.fromkeys(symbols.values()))
    lengths = [word for word in words if is_length(word)]
    place = _place(text, request)
    for option, value in (
        ("symbol", named[0] if named else ""),
        ("symbols", ",".join(named) if len(named) > 1 else ""),
        ("timeframe", lengths[0] if lengths else ""),
        ("place", place),
    ):
        if value and option in request.model_fields:
            options[option] = value
    return options


def _place(text: str, request: type[AnyRequest]) -> str:
    """What follows the last of the request's own words: ``Vienna`` in "set my place to Vienna"."""
    group, _, own = request.name.rpartition(" ")
    known = set(vocabulary(request)) - {_stem(group)} | {_stem(own)}
    ends = [word.end() for word in re.finditer(r"\w+", text) if _stem(word[0]) in known]
    return _BEFORE_PLACE.sub("", text[max(ends, default=len(text)) :].strip(" ,:?!."))
