"""How much somebody wants to trade, as they write it: ``0.5``, ``0.5btc``, ``200usdt``, ``$200``, ``10%``, ``risk 1%``,
``half``."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Final, Literal

from pydantic import Field

from services.core.errors import BadOrder
from services.core.options import Suggested
from services.words.numbers import LONGEST, MOST_CASH, PARTS, NotANumber, percent, plain_signs, read_number
from services.words.plain_words import quoted

LONGEST_AMOUNT: Final = LONGEST + 10
Of = Literal["base", "quote", "equity", "risk", "held"]
"""What an amount counts: base currency, what it is worth in quote currency, a part of the account's equity that it
costs, a part of equity that its stop costs, or a part of what is held."""

AmountText = Annotated[
    str,
    Field(
        min_length=1,
        max_length=LONGEST_AMOUNT,
        description="How much: 0.5, 200usdt, 10% of equity, risk 1% to the stop, half or all of what you hold",
    ),
    Suggested("amounts"),
]
WAYS: Final = "0.5, 200usdt, 10% or risk 1%"
SUGGESTED: Final = ("risk 1%", "risk 0.5%", "10%", "25%", "100usdt", "half", "all")
SUGGESTED_PARTS: Final = ("all", "50%", "25%")
MOST_SHARE: Final = 10_000
"""Percent of equity, as the worth of a leveraged position can be."""
_RISK: Final = re.compile(r"risk(?:ing)?\b[\s:=]*(?P<behind>.+)|(?P<before>.+?)\s*(?:of )?risk", re.DOTALL)
_CALLED: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("USDT", "USDC", "USD"), ("us$", "$", "usd", "dollars", "dollar")),
    "EUR": ("€", "eur", "euros", "euro"),
    "GBP": ("£",),
    "JPY": ("¥",),
}
"""What else a quote currency is called."""
_MONEY: Final = re.compile(r"[$€£¥]|(?:usd[tc]?|eur|gbp|jpy|euros?|dollars?)$")


@dataclass(frozen=True, slots=True)
class Asked:
    """``number`` ``of`` that; of what is no currency, a fraction."""

    of: Of
    number: Decimal


def read_amount(written: str, base: str, quote: str) -> Asked:
    """What was ``written`` for the amount of an order in the market of these two currencies.

    Raises:
        BadOrder: it is none, can be read two ways, or is not above zero.
    """
    text = plain_signs(written).strip().lower()
    if text in PARTS:
        return Asked("held", PARTS[text])
    if (risk := _RISK.fullmatch(text)) is not None:
        share = risk["behind"] or risk["before"]
        if not _is_percent(share):
            raise _bad(f"must say how much of your equity is at risk, such as risk 1%, not {quoted(written)}")
        return Asked("risk", percent(_number(written, share, "percent", Decimal(100))))
    if _is_percent(text):
        return Asked("equity", percent(_number(written, text, "percent", Decimal(MOST_SHARE))))
    for name in sorted((quote.lower(), *_CALLED.get(quote, ())), key=len, reverse=True):
        if text.endswith(name) or text.startswith(name):
            return Asked("quote", _number(written, _without(text, name), "cash", Decimal(MOST_CASH)))
    if _MONEY.search(text):
        raise _bad(
            f"must be in {base} or {quote} here, not {quoted(written)}", f"0.5{base.lower()} or 200{quote.lower()}"
        )
    if text.endswith(base.lower()) and any(letter.isdigit() for letter in _without(text, base.lower())):
        text = _without(text, base.lower())
    return Asked("base", _number(written, text, "plain", Decimal(MOST_CASH)))


def read_part(written: str, base: str, quote: str) -> Asked:
    """The same of what is closed: a percentage is one of what is held.

    Raises:
        BadOrder: as above.
    """
    asked = read_amount(written, base, quote)
    if asked.of == "risk" or (asked.of == "equity" and asked.number > 1):
        raise _bad(f"must be a part of what you hold, such as 50%, or an amount, not {quoted(written)}", "part:50%")
    return Asked("held", asked.number) if asked.of == "equity" else asked


def _is_percent(text: str) -> bool:
    return text.endswith(("%", "percent", "pct"))


def _without(text: str, name: str) -> str:
    return (text.removesuffix(name) if text.endswith(name) else text.removeprefix(name)).strip()


def _number(written: str, text: str, measure: Literal["plain", "cash", "percent"], most: Decimal) -> Decimal:
    try:
        number = read_number(text, measure)
    except NotANumber as error:
        reason = str(error) if error.readings else f"{error}; it may be {WAYS}"
        raise _bad(reason, " or ".join(error.readings) or WAYS) from None
    if not 0 < number <= most:
        bound = f"at most {most:,f}{'%' if measure == 'percent' else ''}" if number > most else "above 0"
        raise _bad(f"must be {bound}, not {quoted(written)}")
    return number


def _bad(reason: str, right: str = WAYS) -> BadOrder:
    return BadOrder((f"amount {reason}",), option="amount", right=right)
