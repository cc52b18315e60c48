"""What a picture shows, for who does not see it: from the same facts and words as the picture."""

import re
from collections.abc import Iterable
from typing import Final

LONGEST: Final = 1024
"""Characters that Discord takes."""
CUT: Final = " …"
_SPOKEN: Final = (
    (re.compile("▲ (?=.*up)|▼ (?=.*down)|[◆●•] ?"), ""),
    (re.compile(r"▲ ?\+?"), "up "),
    (re.compile("▼ ?−?"), "down "),
)
"""Signs that a reading voice would spell out: a direction that stands beside in words is not said twice."""


def alt_text(parts: Iterable[str]) -> str:
    """``parts`` as sentences, as many whole ones as Discord takes."""
    told = ""
    for part in parts:
        for sign, word in _SPOKEN:
            part = sign.sub(word, part)
        part = " ".join(part.split())
        if not part:
            continue
        longer = f"{told} {part}." if told else f"{part}."
        if len(longer) > LONGEST - len(CUT):
            return told + CUT if told else part[: LONGEST - len(CUT)] + CUT
        told = longer
    return told


def listed(things: Iterable[str]) -> str:
    return "; ".join(things)
