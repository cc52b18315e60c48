"""Text from and to terminals of any encoding: what one cannot show is written in plainer letters."""

import codecs
import sys
import unicodedata
from typing import Final

PLAINER: Final = {
    **dict.fromkeys("−–—‐‑·•", "-"),
    **dict.fromkeys("“”„", '"'),
    **dict.fromkeys("‘’′", "'"),
    **dict.fromkeys("█▓▒", "#"),
    **dict.fromkeys("░", "."),
    **dict.fromkeys("─━═", "-"),
    **dict.fromkeys("│┃║", "|"),
    "…": "...",
    "×": "x",
    "→": "->",
    "←": "<-",
    "▲": "^",
    "▼": "v",
    "≈": "~",
    "≤": "<=",
    "≥": ">=",
    "±": "+/-",
    "°": " deg",
    "″": '"',
    "€": "EUR",
    "½": "1/2",
    "«": "<<",
    "»": ">>",
}
"""What stands in for signs that matter: a minus that becomes a question mark is another number."""
_NAME: Final = "plainer"


def write_anywhere() -> None:
    """Let standard output and standard error write whatever text there is."""
    codecs.register_error(_NAME, _plainer)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=_NAME)


def typed(text: str) -> str:
    """``text`` of the command line; what the terminal's encoding could not tell is read as UTF-8."""
    return text.encode(errors="surrogateescape").decode(errors="replace")


def _plainer(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = "".join(map(_letters, error.object[error.start : error.end]))
    return text, error.end


def _letters(sign: str) -> str:
    if sign in PLAINER:
        return PLAINER[sign]
    return unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode() or "?"
