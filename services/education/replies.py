"""What a reply says: a letter that is shown, or a number as people write it; and whether it is near enough."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from services.core.errors import InvalidRequest
from services.education.lesson import NumberQuestion
from services.education.posing import MINUS, PosedOption, shown_number
from services.words.numbers import NotANumber, measure_of, plain_signs, read_number
from services.words.plain_words import quoted

DUST: Final = 1e-9
"""The share by which two ways of computing a number may differ."""
_SIGN: Final = 2
"""Letters of a unit that is a sign, and no word with a plural."""
_ALSO: Final = {
    "%": (r"per\s?cent",),
    "points": (r"per\s?cent(?:age)? points?", "pp", "%"),
    "hours": ("h", "hrs?"),
    "days": ("d",),
}
"""What else people write for a unit."""
_LETTER: Final = re.compile(r"(?:(?:the )?(?:answer|option|letter)\b)?[\s:=]*[(\[]?\s*([a-z])\s*[)\].:!]*")
_ABOUT: Final = re.compile(r"^(?:[=~≈@]|(?:about|around|roughly|at)\b)\s*", re.IGNORECASE)
_FRACTION: Final = re.compile(r"([+-]?)\s*(\d{1,9}(?:\.\d{1,9})?)\s*[/⁄∕÷]\s*(\d{1,9}(?:\.\d{1,9})?)")


def option_of(options: Sequence[PosedOption], reply: str) -> int:
    """Which option is meant: by its letter, or by its words.

    Raises:
        InvalidRequest: none is.
    """
    plain = _plain(reply)
    match = _LETTER.fullmatch(plain)
    for at, option in enumerate(options):
        if match is not None and match[1] == option.letter.casefold():
            return at
    by_words = [at for at, option in enumerate(options) if option.text and _plain(option.text) == plain]
    if len(by_words) == 1:
        return by_words[0]
    letters = [option.letter for option in options]
    raise InvalidRequest((f"your answer must be {', '.join(letters[:-1])} or {letters[-1]}, not {quoted(reply)}",))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split()).strip(" .!")


def readings(reply: str, unit: str) -> list[Decimal]:
    """The numbers that ``reply`` to a question that counts in ``unit`` may mean, the likeliest first: ``10,000`` is ten
    thousand before it is ten; ``1/4`` of a question in percent is 25 or a quarter of one.

    Raises:
        InvalidRequest: it is no number.
    """
    whole = _ABOUT.sub("", plain_signs(reply).strip().rstrip(" .!"))
    written = _without_unit(whole, unit)
    measure = (measure_of(f"1{unit.split()[0]}") if unit else None) or "plain"
    fraction = _FRACTION.fullmatch(written)
    if fraction is not None and Decimal(fraction[3]):
        value = Decimal(f"{fraction[1]}{fraction[2]}") / Decimal(fraction[3])
        return [value * 100, value] if measure == "percent" and written == whole else [value]
    try:
        if not unit and written.endswith("%"):
            return [read_number(written, "percent") / 100]
        return [read_number(written, measure)]
    except NotANumber as error:
        if error.readings:
            return sorted(map(Decimal, error.readings), reverse="," in written)
        raise InvalidRequest((f"your answer {error}",)) from None


def _without_unit(written: str, unit: str) -> str:
    """``written`` without the question's own unit behind it, in the singular or plural."""
    if not unit:
        return written
    words = re.escape(unit[:-1] if len(unit) > _SIGN and unit.endswith("s") else unit)
    said = "|".join((f"{words}s?", *_ALSO.get(unit, ())))
    return re.sub(rf"\s*(?:{said})\s*$", "", written, flags=re.IGNORECASE) or written


def is_within(question: NumberQuestion, value: float, right: float) -> bool:
    """Whether ``value`` is near enough to be ``right``."""
    share = question.within * abs(right)
    allowed = share if question.within_absolute is None else question.within_absolute
    return abs(value - right) <= allowed + DUST * abs(right)


def number_told(question: NumberQuestion, right: float) -> str:
    """The right answer as it is shown: rounded, with its unit."""
    return with_unit(shown_number(round(right, question.decimals)), question.unit)


def with_unit(number: str, unit: str) -> str:
    """``20 coins``, ``1 coin``"""
    one = number.removeprefix(MINUS) == "1" and len(unit) > _SIGN and unit.endswith("s")
    return f"{number} {unit[:-1] if one else unit}".rstrip()
