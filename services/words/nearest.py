"""Which commands a sentence may mean that is none. They are offered, never run: what is meant is for people to say.

Nothing is offered that the sentence does not name: all words of a request's name, or of what else it is called, and no
more words of other things than of these. What changes something or is confidential is a button only where it is named
letter by letter. What this version has not is said by name.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache, lru_cache
from itertools import chain, dropwhile
from typing import Final

from rapidfuzz import fuzz

from services.core.errors import InvalidRequest, UnknownCommand
from services.core.likeness import close
from services.core.options import options_of
from services.core.request import AnyRequest, Proposing
from services.market.several import BEST_KNOWN
from services.market.symbols import ALIASES, LOOKS_LIKE_ONE
from services.words.build import build
from services.words.lacking import Lacking, lacking_in
from services.words.option_words import told_options
from services.words.plain_words import (
    FILLERS,
    OPENERS,
    is_length,
    is_private,
    plainly,
    recognised,
    without_fillers,
)

OFFERED: Final = 3
NAMED, CALLED, TOLD, FILLED = 3.0, 2.0, 1.0, 2.0
"""What a word counts that is in a request's name, in what else it is called, and in its summary, each shared among all
requests that have it so; and what an option counts that the sentence fills."""
NEAR_ENOUGH: Final = 0.4
"""Of the nearest one's count: others with less are not offered."""
EXPLAINED: Final = 0.5
"""The least part of a sentence's words that what it is taken for must account for; more, where it is called neither by
its name nor by its group letter by letter."""
MOST_BESIDE_MARKET: Final = 3
"""Words beside a market that nothing accounts for, where the market alone is offered."""
ALIKE: Final = 80.0
"""The least likeness of a misspelt word, in percent."""
_FEW: Final = 3
"""Words of a sentence that may be a misspelt command."""
_LOOKED_AT: Final = 24
"""Characters compared, and words looked at."""
_LONGEST_SHOWN: Final = 100
_SHORTEST: Final = 3
"""Letters of a word that may be a misspelt one."""
_WORD: Final = re.compile(r"[^\s:,?!;/()\"“”]+/[\w:-]+|[^\s:,?!;()\"“”]+")
_TICKER: Final = re.compile(r"[A-Z][A-Z0-9]{1,9}")
_ENDINGS: Final = ("ing", "ed", "es", "s", "e")
_BEFORE_PLACE: Final = re.compile(r"^(?:(?:is|to|in|at|from|of|the city of)\s+)+", re.IGNORECASE)


def unknown(text: str, catalog: Mapping[str, type[AnyRequest]]) -> UnknownCommand:
    """What to say of ``text``, which is no command: the nearest ones, filled with what it says of their options."""
    sentence = _Sentence(text, catalog)
    lacking = lacking_in(sentence.words, sentence.begun)
    near = sentence.closest(lacking) if lacking else sentence.near()
    offered = sorted(near, key=lambda each: each.request is None)[:OFFERED]
    return UnknownCommand(
        command=shown(text),
        close_matches=tuple(plainly(each.request) if each.request else each.kind.name for each in offered),
        near=tuple(each.request for each in offered if each.request),
        lacking=lacking.name if lacking else "",
    )


def shown(text: str) -> str:
    """``text``, cut where it is long."""
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


class _Found:
    """A kind of request, the ``options`` that a sentence says, and the request with them where they suffice."""

    def __init__(self, kind: type[AnyRequest], options: Mapping[str, str], *, offered: bool) -> None:
        self.kind = kind
        self.options = options
        self.request: AnyRequest | None = None
        if offered:
            with suppress(InvalidRequest):
                self.request = build(kind, options)

    def rank(self, text: str) -> tuple[float, int, int, str]:
        """Its place among equals: first whose name ``text`` is like, then fewest options, then the shortest name."""
        alike = fuzz.ratio(text.lower()[:_LOOKED_AT], self.kind.name, score_cutoff=ALIKE)
        return -alike, len(self.kind.model_fields), len(self.kind.name), self.kind.name


