"""Fibonacci levels that people want to be told of, as they write them."""

import re
from typing import Final

from services.alerts.amounts import RATIO
from services.alerts.trigger import Side
from services.alerts.verbs import ABOVE, BE, BELOW
from services.alerts.wishes import How, LevelAt
from services.alerts.wrong import bad
from services.conditions.parse import RATIOS


def read_ratio(option: str, text: str, *, certain: bool = True) -> float | None:
    """The ratio of the Fibonacci level that ``text`` names; ``certain``: it need not say that it is one."""
    match = re.fullmatch(
        rf"(?P<the>the\s+)?(?P<fib>fib(?:onacci)?\s+)?(?:level\s+|ratio\s+)?(?P<ratio>{RATIO})"
        rf"(?P<behind>(?:[\s-]+(?:fib(?:onacci)?|retracement|extension|level|line))*)",
        text,
        re.IGNORECASE,
    )
    if match is None:
        return None
    if not (certain or match["the"] or match["fib"] or match["behind"]):
        return None
    number = match["ratio"].replace(",", ".")
    ratio = float(number.strip("% ")) / 100 if "%" in number else float(number)
    found = next((known for known in RATIOS if abs(known - ratio) < 0.0005), None)
    if found is None and (match["fib"] or match["behind"] or match["the"]):
        near = ", ".join(f"{known:g}" for known in sorted(RATIOS, key=lambda known: abs(known - ratio))[:3])
        raise bad(option, text, f"that is no level of a swing: none has the ratio {ratio:g}", f"near are {near}")
    return found


_TOUCH: Final = (
    r"(?:touch(?:es)?|hits?|reach(?:es)?|tests?|retests?|tags?|gets? to|comes? to|falls? to|drops? to|rises? to|is at|"
    r"at|crosses)"
)
_VERBS: Final[tuple[tuple[How, Side | None, str], ...]] = (
    ("touch", None, _TOUCH),
    ("reclaim", None, r"reclaims?|regains?|recovers?|(?:gets?|closes?|is|goes) back (?:above|over)"),
    ("lose", None, r"loses?|(?:gets?|closes?|falls?|drops?|is|goes) back (?:below|under)"),
    ("break", "above", r"breaks? (?:out )?(?:above|over)|closes? (?:above|over)|crosses? (?:above|over)"),
    ("break", "below", r"breaks? (?:down )?(?:below|under)|closes? (?:below|under)|crosses? (?:below|under)"),
    ("break", None, r"breaks?(?: through| out of)?|closes? through"),
    ("touch", "above", rf"{BE}{ABOVE}"),
    ("touch", "below", rf"{BE}{BELOW}"),
    ("touch", None, ""),
)
_LEVEL: Final = tuple(
    (how, side, re.compile(rf"(?:{pattern})(?P<level>.+)", re.IGNORECASE)) for how, side, pattern in _VERBS
)
_STAYS: Final = re.compile(r"\b(?:fixed|as it is now|stays|static)\b", re.IGNORECASE)
_HOW_IT_STAYS: Final = re.compile(
    r"[\s,(]*\b(?:that\s+)?(?:stays\s+|is\s+)?(?:fixed|as it is now|stays|static|following)\b\)?", re.IGNORECASE
)


def read_levels(option: str, text: str, *, certain: bool) -> list[LevelAt]:
    """A Fibonacci level, or several. ``certain``: a timeframe is named, so that a ratio alone is one."""
    fixed, said = _STAYS.search(text) is not None, _HOW_IT_STAYS.sub("", text)
    pocket = re.fullmatch(rf"(?:{_TOUCH})\s+(?:the\s+)?golden\s+pocket", said, re.IGNORECASE)
    if pocket is not None:
        return [LevelAt(0.618, fixed=fixed, pocket=True)]
    for how, side, pattern in _LEVEL:
        match = pattern.fullmatch(said)
        if match is None:
            continue
        parts = re.split(r"\s*(?:,|\band\b|\bor\b|/|&)\s*", match["level"].strip())
        ratios = [read_ratio(option, part, certain=certain or at > 0) for at, part in enumerate(parts)]
        if None not in ratios:
            return [LevelAt(ratio, how, side, fixed) for ratio in ratios if ratio is not None]
    return []
