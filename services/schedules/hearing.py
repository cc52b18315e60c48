"""A schedule in a free sentence: ``send me the digest every morning``, ``on mondays at 9 show me the chart of btc``."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import dropwhile
from typing import Final, NamedTuple

from services.core.errors import InvalidRequest
from services.core.owners import To
from services.core.request import AnyRequest
from services.schedules.what import CHARTS, PRESETS, charts_of, fits
from services.schedules.when import read_when
from services.words.plain_words import FILLERS, OPENERS, is_timeframe, plainly

SENDING: Final = frozenset({"bring", "dm", "mail", "message", "post", "remind", "schedule", "send"})
"""What people ask for who want to be told of something by itself."""
_OF_TIME: Final = re.compile(
    r"\b(?:every|each|daily|hourly|weekly|monthly|(?:week|work)days?|weekends?|(?:morn|even)ings?|noon|midnight|"
    r"tomorrow|tonight|in \d+|at \d+|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|opens?|closes?|month)\b"
)
_BEGINS: Final = re.compile(
    r"every|each|daily|hourly|weekly|monthly|at|@|on|in|next|this|coming|the|last|first|tomorrow|tonight|today|noon|"
    r"midnight|(?:week|work)days?|weekends?|(?:morn|even)ings?|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|market|"
    r"(?:mon|tues?|wed|thu|thurs?|fri|sat|sun),?|\d.*",
    re.IGNORECASE,
)
"""A word with which it may be said when."""
_HERE: Final = re.compile(r"\b(?:(?:in|into|to)\s+(?:this|the)\s+channel|here)\b", re.IGNORECASE)
_LONGEST: Final = 8
"""Words that say when, on either side of what is to be asked."""
_TRIED: Final = 6
"""Times that a sentence may name, of which each is tried."""
_SOME_DAY: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Whether words say when does not depend on today: a day that is past is told where it is to be set."""


class Heard(NamedTuple):
    """What is to be asked, when and where it is told."""

    what: str
    when: str
    to: To


def heard(sentence: str, asked: Callable[[str], AnyRequest | None]) -> Heard | None:
    """The schedule that ``sentence`` wants; ``asked`` tells what a part of it asks for. ``None``: it wants none."""
    if not _OF_TIME.search(sentence.lower()):
        return None
    text, places = _HERE.subn(" ", sentence)
    to: To = "channel" if places else "me"
    sends = bool(SENDING & set(text.lower().split()))
    tried = 0
    for said, words in _parted(text.split()):
        if (is_timeframe(said) and not sends) or not _is_when(said):
            continue
        tried += 1
        if tried > _TRIED:
            break
        if what := _what(words, to, asked):
            return Heard(what, said, to)
    return None


def _parted(words: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """``words`` parted into when and what: when behind it, around it, or before it."""
    most = min(_LONGEST, len(words) - 1)
    for behind in range(most, 0, -1):
        yield from _tail(words, 0, behind)
    if not _BEGINS.fullmatch(words[0]):
        return
    for before in range(most, 0, -1):
        for behind in range(min(_LONGEST, len(words) - before - 1), 0, -1):
            yield from _tail(words, before, behind)
    for before in range(most, 0, -1):
        yield " ".join(words[:before]).strip(",:"), words[before:]


def _tail(words: Sequence[str], before: int, behind: int) -> Iterator[tuple[str, Sequence[str]]]:
    """A bare ``4h`` at the end is a timeframe."""
    tail = words[len(words) - behind :]
    if _BEGINS.fullmatch(tail[0]) and (not tail[0][0].isdigit() or {"before", "after"} & set(tail)):
        yield " ".join((*words[:before], *tail)), words[before : len(words) - behind]


def _is_when(text: str) -> bool:
    try:
        read_when(text, "UTC", _SOME_DAY)
    except InvalidRequest:
        return False
    return True


def _what(words: Sequence[str], to: To, asked: Callable[[str], AnyRequest | None]) -> str:
    """What ``words`` ask for, as ``/schedule add`` takes it; empty: nothing that is asked by itself."""
    plain = " ".join(dropwhile(lambda word: word.lower() in SENDING | FILLERS | OPENERS, words)).strip(" ,")
    charts = CHARTS.fullmatch(plain.lower())
    if plain.lower() in PRESETS or (charts is not None and charts_of(charts[1])):
        return plain.lower()
    request = asked(plain) if plain else None
    if request is None:
        return ""
    try:
        fits(request, to)
    except InvalidRequest:
        return ""
    return plainly(request)
