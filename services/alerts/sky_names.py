"""What an alert on the sky is of, as it is kept and armed: what ``/cosmic next`` knows (``full moon``, ``eclipse``), a
kind of the calendar (``phases``), or words of an event's name (``mercury retrograde``, ``sun square mars``)."""

import re
from collections.abc import Mapping
from typing import Final, get_args

from analytics.sky.events import SkyEvent
from services.core.errors import InvalidRequest
from services.cosmic.kinds import KINDS, kind_of, parse_kinds
from services.cosmic.next import NextKind, is_of

NEXT_KINDS: Final[Mapping[str, NextKind]] = {kind: kind for kind in get_args(NextKind)}

# fmt: off
_WORDS: Final = frozenset({
    "sun", "moon", "mercury", "venus", "mars", "jupiter", "saturn", "uranus", "neptune", "pluto",
    "aries", "taurus", "gemini", "cancer", "leo", "virgo", "libra", "scorpio", "sagittarius", "capricorn", "aquarius",
    "pisces", "new", "full", "first", "last", "quarter", "stations", "retrograde", "direct", "enters", "march", "june",
    "september", "december", "equinox", "solstice", "conjunct", "sextile", "square", "trine", "opposite", "perigee",
    "apogee", "ascending", "descending", "node", "void", "course", "penumbral", "partial", "annular", "hybrid", "total",
    "solar", "lunar", "eclipse",
})
# fmt: on
"""Words of the names that tell events apart."""
_SAME: Final[Mapping[str, str]] = {
    **dict.fromkeys(("conjunction", "conjoins"), "conjunct"),
    **dict.fromkeys(("opposition", "opposes"), "opposite"),
    **dict.fromkeys(("squares",), "square"),
    **dict.fromkeys(("trines",), "trine"),
    **dict.fromkeys(("sextiles",), "sextile"),
    **dict.fromkeys(("station", "stationary"), "stations"),
    **dict.fromkeys(("retrogrades", "rx"), "retrograde"),
    **dict.fromkeys(("enter", "ingress", "ingresses"), "enters"),
    **dict.fromkeys(("spring", "vernal"), "march"),
    **dict.fromkeys(("autumnal",), "september"),
    **dict.fromkeys(("eclipses",), "eclipse"),
    **dict.fromkeys(("equinoxes",), "equinox"),
    **dict.fromkeys(("solstices",), "solstice"),
    **dict.fromkeys(("moons",), "moon"),
}
_SAYS_NOTHING: Final = frozenset(
    {"a", "an", "any", "at", "every", "goes", "in", "into", "is", "next", "of", "sky", "the", "turns", "with"}
)
_WORD: Final = re.compile(r"[a-z]+")


def concerns(of: str, event: SkyEvent) -> bool:
    """Whether an alert on ``of`` is told of ``event``."""
    if of in NEXT_KINDS:
        return is_of(NEXT_KINDS[of], event)
    return kind_of(event) == of if of in KINDS else set(of.split()) <= _words_of(event)


def _words_of(event: SkyEvent) -> set[str]:
    return set(_WORD.findall(event.name.lower()))


def read_sky(text: str) -> str | None:
    """What ``text`` names of the sky, in its one form; ``None``: something in it is no word of the sky."""
    words = [word for word in _WORD.findall(text.lower()) if word not in _SAYS_NOTHING]
    if not words or _WORD.sub("", text.lower()).strip(" '-"):
        return None
    if (plain := " ".join(words)) in NEXT_KINDS:
        return plain
    if len(words) == 1 and plain not in ("all", "direct"):
        try:
            return parse_kinds(plain)[0]
        except InvalidRequest:
            pass
    named = [_SAME.get(word, word) for word in words]
    return " ".join(dict.fromkeys(named)) if set(named) <= _WORDS else None
