"""Lists of symbols as people write them: ``btc, eth, sol``, ``BTC/USDT ETH/USDT``, ``btc vs eth``."""

import re
from typing import Annotated, Final

from pydantic import Field

from services.core.errors import InvalidRequest
from services.core.options import Suggested

MOST_SYMBOLS: Final = 12
"""Markets in a list, where nothing else is said."""

SymbolsText = Annotated[
    str,
    Field(min_length=1, max_length=500, description="Two to twelve markets, such as btc, eth, sol"),
    Suggested("symbol lists"),
]
"""Symbols as people write them, in a request: ``split_symbols`` takes them apart, and the feed says what each means."""

_BETWEEN: Final = re.compile(r"[\s,;+&]+")
_WORDS: Final = frozenset({"and", "vs", "vs.", "versus"})
"""Words that stand between two markets. A market of such a name is written as its pair: ``AND/USDT``."""


def split_symbols(text: str, *, least: int = 1, most: int = MOST_SYMBOLS, option: str = "symbols") -> tuple[str, ...]:
    """The symbols in ``text``, in order, each once (whichever way it is capitalised), as they were written.

    Spaces, commas, semicolons, ``+``, ``&`` and the words ``and`` and ``vs`` stand between two.

    Raises:
        InvalidRequest: there are fewer than ``least`` or more than ``most``; it names ``option``.
    """
    symbols: dict[str, str] = {}
    for part in _BETWEEN.split(text):
        if part and part.lower() not in _WORDS:
            symbols.setdefault(part.upper(), part)
    check_count(len(symbols), least=least, most=most, option=option)
    return tuple(symbols.values())


def with_instead(text: str, unknown: str, symbol: str) -> str:
    """The list in ``text`` with ``symbol`` in the place of ``unknown``."""
    return ",".join(symbol if part == unknown else part for part in _BETWEEN.split(text) if part)


def check_count(count: int, *, least: int = 1, most: int = MOST_SYMBOLS, option: str = "symbols") -> None:
    """Refuse a list of ``count`` markets that is too short or too long.

    Raises:
        InvalidRequest: it is; the problem names ``option``.
    """
    if count < least:
        wanted = "a market" if least == 1 else f"at least {least} different markets"
        raise InvalidRequest(problems=(f"{option} must name {wanted}, such as btc, eth",))
    if count > most:
        raise InvalidRequest(problems=(f"{option} must name at most {most} markets, and has {count}",))
