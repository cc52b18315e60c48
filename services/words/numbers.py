"""Numbers that people write into a request, exact to their last digit.

A comma is a decimal sign to some and stands between thousands to others. What can be read one way only is read so,
wherever its writer lives: ``0,025``, ``1,234,567``, ``1 234 567``, ``1'234'567``, ``10.000,50``, ``10_000``, ``$10k``,
``2.5 %``. What can be read two ways, such as ``10,000``, is refused with both: nobody's money is guessed at. A price
may be ``1.125``; cash is not told to a thousandth, so that of an account ``1.125`` is refused as well.
"""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Final

from pydantic import Field, PlainSerializer

from services.core.options import CountedIn, Measure
from services.words.plain_words import quoted

MOST_CASH: Final = 1_000_000_000_000
MOST_DECIMALS: Final = 18
LONGEST: Final = 40
"""Characters of a number."""
MOST_ZEROS: Final = 30
"""That the number behind an ``e`` may stand for."""

Number = Annotated[
    Decimal,
    Field(decimal_places=MOST_DECIMALS),
    PlainSerializer(lambda number: format(number, "f"), return_type=str, when_used="json"),
]
"""An exact number without a unit, in JSON and in buttons digit by digit. Its bounds come from the field that it is an
option of."""
Quoted = Annotated[Number, CountedIn("quote")]
"""A price, in the quote currency."""
Cash = Annotated[Number, CountedIn("cash")]
"""Cash, in the quote currency."""
Percent = Annotated[Number, CountedIn("percent")]
"""In hundredths: 1 is 1 %."""
Times = Annotated[Number, CountedIn("times")]
"""How many times something else: 10 is 10x."""

PARTS: Final = {"all": Decimal(1), "everything": Decimal(1), "half": Decimal("0.5"), "quarter": Decimal("0.25")}
"""Words for a part of what there is."""
_ALIKE: Final = str.maketrans("−–‒﹣－＋，．’ʼ％٪＄", "-----+,.''%%$")
"""Characters that mean the same in a number, each with the plain one."""
_SCALES: Final = {
    **dict.fromkeys(("k", "thousand"), 3),
    **dict.fromkeys(("m", "mm", "mn", "mio", "mln", "million", "millions"), 6),
    **dict.fromkeys(("b", "bn", "mrd", "billion", "billions"), 9),
}
"""The zeros that a letter or word behind a number stands for."""
_MEASURES: Final[dict[str, Measure]] = {
    **dict.fromkeys(("$", "€", "£", "¥", "us$", "usd", "usdt", "usdc", "eur", "dollars", "euros", "euro"), "quote"),
    **dict.fromkeys(("%", "percent", "pct"), "percent"),
    **dict.fromkeys(("x", "times"), "times"),
}
"""The measure that a sign or word before or behind a number belongs to."""
_CALLED: Final = {"quote": "amount of money", "percent": "percentage", "times": "multiple"}
_UNIT: Final = "|".join(map(re.escape, sorted((*_SCALES, *_MEASURES), key=len, reverse=True)))
_WRITTEN: Final = re.compile(
    r"(?P<sign>[+-]?)\s*(?:(?P<before>us\$|[$€£¥]|usdt|usd|eur)\s*)?(?P<inner>[+-]?)"
    r"(?P<digits>\d+(?:[.,]\d+)?e[+-]?\d+|\d(?:[\d.,'_ ]*[\d.,])?|[.,]\d+)"
    rf"(?P<units>(?:\s*(?:{_UNIT}))*)",
    re.IGNORECASE | re.ASCII,
)
_SCIENTIFIC: Final = re.compile(r"(\d+)(?:[.,](\d+))?e([+-]?\d+)", re.IGNORECASE)
_PLAIN: Final = re.compile(r"(?P<whole>\d*)(?:[.,](?P<part>\d*))?")
_GROUPED: Final = tuple(
    re.compile(rf"(?P<whole>[1-9]\d{{0,2}}(?:{group}\d{{3}})+)(?:[{points}](?P<part>\d*))?")
    for group, points in ((",", "."), (r"\.", ","), (" ", ".,"), ("'", ".,"), ("_", ".,"))
)
"""Thousands, which never begin with a nought, with each sign that stands between them and what then is the point."""
_POINT_ALONE: Final = re.compile(r"\d+\.(?!000)\d{3}")
"""With no other sign beside it a point is a decimal point, but for cash. Three noughts are what nobody writes behind
one."""


class NotANumber(ValueError):
    """What was written is no number, or none that the option can take: what it must be, to be put behind the option's
    name. ``readings`` are the numbers that it may mean, each as it is written without a doubt."""

    def __init__(self, reason: str, readings: tuple[str, ...] = ()) -> None:
        super().__init__(reason)
        self.readings = readings


