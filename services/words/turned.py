"""Sentences that say a command the other way round: ``delete alert 3`` is ``alert delete 3``, ``pause all my alerts``
is ``alert pause all``, and not ``pause`` for a reason."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import dropwhile
from typing import Final, NamedTuple

from services.core.likeness import close
from services.core.request import AnyRequest, Proposing
from services.words.plain_words import FILLERS, OPENERS, without_fillers

ALL: Final = "all"
LISTED: Final = "list"
WHICH: Final = "which"
"""The option that takes numbers, or all."""
MEANT: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("remove", "cancel", "end", "clear", "kill", "erase", "close", "drop"), ("delete", "remove")),
    "stop": ("pause", "delete"),
    **dict.fromkeys(("mute", "silence", "postpone"), ("snooze",)),
    **dict.fromkeys(("unpause", "restart", "continue", "unmute", "unsnooze"), ("resume",)),
    **dict.fromkeys(("change", "modify", "adjust", "update", "move"), ("edit",)),
    **dict.fromkeys(("show", "see", "view", "display", "check", "list"), ("list",)),
    **dict.fromkeys(("set", "create", "make", "new"), ("add",)),
}
"""What a command is called, beside its own word, for each word that people have for it."""
ALIKE: Final = 78.0
"""The least likeness of a misspelt word, in percent."""
_SHORTEST: Final = 4
"""Letters of a word that may be a misspelt one."""


class Turned(NamedTuple):
    """A kind of request, and the words that are said of its options."""

    kind: type[AnyRequest]
    words: list[str]


def turned(text: str, catalog: Mapping[str, type[AnyRequest]]) -> Turned | None:
    """What ``text`` says the other way round; ``None``: nothing."""
    words = list(dropwhile(lambda word: word.lower() in OPENERS, text.split()))
    if len(words) < 2:
        return None
    verb, behind = words[0].lower(), words[1:]
    at = next((at for at, word in enumerate(behind) if word.lower() not in (*FILLERS, ALL, "every")), None)
    if at is None:
        return None
    group = behind[at].lower().strip(",.:")
    for said in _singular(group):
        for done in (verb, *MEANT.get(verb, ())):
            kind, left = catalog.get(f"{said} {done}"), without_fillers(behind[at + 1 :])
            if kind is None or (done == LISTED and left):  # "show alert 3" is no page of a list
                continue
            of_all = WHICH in kind.model_fields and not left and (said != group or ALL in behind[:at])
            return Turned(kind, [ALL] if of_all else left)
    return None


def _singular(word: str) -> Iterator[str]:
    """``word``, and what it may be the plural of."""
    yield word
    if word.endswith("s"):
        yield word[:-1]


def put_right(words: Sequence[str], names: Mapping[str, type[AnyRequest]]) -> list[str]:
    """``words`` with the first as it begins what a request is called that shows a change before it is made, where it is
    misspelt: ``alret me``; else nothing."""
    begins = {name.split()[0] for name, kind in names.items() if issubclass(kind, Proposing)}
    first = words[0].lower() if words else ""
    near = close(first, sorted(begins), 1, ALIKE) if len(first) >= _SHORTEST and first not in begins else []
    return [near[0], *words[1:]] if near else []
