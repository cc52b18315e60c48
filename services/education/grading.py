"""What a reply comes to. The same reply to the same question at the same turn is always graded the same."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal

from services.core.errors import InvalidRequest
from services.core.request import Frozen
from services.education.curriculum import Curriculum
from services.education.lesson import ChoiceQuestion, Lesson, NumberQuestion, Question, ReadQuestion, StopQuestion
from services.education.posing import Posed, PosedOption, order_of, shown_number, told, variant_of
from services.words.numbers import NotANumber, measure_of, plain_signs, read_number
from services.words.plain_words import quoted

DUST: Final = 1e-9
"""The share by which two ways of computing a number may differ."""
_LETTER: Final = re.compile(r"(?:(?:the )?(?:answer|option|letter)\b)?[\s:=]*[(\[]?\s*([a-z])\s*[)\].:!]*")
_ABOUT: Final = re.compile(r"(?:[=~≈]|about\b|around\b|roughly\b)\s*", re.IGNORECASE)
_FRACTION: Final = re.compile(r"([+-]?)\s*(\d{1,9}(?:\.\d{1,9})?)\s*[/⁄∕÷]\s*(\d{1,9}(?:\.\d{1,9})?)\s*(%?)")

Off = Literal["wrong side", "too near", "too far"]


class Graded(Frozen):
    """Whether ``said`` (as it was understood) is right, what is right, and why."""

    right: bool
    said: str
    answer: str
    """The right one: a letter with its words, a number with its unit, of a stop from which to which price."""
    why: str
    off: Off | None = None
    """Of a stop that is wrong."""
    posed: Posed
    """The question as it was shown."""


def grade(curriculum: Curriculum, lesson: Lesson, question: Question, turn: int, reply: str) -> Graded:
    """``reply`` to the question at ``turn``: a letter, or a number as people write it.

    Raises:
        InvalidRequest: it is neither; it says what would be.
    """
    posed = curriculum.posed(lesson, question, turn)
    result: Any = curriculum.right_of(lesson, question, turn)
    match question:
        case ChoiceQuestion() | ReadQuestion():
            found = _option(question, posed, result, reply)
        case NumberQuestion():
            found = _number(question, float(result), reply)
        case StopQuestion():
            found = _stop(question, posed, result, reply)
    figures = {**variant_of(question.given, turn), "answer": found.answer}
    return Graded(
        right=found.right,
        said=found.said,
        answer=found.answer,
        why=told(found.why, figures),
        off=found.off,
        posed=posed,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """What a reply comes to; ``why`` has its figures still in braces."""

    right: bool
    said: str
    answer: str
    why: str
    off: Off | None = None


def _option(question: ChoiceQuestion | ReadQuestion, posed: Posed, right: int, reply: str) -> _Found:
    chosen = _chosen(posed.options, reply)
    if isinstance(question, ReadQuestion):
        best, why = right, question.why
    else:
        order = order_of(posed.question, posed.turn, len(question.options))
        best, why = order.index(right), question.options[order[chosen]].why
    return _Found(right=chosen == best, said=_told(posed.options[chosen]), answer=_told(posed.options[best]), why=why)


def _chosen(options: Sequence[PosedOption], reply: str) -> int:
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


def _told(option: PosedOption) -> str:
    words = option.text or (None if option.price is None else shown_number(option.price))
    return option.letter if words is None else f"{option.letter}: {words}"


def _number(question: NumberQuestion, right: float, reply: str) -> _Found:
    values = readings(reply, question.unit)
    fits = [value for value in values if is_within(question, float(value), right)]
    return _Found(
        right=bool(fits),
        said=_with_unit(shown_number([*fits, *values][0]), question.unit),
        answer=number_told(question, right),
        why=question.why,
    )


def is_within(question: NumberQuestion, value: float, right: float) -> bool:
    """Whether ``value`` is near enough to be ``right``."""
    share = question.within * abs(right)
    allowed = share if question.within_absolute is None else question.within_absolute
    return abs(value - right) <= allowed + DUST * abs(right)


def number_told(question: NumberQuestion, right: float) -> str:
    """The right answer as it is shown: rounded, with its unit."""
    return _with_unit(shown_number(round(right, question.decimals)), question.unit)


def _with_unit(number: str, unit: str) -> str:
    return f"{number} {unit}" if unit else number


def _stop(question: StopQuestion, posed: Posed, band: tuple[float, float], reply: str) -> _Found:
    price, (low, high), entry = float(readings(reply, "USDT")[0]), band, posed.entry or 0.0
    answer = f"{shown_number(low)} to {shown_number(high)}"
    if low * (1 - DUST) <= price <= high * (1 + DUST):
        return _Found(right=True, said=shown_number(price), answer=answer, why=question.why)
    long = question.side == "long"
    off: Off = "too near" if (price > high) == long else "too far"
    if price >= entry if long else price <= entry:
        off = "wrong side"
    why = {
        "too near": question.too_near,
        "too far": question.too_far,
        "wrong side": f"The stop of a {question.side} lies {'below' if long else 'above'} its entry, which is at "
        f"{shown_number(entry)}. There it would be reached at once.",
    }[off]
    return _Found(right=False, said=shown_number(price), answer=answer, why=why, off=off)


def readings(reply: str, unit: str) -> list[Decimal]:
    """The numbers that ``reply`` to a question that counts in ``unit`` may mean, the likeliest first: ``10,000`` is ten
    thousand before it is ten; ``1/4`` of a question in percent is 25 or a quarter of one.

    Raises:
        InvalidRequest: it is no number.
    """
    written = _without_unit(_ABOUT.sub("", plain_signs(reply).strip(), count=1), unit)
    percent = measure_of(f"1{unit.split()[0]}") == "percent" if unit else False
    fraction = _FRACTION.fullmatch(written)
    if fraction is not None and Decimal(fraction[3]):
        value = Decimal(f"{fraction[1]}{fraction[2]}") / Decimal(fraction[3])
        return [value * 100, value] if percent and not fraction[4] else [value]
    try:
        if not unit and written.endswith("%"):
            return [read_number(written, "percent") / 100]
        return [read_number(written, (measure_of(f"1{unit.split()[0]}") if unit else None) or "plain")]
    except NotANumber as error:
        if error.readings:
            return sorted(map(Decimal, error.readings), reverse="," in written)
        raise InvalidRequest((f"your answer {error}",)) from None


def _without_unit(written: str, unit: str) -> str:
    """``written`` without the question's own unit behind it, in the singular or plural."""
    if not unit:
        return written
    words = re.escape(unit[:-1] if len(unit) > 2 and unit.endswith("s") else unit)
    return re.sub(rf"\s*{words}s?\s*$", "", written, flags=re.IGNORECASE) or written