class _Sentence:
    """What somebody wrote, beside what they could ask for."""

    def __init__(self, text: str, catalog: Mapping[str, type[AnyRequest]]) -> None:
        self._text = text
        self._catalog = catalog
        self.words = _WORD.findall(re.sub(r"(?<![\w/])\w+:(?=\S)", "", text))[:_LOOKED_AT]
        self.begun = list(dropwhile(lambda word: word.lower() in OPENERS, self.words))
        self._shared = Counter(chain.from_iterable(vocabulary(kind).items() for kind in catalog.values()))
        self._symbols = _symbols(self.words, {stem for stem, _ in self._shared})
        self._content = [word for word in self.words if word.lower() not in FILLERS]
        plain = [word for word in self._content if word not in self._symbols]
        self._stems = _stems(plain, catalog.values(), misspelt=len(plain) <= _FEW)

    def near(self) -> list[_Found]:
        """What the sentence may mean, the likeliest first."""
        named = [kind for kind in self._catalog.values() if self._names(kind)]
        found = [self._found(kind) for kind in named]
        counts = {each: self._count(each) for each in found}
        least = NEAR_ENOUGH * max(counts.values(), default=0)
        near = [each for each in found if counts[each] >= least]
        if not any(each.request for each in near) and self._is_of_a_market():
            others = [self._found(kind) for kind in self._catalog.values() if kind not in named]
            near += [each for each in others if each.request and "symbol" in each.options]
        return sorted(near, key=lambda each: (-counts.get(each, 0.0), *each.rank(self._text)))

    def closest(self, lacking: Lacking) -> list[_Found]:
        """What comes closest to what this version lacks, with the market that the sentence is about."""
        self._symbols = {word: symbol for word, symbol in self._symbols.items() if _is_certain(word)}
        return [self._found(self._catalog[name]) for name in lacking.nearest if name in self._catalog]

    def _names(self, kind: type[AnyRequest]) -> bool:
        """Whether the sentence names ``kind``, and is not rather about something else."""
        stems = set(self._stems.values())
        phrases = _phrases(kind)
        whole = self._spells(kind) or (not _is_spelt(kind) and any(called and called <= stems for _, called in phrases))
        if not whole and _stem(kind.name.split()[0]) not in stems:
            return False
        known = frozenset().union(*(called for _, called in phrases))
        if self._told_behind(kind):
            return True
        told = " ".join(_said(self._text, self.words, self._symbols, kind).values()).lower()
        other = [
            word
            for word in self._content
            if self._stems.get(word, "") not in known and word not in self._symbols and word.lower() not in told
        ]
        explained = 1 - len(other) / max(1, len(self._content))
        group, _, more = kind.name.partition(" ")
        if self._spells(kind) or (whole and more and group in map(str.lower, self.words)):
            return explained >= EXPLAINED
        return explained > EXPLAINED if whole else not other

    def _found(self, kind: type[AnyRequest]) -> _Found:
        options = self._told_behind(kind) or _said(self._text, self.words, self._symbols, kind)
        return _Found(kind, options, offered=not _is_spelt(kind) or self._spells(kind))

    def _told_behind(self, kind: type[AnyRequest]) -> dict[str, str]:
        """The options that are said behind what ``kind`` is called, where the sentence is nothing else."""
        said = f"{' '.join(self._text.split()).lower()} "
        for phrase, _ in _phrases(kind):
            if said.startswith(f"{phrase} ") and not kind.gathers:
                options, problems = told_options(without_fillers(self._text.split()[len(phrase.split()) :]), kind)
                return {} if problems else options
        return {}

    def _spells(self, kind: type[AnyRequest]) -> bool:
        """Whether what ``kind`` is called stands in the sentence, letter by letter."""
        said = f" {' '.join(self.words).lower()} "
        return any(f" {phrase} " in said for phrase, _ in _phrases(kind))

    def _count(self, found: _Found) -> float:
        stems = set(self._stems.values())
        by_words = sum(n / self._shared[s, n] for s, n in vocabulary(found.kind).items() if s in stems)
        return by_words + FILLED * len(found.options)

    def _is_of_a_market(self) -> bool:
        """Whether the sentence is of a well-known market, and of little else."""
        certain = [word for word in self._symbols if _is_certain(word)]
        return bool(certain) and len(self._content) - len(self._symbols) <= MOST_BESIDE_MARKET


def _is_spelt(kind: type[AnyRequest]) -> bool:
    """Whether ``kind`` is offered only where it is named letter by letter: what changes something or is confidential,
    and what makes any text into a change that is to be confirmed."""
    return is_private(kind) or (kind.gathers is not None and issubclass(kind, Proposing))


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


@cache
def _phrases(kind: type[AnyRequest]) -> tuple[tuple[str, frozenset[str]], ...]:
    """What ``kind`` is called, each with its stems."""
    return tuple((phrase, frozenset(map(_stem, _plain(phrase)))) for phrase in (kind.name, *kind.also))


def _stems(words: Sequence[str], kinds: Iterable[type[AnyRequest]], *, misspelt: bool) -> dict[str, str]:
    """The stem of each of ``words``; ``misspelt`` ones count as what they are most like that a request is called."""
    called = dict.fromkeys(_plain(" ".join(phrase for kind in kinds for phrase in (kind.name, *kind.also))))
    known = set(map(_stem, called))
    stems = {word: _stem(word) for word in words}
    for word in words if misspelt else ():
        near = close(word.lower(), called, 1, ALIKE) if stems[word] not in known and len(word) >= _SHORTEST else []
        if near and abs(len(near[0]) - len(word)) <= 1:
            stems[word] = _stem(near[0])
    return stems


def _symbols(words: Sequence[str], known: Collection[str]) -> dict[str, str]:
    """The words that mean a market, and how it is written. Of the rest, only capitals amid other words mean one."""
    shouted = all(word.isupper() for word in words)
    symbols: dict[str, str] = {}
    for word in words:
        base = word.upper().removesuffix("'S")
        ticker = _TICKER.fullmatch(word) and not shouted and word.lower() not in FILLERS and _stem(word) not in known
        if ticker or _is_certain(word):
            symbols[word] = ALIASES.get(base, base).lower()
    return symbols


def _is_certain(word: str) -> bool:
    """Whether ``word`` means a market whatever stands around it."""
    base = word.upper().removesuffix("'S")
    return base in ALIASES or base in BEST_KNOWN or LOOKS_LIKE_ONE.fullmatch(word) is not None


def _said(text: str, words: Sequence[str], symbols: Mapping[str, str], request: type[AnyRequest]) -> dict[str, str]:
    """The options of ``request`` that a sentence gives."""
    options, _ = recognised(words, options_of(request))
    named = tuple(dict.fromkeys(symbols.values()))
    listed = request.model_fields.get("symbols")
    lengths = [word for word in words if is_length(word)]
    place = _place(text, request)
    for option, value in (
        ("symbol", named[0] if named else ""),
        ("symbols", ",".join(named) if len(named) > 1 or (listed is not None and listed.is_required()) else ""),
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
