"""Text that somebody else wrote, made fit to be shown to a model as data.

It is refused nothing: what it says stays readable, and what could hide in it, break out of the data around it or pass
for another's words is taken away. Whatever it asks for, no text can change a level, a limit, an account or a size.
"""

import re
import unicodedata
from typing import Final

LONGEST: Final = 500
CUT: Final = "…"
_SPACES: Final = re.compile(r"\s+")
_FENCES: Final = re.compile(r"([`~=#*_-])\1{2,}|([<>\[\]{}|])\2+")
"""Runs of signs that begin or end a block in Markdown, in templates and in the tokens of chat formats."""
_TAGS: Final = re.compile(r"</?\s*[A-Za-z|!?][^<>]{0,200}>")
_TOKENS: Final = re.compile(r"(?i)\[(/?)(INST|SYS|SYSTEM|USER|ASSISTANT)\]")
_ROLES: Final = re.compile(r"(?i)(?<!\w)(system|assistant|human|user|developer|tool)\s*:")
_WORDS: Final = re.compile(r"\w+")
_ALIKE: Final = str.maketrans(
    "АВЕЅІЈКМНОРСТХУасеѕіјорхуԁԛԝһΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορτυχ",
    "ABESIJKMHOPCTXYacesijopxydqwhABEZHIKMNOPTYXaikvoptux",
)
"""Cyrillic and Greek letters that look like Latin ones."""
_MARKS_AT_ONCE: Final = 2
"""Combining marks on one letter: more are there to hide it."""


def cleaned(text: str, limit: int = LONGEST) -> str:
    """``text`` on one line of at most ``limit`` characters.

    Letters of other forms (full-width, mathematical, ligatures) become plain by NFKC; letters of all scripts stay, but
    those that look like Latin ones in a word that has Latin ones too.
    Control, format (zero-width, bidirectional, tags), private and unassigned characters go, line breaks become a space.
    Tags lose their brackets, fences are cut to one sign, and a role that is called as in a transcript (``system:``)
    loses its colon.
    """
    plain = unicodedata.normalize("NFKC", text[: 20 * limit])
    plain = "".join(_kept(plain))
    plain = unicodedata.normalize("NFKC", plain)
    plain = _WORDS.sub(_of_one_script, plain)
    plain = _TOKENS.sub(r"\1\2", plain)
    plain = _TAGS.sub(lambda tag: f" {tag[0].strip('<>/|!? ')} ", plain)
    plain = _FENCES.sub(lambda fence: fence[0][0], plain)
    plain = _ROLES.sub(r"\1", plain)
    plain = _SPACES.sub(" ", plain.replace("<", "‹").replace(">", "›").replace("`", "'")).strip()
    return plain if len(plain) <= limit else plain[: limit - 1].rstrip() + CUT


def _of_one_script(word: re.Match[str]) -> str:
    """The word, with letters that look like Latin ones among Latin ones made Latin."""
    return word[0].translate(_ALIKE) if any("A" <= letter <= "z" for letter in word[0]) else word[0]


def _kept(text: str) -> list[str]:
    """The characters of ``text`` that can be read."""
    found, marks = list[str](), 0
    for sign in text:
        kind = unicodedata.category(sign)
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        if sign in "\t\n\r\v\f\x85\u2028\u2029" or kind.startswith("Z"):
            found.append(" ")
        elif kind[0] != "C" and marks <= _MARKS_AT_ONCE:
            found.append(sign)
    return found
