"""The market and the timeframe that stand in a sentence about an alert."""

import re
from typing import Final

from analytics.indicators.catalog import FAMILIES, UnknownColumn, column
from analytics.regime import REGIMES
from services.alerts.sky_names import read_sky
from services.alerts.verbs import BE, TIMEFRAME
from services.alerts.wrong import bad
from services.conditions.names import ALIASES as COLUMN_ALIASES
from services.conditions.names import PATTERNS
from services.core.likeness import close
from services.market.several import BEST_KNOWN
from services.market.symbols import ALIASES as SYMBOL_ALIASES
from services.market.symbols import LOOKS_LIKE_ONE
from services.words.plain_words import is_length

_ON_TIMEFRAME: Final = re.compile(
    rf"\s*\b(?:on|of|at)\s+(?:the\s+|an?\s+)?({TIMEFRAME})(?:[\s-]?(?:chart|candles?|timeframe|tf|bars?|close))*"
    rf"|\s*\b(?:in|using)\s+(?:the\s+)?({TIMEFRAME})[\s-]?(?:chart|candles?|timeframe|tf|bars?)"
    rf"|^(?:the\s+)?({TIMEFRAME})(?:[\s-]?(?:chart|candles?|timeframe|tf|bars?))?(?=\s)"
    rf"|(?<!\bin)(?<!\bwithin)(?<!\bover)(?<!\bper)(?<!\blast)(?<!\bpast)(?<!\bfor)\s+({TIMEFRAME})"
    rf"(?:[\s-]?(?:chart|candles?|timeframe|tf))?$",
    re.IGNORECASE,
)
_AVERAGED: Final = re.compile(
    r"\b\d+[ -]?(day|d|week|w|hour|h)s?[ -]?(?:(?:simple|exponential|weighted)\s+)?"
    r"(?:moving average|[esw]?ma|high|low)\b",
    re.IGNORECASE,
)
"""An average, or a high, of so many days is of candles of a day."""
_OF_MARKET: Final = re.compile(r"\s*\b(?:of|on|for|in)\s+(\$?[a-z][\w./:-]*)(?:'s)?(?=\s|$)", re.IGNORECASE)
_WORD: Final = re.compile(r"\S+")

# fmt: off
_VOCABULARY: Final = frozenset({
    "a", "above", "account", "after", "again", "all", "an", "and", "any", "at", "ath", "atr", "average",
    "balance", "bar", "bars", "bearish", "below", "bounces", "breaks", "break", "breakout", "bullish", "candle",
    "close",
    "closes", "cross", "crosses", "crossing", "daily", "day", "death", "dips", "double", "down", "drawdown", "drop",
    "drops", "dumps", "each", "equity", "equals", "every", "exceeds", "fall", "falls", "fib", "fibonacci", "fill",
    "filled", "fills", "fixed", "for", "from", "funding", "gains", "gets", "goes", "golden", "hammer", "high", "hits",
    "hourly", "if", "in", "is", "it", "its", "jumps", "least", "less", "level", "liquidation", "liquidated", "loses",
    "low", "macd", "market", "more", "most", "move", "moves", "my", "near", "new", "not", "of", "on", "once", "or",
    "order", "orders", "over", "overbought", "oversold", "past", "pattern", "pocket", "price", "pumps", "reaches",
    "reach", "reclaims", "recovers", "regains", "regime", "resistance", "retracement", "rise", "rises", "rsi", "signal",
    "spike", "spikes", "support", "surges", "swing", "tests", "the", "to", "touch", "touches", "trend", "trending",
    "turns", "under", "up", "volatile", "volume", "weekly", "when", "within", "ranging", "extension", "becomes",
    *" ".join((*PATTERNS, *REGIMES)).split(),
})
# fmt: on


def market_in(option: str, text: str) -> tuple[str | None, str]:
    """The market that ``text`` names, and the text without it."""
    for match in _WORD.finditer(text):
        word = match[0].strip("(),").removesuffix("'s")
        if _is_market(word):
            head, tail = text[: match.start()], text[match.end() :].strip()
            if not tail or not re.search(r"\bwithin\b", head, re.IGNORECASE):
                head = re.sub(r"\b(?:of|on|for|in)\s*$", "", head, flags=re.IGNORECASE)
            return word, " ".join(f"{head} {tail}".split())
    for match in _OF_MARKET.finditer(text):
        if not _is_word(match[1]):
            return match[1], " ".join(f"{text[: match.start()]} {text[match.end() :]}".split())
    first, _, rest = text.partition(" ")
    word = first.removesuffix("'s")
    if rest and re.fullmatch(r"\$?[a-z][\w./:-]*", word, re.IGNORECASE) and not _is_word(word):
        near = misspelt(word)
        if near is not None:
            raise bad(option, word, right=f"did you mean {near}?")
        return word, rest
    return None, text


def misspelt(text: str) -> str | None:
    """The word of the language of alerts that the first in ``text`` is like which is none."""
    for word in re.findall(r"[a-z]{4,}", text.lower()):
        near = [] if _is_word(word) or _is_market(word) else close(word, _VOCABULARY, 1, 80)
        if near:
            return str(near[0])
    return None


def _is_market(word: str) -> bool:
    """Whether ``word`` means a market whatever stands around it."""
    base = word.upper()
    formed = LOOKS_LIKE_ONE.fullmatch(word) is not None and (word[:1].isalpha() or word[:1] in "$#" or "/" in word)
    return base in SYMBOL_ALIASES or base in BEST_KNOWN or (formed and base != "AND/OR")


def _is_word(word: str) -> bool:
    """Whether ``word`` is one of the language of alerts, so that it is no market's."""
    plain = word.lower()
    if plain in _VOCABULARY or plain in COLUMN_ALIASES or is_length(plain) or plain in FAMILIES:
        return True
    if read_sky(plain) is not None or re.fullmatch(BE + "x", f"{plain} x"):
        return True
    try:
        column(plain)
    except UnknownColumn:
        return False
    return True


def timeframe_in(text: str) -> tuple[str | None, str]:
    """The timeframe that ``text`` names, and the text without it."""
    match = _ON_TIMEFRAME.search(text)
    if match is None:
        averaged = _AVERAGED.search(text)
        return (None if averaged is None else f"1{averaged[1][0].lower()}"), text
    named = next(group for group in match.groups() if group)
    return re.sub(r"\s", "", named).lower(), " ".join(f"{text[: match.start()]} {text[match.end() :]}".split())