def read_number(written: str, measure: Measure = "plain") -> Decimal:
    """The number that was ``written`` for an option of that measure.

    Raises:
        NotANumber: it is none, can be read two ways, or has the unit of another measure.
    """
    match, cash = _match(written), measure == "cash"
    if cash:
        measure = "quote"
    readings = [] if match is None else _readings(match, cash=cash)
    if match is None or not readings:
        raise NotANumber(f"must be a number, such as 1500 or 0.5, not {quoted(written)}")
    if len(readings) > 1:
        ways = tuple(_certain(value, cash=cash) for value in readings)
        raise NotANumber(f"must be written as {' or as '.join(ways)}: {quoted(written)} can be read both ways", ways)
    for unit in _units(match):
        if unit in _SCALES and measure == "percent":
            raise NotANumber(f"is a percentage, which takes no {unit}: write {match['digits']}, not {quoted(written)}")
        if _MEASURES.get(unit, measure) != measure:
            raise NotANumber(f"is no {_CALLED[_MEASURES[unit]]}: write {match['digits']}, not {quoted(written)}")
    return readings[0]


def is_number(written: str) -> bool:
    """Whether ``written`` has the shape of a number, whatever its unit and however many ways it can be read."""
    match = _match(written)
    try:
        return match is not None and bool(_readings(match))
    except NotANumber:
        return True


def measure_of(written: str) -> Measure | None:
    """The measure whose unit is ``written`` with a number; ``None``: none, so that it may be of any."""
    match = _match(written)
    return None if match is None else next((_MEASURES[unit] for unit in _units(match) if unit in _MEASURES), None)


def plain_signs(text: str) -> str:
    """``text``, character by character, with plain digits, signs and spaces, whichever script or typographer they
    came from."""
    return "".join(map(_plain_sign, text.translate(_ALIKE)))


def _plain_sign(letter: str) -> str:
    if letter.isspace():
        return " "
    return str(unicodedata.decimal(letter)) if letter.isdecimal() else letter


def _match(written: str) -> re.Match[str] | None:
    match = _WRITTEN.fullmatch(plain_signs(written.strip())) if len(written) <= LONGEST else None
    return None if match is None or (match["sign"] and match["inner"]) else match


def _units(match: re.Match[str]) -> list[str]:
    return re.findall(_UNIT, f"{match['before'] or ''} {match['units']}".lower())


def _readings(match: re.Match[str], *, cash: bool = False) -> list[Decimal]:
    """The numbers that what was written can mean; none where its signs stand as in no number.

    Raises:
        NotANumber: it is too large to be meant.
    """
    scales = [_SCALES[unit] for unit in _units(match) if unit in _SCALES]
    if len(scales) > 1:
        return []
    negative = "-" in (match["sign"], match["inner"])
    found = dict.fromkeys(_values(match["digits"], sum(scales), cash=cash))
    return [value.copy_negate() if negative else value for value in found]


def _values(digits: str, zeros: int, *, cash: bool) -> Iterator[Decimal]:
    scientific = _SCIENTIFIC.fullmatch(digits)
    if scientific is not None:
        whole, part, written = scientific.groups()
        if len(written) > len(f"-{MOST_ZEROS}") or abs(int(written)) > MOST_ZEROS:
            raise NotANumber(f"must have at most {MOST_ZEROS} zeros, not {quoted(digits)}")
        yield _value(whole, part, zeros + int(written))
        return
    for shape in (*_GROUPED, _PLAIN):
        match = shape.fullmatch(digits)
        if match is not None and (shape is _PLAIN or cash or not _POINT_ALONE.fullmatch(digits)):
            yield _value(match["whole"], match["part"], zeros)


def _value(whole: str, part: str | None, zeros: int) -> Decimal:
    value = Decimal(f"{re.sub('[^0-9]', '', whole) or 0}{'.' if part else ''}{part or ''}e{zeros}")
    return Decimal(f"{value:f}")


def _certain(value: Decimal, *, cash: bool) -> str:
    """``value`` as it can be read one way only: 10000 and 10.0, never 10.000; of cash 1.1250."""
    text = re.sub(r"(\.\d+?)0+$", r"\1", f"{value:f}")
    return f"{text}0" if cash and re.fullmatch(r".*\.\d{3}", text) else text


def exact(value: float) -> Decimal:
    """The shortest decimal that is this float: 0.1 is 0.1."""
    return Decimal(repr(float(value)))


def percent(number: Decimal) -> Decimal:
    """The fraction that ``number`` percent are."""
    return number / 100
