"""What people want to be told of their accounts, as they write it."""

import re
from typing import Final, Literal

from services.alerts.amounts import PERCENTAGE, percentage
from services.alerts.verbs import ABOVE, BE, BELOW, DOWN
from services.alerts.wishes import OfAccount
from services.alerts.wrong import bad

_ACCOUNT: Final = re.compile(
    r"\s+(?:of|on|in|for)\s+(?:my\s+|the\s+)?(?:account\s+)?(?!(?:my|the|its|an?|liquidation|account)\b)"
    r"([a-z0-9-]{1,20})(?:['’]s)?(?:\s+account)?(?=\s|$)",
    re.IGNORECASE,
)
_OF_MINE: Final = r"(?:(?:my|the|an?|any|every|account|portfolio|paper|max|maximum)\s+)*"
_SAID: Final[tuple[tuple[Literal["drawdown", "liquidation", "fill"], str], ...]] = (
    ("drawdown", rf"{_OF_MINE}(?:drawdown|dd)\s+{BE}(?:{ABOVE}|exceeds|of|=)?\s*(?P<share>{PERCENTAGE})"),
    ("drawdown", rf"(?P<share>{PERCENTAGE})\s+{_OF_MINE}drawdown"),
    (
        "drawdown",
        rf"{_OF_MINE}(?:equity|portfolio|account|balance)\s+(?:is\s+)?{DOWN}\s+(?:by\s+)?(?P<share>{PERCENTAGE})"
        r"(?:\s+from\s+(?:its\s+|the\s+)?(?:high|top|peak))?",
    ),
    (
        "liquidation",
        rf"{_OF_MINE}liquidation(?:\s+(?:distance|price))?\s+{BE}"
        rf"(?:within|closer than|nearer than|{BELOW})\s*(?P<share>{PERCENTAGE})(?:\s+away)?",
    ),
    (
        "liquidation",
        rf"(?:the\s+price\s+|my\s+position\s+)?(?:(?:is|comes|gets|within)\s+)*(?P<share>{PERCENTAGE})\s+"
        rf"(?:of|from|before|to|away from)\s+{_OF_MINE}liquidation(?:\s+price)?",
    ),
    ("fill", rf"{_OF_MINE}(?:orders?\s+)?(?:(?:is|are|gets?)\s+)?(?:fills?|filled)"),
)
_OF_ACCOUNT: Final = tuple((what, re.compile(pattern, re.IGNORECASE)) for what, pattern in _SAID)


def read_account(option: str, text: str) -> OfAccount | None:
    """Something of an account."""
    named = _ACCOUNT.search(text)
    said = text if named is None else f"{text[: named.start()]}{text[named.end() :]}"
    account = None if named is None else named[1].lower()
    for what, pattern in _OF_ACCOUNT:
        match = pattern.fullmatch(said)
        if match is None:
            continue
        if what == "fill":
            return OfAccount("fill", None, account)
        share = abs(percentage(option, match["share"]))
        if not 0 < share < 1:
            raise bad(option, match["share"], f"that is no {what}", "it is more than 0 % and less than 100 %")
        return OfAccount(what, share, account)
    return None
