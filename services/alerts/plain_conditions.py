"""Conditions as people say them, in the language of ``/scan``: ``rsi below 30`` is ``rsi < 30``, ``macd crosses above
its signal`` is ``macd crosses above macd_signal``. What is in that language already stays as it is."""

import re
from collections.abc import Callable
from typing import Final

from analytics.regime import REGIMES
from services.conditions.names import PATTERNS

USUAL_SPIKE: Final = "2"
"""Times the mean volume of 20 bars that a spike is, where nothing is said."""
USUAL_RUN: Final = "20"
"""Bars of a new high or low, where nothing is said."""

_AVERAGE: Final = r"(ema|sma|wma)"
_NUMBER: Final = r"\d+(?:\.\d+)?"
_COMPARED: Final = "[<>=]|above|below|over|under|at |greater|more|higher|less|lower"
_REGIME: Final = "|".join(map(re.escape, REGIMES))

Rule = tuple[str, "str | Callable[[re.Match[str]], str]"]
_RULES: Final[tuple[Rule, ...]] = (
    # whole ideas
    (r"\bgolden[ -]cross(?:es)?\b", "sma50 crosses above sma200"),
    (r"\bdeath[ -]cross(?:es)?\b", "sma50 crosses below sma200"),
    (
        rf"\b(?:an? )?volume (?:spikes?|surges?|explodes)(?: (?:of |to |by |above |over )?({_NUMBER})\s?x)?\b",
        lambda found: f"volume_ratio20 > {found[1] or USUAL_SPIKE}",
    ),
    (rf"\b({_NUMBER})\s?x (?:the )?(?:average|usual|normal|mean) volume\b", r"volume_ratio20 > \1"),
    (
        rf"\bvolume (?:is |goes )?(?:above |over |> ?|more than |at least )?({_NUMBER})\s?(?:x|times)"
        r"(?: (?:the |its )?(?:average|usual|normal|mean))?\b",
        r"volume_ratio20 > \1",
    ),
    (r"\bvolume (?:is |goes )?(?:above|over|> ?) (?:the |its )?(?:average|usual|normal|mean)\b", "volume_ratio20 > 1"),
    (r"\bvolume doubles\b", "volume_ratio20 > 2"),
    (r"\b(?:rsi )?(?:is |gets |becomes |turns )?overbought\b", "rsi14 > 70"),
    (r"\b(?:rsi )?(?:is |gets |becomes |turns )?oversold\b", "rsi14 < 30"),
    (r"\b(?:the )?(?:market )?regime (?:change|shift|switch|flip)(?:s|es)?\b", "regime changes"),
    (
        r"\b(?:the )?(?:(?:market|regime|trend) )?(?:turns|becomes|goes|gets|starts|is|changes to|regime) "
        rf"({_REGIME})\b",
        r"regime is \1",
    ),
    (rf"^({_REGIME})$", r"regime is \1"),
    (
        r"\b(?:makes |sets |hits )?(?:an? )?new (\d+)[ -](?:bars?|days?|candles?|hours?|periods?) (high|low)\b",
        r"new \2 \1",
    ),
    (
        r"\b(?:makes |sets |hits )?(?:an? )?new (high|low)(?: (?:of|in|over) (?:the last )?)?"
        r"(?: ?(\d+)(?: (?:bars|candles|days))?)?\b",
        lambda found: f"new {found[1]} {found[2] or USUAL_RUN}",
    ),
    (r"\b(?:enters?|is in|(?:gets|comes|goes) into|reaches|in) (?:the )?golden pocket\b", "in golden pocket"),
    (r"^(?:the )?golden pocket$", "in golden pocket"),
    (
        r"\bmacd (?:turns |goes |crosses )(?:up|bullish|positive)\b|\bbullish macd cross(?:over)?\b"
        r"|\bmacd bullish cross(?:over)?\b",
        "macd crosses above macd_signal",
    ),
    (
        r"\bmacd (?:turns |goes |crosses )(?:down|bearish|negative)\b|\bbearish macd cross(?:over)?\b"
        r"|\bmacd bearish cross(?:over)?\b",
        "macd crosses below macd_signal",
    ),
    # values
    (r"\bits signal(?: line)?\b|\b(?:the |macd )?signal line\b|\bmacd signal\b|\bthe signal\b", "macd_signal"),
    (r"\bcrosses (above|below|over|under) signal\b", r"crosses \1 macd_signal"),
    (r"\bmacd hist(?:ogram)?\b", "macd_hist"),
    (r"\b(?:simple )?moving average\b|\bma(?=[ -]?\(?\d)|(?<=\d)[ -]?ma\b", "sma"),
    (r"\bexponential sma\b", "ema"),
    (r"\bweighted sma\b", "wma"),
    (rf"\b(\d+)[ -]?(?:day|d|period|bar|week|hour)?s?[ -]?{_AVERAGE}\b", r"\2\1"),
    (rf"\b{_AVERAGE}[ -]?\(?(\d+)\)?", r"\1\2"),
    (r"\b(rsi|adx|atr|cci|mfi|natr|roc)[ -]?\((\d+)\)", r"\1\2"),
    (rf"\b(rsi|adx|atr|cci|mfi|natr|roc)[ -](\d+)(?= *(?:is |goes |gets |crosses |{_COMPARED}))", r"\1\2"),
    (r"\bfib(?:onacci)?(?: level| retracement| extension)? (\d)", r"fib \1"),
    (r"\bthe (\d\.\d+)(?: fib(?:onacci)?)?(?: level| retracement| extension)?", r"fib \1"),
    # what is compared, and how
    (r"\bcross(?:es|ing)?(?: back)? (?:up )?(?:above|over)\b|\bbreaks?(?: out)? (?:above|over)\b", "crosses above"),
    (r"\bcross(?:es|ing)?(?: back)? (?:down )?(?:below|under)\b", "crosses below"),
    (r"\bbreaks?(?: down)? (?:below|under)\b", "crosses below"),
    (r"\b(?:the )?(?:price |candle |bar )?closes(?= *(?:[<>]|above|below|over|under|at ))", "close"),
    (rf"\b(?:is|are|be|goes|gets|rises|falls|drops|moves|climbs|trades|comes)(?: back)?(?= *(?:{_COMPARED}))", ""),
    (r"\b(?:greater|more|higher|bigger) than or equal to\b|\bat least\b|\bat or above\b", ">="),
    (r"\b(?:less|lower|smaller) than or equal to\b|\bat most\b|\bat or below\b", "<="),
    (r"(?<!crosses )\b(?:above|over|greater than|more than|higher than|exceeds)\b", ">"),
    (r"(?<!crosses )\b(?:below|under|less than|lower than|smaller than)\b", "<"),
    (r"\b(?:is equal to|equals)\b", "="),
    (r"\b(?:the|a|an|its|it)\b", ""),
    (r"(^|\b(?:and|or|not) |\() *([<>]=?)", r"\1close \2"),
    (r"(^|\b(?:and|or|not) |\() *(crosses )", r"\1close \2"),
    (r"\bon (?:close|candle close)\b", ""),
)  # fmt: skip
_COMPILED: Final = tuple((re.compile(pattern), meant) for pattern, meant in _RULES)
_PATTERN: Final = re.compile(
    r"(?:an?\s+|the\s+)?(.+?)(?:\s+(?:pattern|candle|candlestick|forms|appears|shows|prints|is seen))*"
)
_EITHER: Final = re.compile(r"(\w+) crosses (?!above|below)(\w+)")


def as_condition(text: str) -> str:
    """``text`` as a condition of ``/scan``, as far as its words are known."""
    plain = " ".join(text.lower().split())
    named = _PATTERN.fullmatch(plain)
    if named is not None and named[1].replace("-", " ") in PATTERNS:
        return f"pattern {named[1].replace('-', ' ')}"
    for pattern, meant in _COMPILED:
        plain = pattern.sub(meant, plain)
    plain = " ".join(plain.split())
    return _EITHER.sub(r"\1 crosses above \2 or \1 crosses below \2", plain)
