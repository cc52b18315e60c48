"""How a condition that is being typed may go on."""

import re
from typing import Final

from analytics.indicators.catalog import NAMES
from analytics.regime import REGIMES
from services.conditions.names import PATTERNS
from services.conditions.parse import condition
from services.core.errors import DeskError

EXAMPLES: Final = (
    "rsi14 < 30 and near fib 0.618",
    "close > ema200 and adx14 >= 25",
    "rsi14 crosses above 30",
    "macd crosses above macd_signal and close > ema50",
    "in golden pocket and volume_ratio20 > 2",
    "new high 20 and volume_ratio20 > 1.5",
    "near support within 0.3 atr and rsi14 < 40",
    "regime is trending up and near ema50",
    "close crosses above fib 0.618",
    "regime changes",
    "pattern bullish engulfing and near support",
    "change24 > 5%",
    "bb_width < 4% and regime is ranging",
)
OPENINGS: Final = (
    "near fib 0.618",
    "near support",
    "near resistance",
    "in golden pocket",
    "new high 20",
    "new low 20",
    "regime changes",
    "fib 0.618",
)
MOST: Final = 25

_LAST_WORD: Final = re.compile(r"[a-z_][a-z0-9_]*$", re.IGNORECASE)


def suggest_conditions(text: str) -> list[str]:
    """Whole conditions for who has typed ``text``: it as it stands where it is one, for Enter takes the first; it with
    its last word completed, or examples where it is blank or one of them begins with it."""
    typed = text.lstrip()
    wanted = typed.lower()
    as_typed = [typed.rstrip()] if _is_whole(typed) else []
    whole = [example for example in EXAMPLES if example.startswith(wanted)]
    last = _LAST_WORD.search(typed)
    if not typed or last is None:
        return [*as_typed, *whole]
    head, word = typed[: last.start()], last[0].lower()
    known = (*NAMES, *OPENINGS, *(f"regime is {name}" for name in REGIMES), *(f"pattern {name}" for name in PATTERNS))
    parts = [f"{head}{name}" for name in known if name.startswith(word) and name != word]
    after = re.search(r"(pattern|regime is) ([a-z -]*)$", wanted)
    if after is not None:
        names = PATTERNS if after[1] == "pattern" else REGIMES
        rest = [f"{typed[: after.start(2)]}{name}" for name in names if name.startswith(after[2])]
        parts = [*rest, *parts]
    return list(dict.fromkeys((*as_typed, *whole, *parts)))[:MOST]


def _is_whole(text: str) -> bool:
    try:
        condition(text)
    except DeskError:
        return False
    return True
