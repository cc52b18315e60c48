"""From the text of a condition to its words, each with its place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from services.core.errors import BadCondition
from services.words.numbers import plain_signs

LONGEST_CONDITION = 200

Kind = Literal["number", "name", "sign", "end"]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a condition. ``text`` is in small letters; ``place`` counts characters from 1."""

    kind: Kind
    text: str
    place: int


_WORD = re.compile(
    r"\s*(?:"
    r"(?P<number>[$€£¥]?(?:[0-9]{1,3}(?: [0-9]{3})+(?![0-9])|[.,]?[0-9])(?:[0-9.,]*e[+-][0-9]+|[0-9a-z_.,']*))"
    r"|(?P<name>[a-z_][a-z0-9_]*)"
    r"|(?P<sign><=|>=|==|!=|[<>=≤≥≠()+*/%-])"
    r")",
    re.IGNORECASE | re.ASCII,
)
_SAME = {"≤": "<=", "≥": ">=", "≠": "!=", "==": "="}

_QUOTES = ('""', "''", "``", "“”", "„“", "«»", "‘’")


def words(text: str) -> Sequence[Word]:
    """The words of ``text``, and the end behind them.

    Raises:
        BadCondition: it is too long, or has a character that no condition has.
    """
    if len(text) > LONGEST_CONDITION:
        raise BadCondition(
            condition=text[:LONGEST_CONDITION],
            place=LONGEST_CONDITION + 1,
            reason=f"a condition has at most {LONGEST_CONDITION} characters",
        )
    found: list[Word] = []
    plain = _unquoted(plain_signs(text).rstrip())
    at, length = 0, len(plain)
    while at < length:
        match = _WORD.match(plain, at)
        if match is None:
            place = length - len(plain[at:].lstrip())
            raise BadCondition(
                condition=text, place=place + 1, word=text[place], reason="no condition has this character"
            )
        kind: Kind = "number" if match["number"] else "name" if match["name"] else "sign"
        written = match[kind].lower()
        place = match.start(kind)
        found.append(Word(kind, _SAME.get(written, written), place + 1))
        at = match.end()
    return [*found, Word("end", "", len(text) + 1)]


def _unquoted(text: str) -> str:
    """``text`` without the quotation marks around all of it, as it is written in a shell; each place stays its own."""
    inner = text.lstrip()
    if len(inner) < 2 or inner[0] + inner[-1] not in _QUOTES:
        return text
    return " " * (len(text) - len(inner) + 1) + inner[1:-1].rstrip()
