"""Somebody else's text (a symbol, a name, an exchange's reason), made inert before it goes on a card."""

import re
from functools import lru_cache

from markupsafe import Markup

LONGEST_TEXT = 240
LONGEST_IN_TITLE = 48
LONGEST_QUOTE = 500

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]+")
_MARKDOWN = re.compile(r"[\\`*_~|<>\[\]()#]|^[-+](?=[\s\-#])|^\d+(?=\.\s)")
_MARKS = re.compile('["“”„‟«»‹›〝〞〟＂]')
_BREAK = "\u200b"
"""A zero-width space: what Discord's own libraries put into a mention or an address so that it stays plain text."""


def seen(text: str, longest: int = LONGEST_TEXT) -> str:
    """``text`` on one line, without control, zero-width and direction characters, cut at ``longest``."""
    line = " ".join(_UNSEEN.sub(" ", text[: 2 * longest]).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


@lru_cache(maxsize=1024)
def escape(text: str, longest: int = LONGEST_TEXT) -> Markup:
    """Somebody else's text made inert: no markup, mention, link or second line comes out of it."""
    inert = _MARKDOWN.sub(r"\\\g<0>", seen(text, longest))
    return Markup(inert.replace("@", "@" + _BREAK).replace("://", ":" + _BREAK + "//"))  # noqa: S704 (escaped above)


def shortened(text: str, longest: int) -> Markup:
    """Somebody else's text, escaped, cut after a word so that what goes out is no longer than ``longest``."""
    line = seen(text, len(text))
    inert, room = escape(line, len(line)), len(line)
    while len(inert) > longest:
        room -= max(1, (len(inert) - longest) // 2)
        kept = line[:room].rpartition(" ")[0] or line[:room]
        inert = escape(kept.rstrip(" ,;:.") + "…", room + 1)
    return inert


def quoted(text: str, longest: int = LONGEST_QUOTE) -> Markup:
    """Somebody else's words as theirs, ``“so it says”``: nothing in them ends the marks. Empty where there are none."""
    inert = shortened(_MARKS.sub("'", text), longest)
    return Markup("“{}”").format(inert) if inert else inert


def brief(text: str) -> Markup:
    """Somebody else's text, escaped and short enough for a title."""
    return escape(text, LONGEST_IN_TITLE)


@lru_cache(maxsize=1024)
def code(text: str) -> Markup:
    """Text in code type, where nothing but the backtick has a meaning."""
    return Markup(f"`{seen(text).replace('`', 'ˋ') or ' '}`")  # noqa: S704 (nothing but the backtick counts there)
