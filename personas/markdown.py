"""The light Markdown of a card, in parts: for a front door that draws text its own way.

``**bold**``, ``*italic*``, `` `code` ``, fenced blocks, and a backslash before a character that means itself.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_PART = re.compile(
    r"```\n?(?P<block>.*?)\n?```|`(?P<code>[^`]*)`|\*\*(?P<bold>(?:\\.|[^\\])+?)\*\*(?!\*)"
    r"|\*(?=\S)(?P<italic>(?:\s*(?:\\.|[^\s*\\]))+?)\*(?!\*)|\\(?P<itself>[^\w\s]|_)",
    re.DOTALL,
)
"""As Discord's client reads it: other than in CommonMark, what stands before and behind a mark does not count."""
_ESCAPED = re.compile(r"\\([^\w\s]|_)")


class Part(NamedTuple):
    """A run of text and its style, ``""`` where it is plain."""

    text: str
    style: str


def parts(text: str) -> Iterator[Part]:
    """The runs of ``text``, without their marks."""
    at = 0
    for match in _PART.finditer(text):
        if match.start() > at:
            yield Part(text[at : match.start()], "")
        style = match.lastgroup or ""
        shown = match[style] if style in ("block", "code") else _ESCAPED.sub(r"\1", match[style])
        yield Part(shown, "" if style == "itself" else style)
        at = match.end()
    if at < len(text):
        yield Part(text[at:], "")


def plain(text: str) -> str:
    """``text`` without any marks."""
    return "".join(part.text for part in parts(text))
