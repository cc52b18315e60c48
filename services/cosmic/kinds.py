"""The kinds of event that a calendar of the sky tells apart, and how people ask for them."""

from collections.abc import Mapping
from typing import Final, Literal, get_args

from analytics.sky.events import EventKind, SkyEvent
from analytics.sky.predicates import is_moon_ingress
from services.core.errors import InvalidRequest
from services.core.likeness import close

Kind = Literal[
    "phases", "eclipses", "stations", "ingresses", "seasons", "aspects", "apsides", "nodes", "signs", "voids"
]

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
"""New and full moons and the quarters between; eclipses; planets turning retrograde or direct; the Sun and the planets
entering a sign; equinoxes and solstices; exact major aspects among the Sun and the planets; the Moon's perigees and
apogees, her crossings of the ecliptic, her entries into a sign, and when she is void of course."""
USUAL: Final[tuple[Kind, ...]] = ("phases", "eclipses", "stations", "ingresses", "seasons", "aspects")
"""What a calendar shows unless it is told otherwise: the rest is the Moon's alone, and comes every few days."""
EVERY: Final = "all"

_OF: Final[Mapping[EventKind, Kind]] = {
    "moon_phase": "phases",
    "eclipse": "eclipses",
    "station": "stations",
    "ingress": "ingresses",
    "season": "seasons",
    "aspect": "aspects",
    "apsis": "apsides",
    "node": "nodes",
    "void_of_course": "voids",
}
_ALSO: Final[Mapping[str, Kind]] = {
    "moon": "phases",
    "moons": "phases",
    "quarters": "phases",
    "retrograde": "stations",
    "retrogrades": "stations",
    "ingress": "ingresses",
    "equinoxes": "seasons",
    "solstices": "seasons",
    "apsis": "apsides",
    "perigees": "apsides",
    "apogees": "apsides",
    "void": "voids",
}
"""Other words for the same."""
_BETWEEN: Final = " ,;+"
"""What may stand between two kinds."""


def kind_of(event: SkyEvent) -> Kind:
    """The kind that ``event`` belongs to. The Moon's ingresses are ``signs``."""
    return "signs" if is_moon_ingress(event) else _OF[event.kind]


def parse_kinds(text: str | None) -> tuple[Kind, ...]:
    """The kinds that ``text`` lists, each once and in the order of ``KINDS``; ``USUAL`` of none, all of ``all``.

    Raises:
        InvalidRequest: a word is none of them.
    """
    words = _words(text or "")
    if not words:
        return USUAL
    if EVERY in words:
        return KINDS
    wanted = {_kind(word) for word in words}
    return tuple(kind for kind in KINDS if kind in wanted)


def _words(text: str) -> list[str]:
    return text.translate(str.maketrans(_BETWEEN, " " * len(_BETWEEN))).lower().split()


def _kind(word: str) -> Kind:
    for kind in KINDS:
        if word in (kind, kind.removesuffix("s")):
            return kind
    if word in _ALSO:
        return _ALSO[word]
    near = close(word, (*KINDS, *_ALSO), 1)
    hint = f"did you mean {near[0]}? " if near else ""
    raise InvalidRequest(problems=(f"kinds: {hint}{word} is none of {', '.join(KINDS)} or {EVERY}",))


def suggest_kinds(text: str) -> list[str]:
    """What is typed of a list of kinds, with its last one completed; ``all`` of them first where nothing is typed."""
    start = max(map(text.rfind, _BETWEEN)) + 1
    before, typed = text[:start], text[start:].lower()
    listed = _words(before)
    known = (*KINDS, EVERY) if not listed else KINDS
    return [before + kind for kind in known if kind.startswith(typed) and kind not in listed]
