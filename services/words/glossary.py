"""The words that cards use, as ``config/glossary.yaml`` explains them. It is read at the first question."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

import yaml
from pydantic import Field, ValidationError
from rapidfuzz import fuzz, process

from services.core.request import Frozen

FILE: Final = "glossary.yaml"
LONGEST_TERM: Final = 80
"""Characters of what is asked for."""
SURE: Final = 88.0
"""Percent of likeness from which a misspelt word is taken for the one that it is like."""
LIKELY: Final = 60.0
"""The same from which a word is offered."""
MOST_WORDS: Final = 6
"""Of a name that is looked for in a text."""
_WORD: Final = re.compile(r"[^\W_]+(?:[-–’'/&.+][^\W_]+)*")
_ARTICLE: Final = re.compile(r"^(?:an?|the)\s+")


class BrokenGlossary(ValueError):
    """The glossary cannot be used; the message names the file, the line, and what is wrong there."""


class Term(Frozen):
    """A word: what else it is called (``also``), what it ``means``, how this desk computes it (``here``), other terms
    to ``see``, and a command that shows it (``ask``). Of its names the ``everyday`` ones mostly mean something else in
    a sentence ("put a stop there")."""

    term: str = Field(min_length=1, max_length=40)
    also: tuple[str, ...] = ()
    means: str = Field(max_length=200, pattern=r"^[A-Z][^0-9]+\.$")
    everyday: tuple[str, ...] = ()
    here: str | None = Field(default=None, max_length=300)
    see: tuple[str, ...] = ()
    ask: str | None = None


class Glossary:
    """All terms, found by any of their names."""

    def __init__(self, terms: Sequence[Term], names: Mapping[str, Term]) -> None:
        self.terms = tuple(terms)
        self._names = names

    def __getitem__(self, name: str) -> Term:
        found = self.find(name)
        if found is None:
            raise KeyError(name)
        return found

    def find(self, text: str) -> Term | None:
        """The term called ``text``, give or take case, marks, an article and a plural."""
        wanted = plain(text)
        return next((self._names[name] for name in _singulars(wanted) if name in self._names), None)

    def within(self, text: str) -> list[Term]:
        """The terms that ``text`` uses, each once, in the order in which they stand there. Of names within one another
        the longest counts. An everyday name counts where its term has another name there, or a term that it links to.
        """
        words, found, sure, at = _WORD.findall(text), dict[str, Term](), set[str](), 0
        while at < len(words):
            ends = range(min(at + MOST_WORDS, len(words)), at, -1)
            name, past = next(((name, end) for end in ends if (name := self._named(words[at:end]))), (None, at + 1))
            if name is not None:
                term = found.setdefault(self._names[name].term, self._names[name])
                if name not in term.everyday:
                    sure.add(term.term)
            at = past
        return [term for term in found.values() if term.term in sure or not sure.isdisjoint(term.see)]

    def _named(self, words: Sequence[str]) -> str | None:
        """The name of a term that ``words`` are."""
        name = " ".join(words).lower().replace("’", "'")
        return next((each for each in _singulars(name) if each in self._names), None)

    def like(self, text: str) -> Term | None:
        """The term that ``text`` is a misspelt name of; ``None`` where that is not sure."""
        found = process.extractOne(plain(text), self._names.keys(), scorer=fuzz.ratio, score_cutoff=SURE)
        return None if found is None else self._names[found[0]]

    def near(self, text: str, most: int) -> list[Term]:
        """At most ``most`` terms that may be meant, the most alike first."""
        found = process.extract(plain(text), self._names.keys(), scorer=_likeness, limit=None, score_cutoff=LIKELY)
        return list({self._names[name].term: self._names[name] for name, _, _ in found}.values())[:most]

    def starting(self, text: str) -> list[str]:
        """The terms with a name that starts with ``text``, then those with a word that does."""
        typed = plain(text)
        begins = {term.term: None for name, term in self._names.items() if name.startswith(typed)}
        within = {term.term: None for name, term in self._names.items() if f" {typed}" in name}
        return [*sorted(begins, key=str.lower), *sorted(within.keys() - begins.keys(), key=str.lower)]


@cache
def glossary() -> Glossary:
    """The desk's own.

    Raises:
        BrokenGlossary: see there.
    """
    file = files("config") / FILE
    return read(file.read_text(encoding="utf-8"), f"config/{FILE}")


def read(text: str, where: str) -> Glossary:
    """The glossary that ``text`` writes down; ``where`` is what its file is called.

    Raises:
        BrokenGlossary: see there.
    """
    terms: list[Term] = []
    lines: list[int] = []
    for line, entry in _entries(text, where):
        try:
            terms.append(Term.model_validate(entry))
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"]))
            raise BrokenGlossary(f"{where}:{line}: {place}: {first['msg']}") from None
        lines.append(line)
    names: dict[str, Term] = {}
    for line, term in zip(lines, terms, strict=True):
        for name in (term.term, *term.also):
            other = names.setdefault(plain(name), term)
            if other is not term or (name != term.term and plain(name) == plain(term.term)):
                raise BrokenGlossary(f"{where}:{line}: {name!r} is there already, under {other.term!r}")
    for line, term in zip(lines, terms, strict=True):
        for name in term.everyday:
            if names.get(name) is not term:
                raise BrokenGlossary(f"{where}:{line}: everyday: {name!r} is none of its names")
        for link in term.see:
            if link not in {each.term for each in terms}:
                raise BrokenGlossary(f"{where}:{line}: see: there is no term {link!r}")
    return Glossary(terms, names)


def _entries(text: str, where: str) -> Iterator[tuple[int, object]]:
    """Each entry with the line that it begins in."""
    loader = yaml.CSafeLoader(text)
    try:
        node = loader.get_single_node()
        if not isinstance(node, yaml.SequenceNode):
            raise BrokenGlossary(f"{where}:1: it is a list of terms")
        for entry in node.value:
            yield entry.start_mark.line + 1, loader.construct_object(entry, deep=True)
    except yaml.MarkedYAMLError as error:
        line = 1 if error.problem_mark is None else error.problem_mark.line + 1
        raise BrokenGlossary(f"{where}:{line}: {error.problem}") from None
    finally:
        loader.dispose()


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """``name`` in small letters on one line, without an article and the marks around it."""
    line = " ".join(name.lower().replace("’", "'").strip(" ?!.,;:\"'`“”*").split())
    return _ARTICLE.sub("", line)


def _singulars(name: str) -> Iterator[str]:
    yield name
    for ending, instead in (("ies", "y"), ("es", ""), ("s", "")):
        if name.endswith(ending):
            yield name.removesuffix(ending) + instead


def _likeness(one: str, other: str, *, score_cutoff: float | None = None) -> float:
    """By letters in order, and a little less by words in common."""
    del score_cutoff
    return max(fuzz.ratio(one, other), 0.9 * fuzz.token_set_ratio(one, other))
