"""Whether the words of a model are its own: what other people wrote, or its instructions, must not reach people as if
the desk said it.

What it repeats is found by its letters and digits alone, so that no spacing, case or sign hides it. A few words may be
the same; a run of ``RUN``, or the whole of a text of at least ``WHOLE``, may not.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from services.brain.context import Context
from services.brain.decision import Decision

RUN: Final = 30
"""Letters and digits: about six words."""
RUN_OF_INSTRUCTIONS: Final = 60
"""Of these more may be the same: they say how a decision is told."""
WHOLE: Final = 12
_ADDRESS: Final = re.compile(
    r"(?i)\w://|\bwww\.|@[^\W\d]|<[@#:a]|\]\(|\b[a-z][\w-]*\.(?:com|net|org|io|gg|ru|xyz|example|dev)\b"
)
_KEY: Final = re.compile(
    r"\b(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{16,}\b|\b[A-Z]{3,}[-_](?:\w+[-_])*(?=\d*[A-Z])(?=[A-Z]*\d)[A-Z0-9]{4,}\b"
)
"""A key, a hash, an address of coins; or one of the form ``REF-7Q2X``."""
_CODE: Final = re.compile(r"(?=[\w-]*(?:\d[^\W\d_]+\d|[^\W\d_]\d+[^\W\d_]|[A-Z]{4}[-_][A-Z]{5}))\w[\w-]{3,}")
"""What nobody writes by chance, as they may ``4h``, ``EMA20`` and ``BTC-USDT``."""


def words_of(decision: Decision) -> str:
    """All that ``decision`` says in words of its own, beside the market's name."""
    return "\n".join((decision.reasoning, decision.invalidation, decision.timeframe))


def foreign(decision: Decision, context: Context) -> str:
    """What of the words of ``decision`` is not its own, told without repeating it; empty: they are."""
    said = words_of(decision)
    if found := addressed(said):
        return found
    others = [text for text in (context.note, *(lesson.text for lesson in context.lessons)) if text]
    if _coded(others) & _coded([said]) or repeats(said, others, RUN):
        return "what others wrote"
    return ""


def addressed(said: str) -> str:
    """What is in ``said`` that leads or calls somebody somewhere, whoever wrote it; empty: nothing."""
    plain = unicodedata.normalize("NFKC", said)
    if _ADDRESS.search(plain):
        return "an address or a mention"
    return "a code" if _KEY.search(plain) else ""


def repeats(said: str, texts: Iterable[str], run: int) -> bool:
    """Whether ``said`` has a run of so many letters and digits of one of ``texts``, or all of one."""
    mine = _letters(said)
    runs = {mine[at : at + run] for at in range(len(mine) - run + 1)}
    for theirs in map(_letters, texts):
        if WHOLE <= len(theirs) <= run and theirs in mine:
            return True
        if any(theirs[at : at + run] in runs for at in range(len(theirs) - run + 1)):
            return True
    return False


def _letters(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


def _coded(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(code.casefold() for text in texts for code in _CODE.findall(text))
