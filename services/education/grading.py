"""What a reply comes to. The same reply to the same question at the same turn is always graded the same."""

from typing import Any, Final, Literal

from services.core.request import Frozen
from services.core.units import Price
from services.education.curriculum import Curriculum
from services.education.lesson import ChoiceQuestion, Lesson, NumberQuestion, Question, ReadQuestion, StopQuestion
from services.education.posing import Posed, PosedOption, order_of, shown_number, told, variant_of
from services.education.replies import DUST, is_within, number_told, option_of, readings, with_unit

Off = Literal["wrong side", "too near", "too far"]
PRICE_DIGITS: Final = 6
"""Of a price between which a stop lies: more cannot be read off a chart."""


class PlacedStop(Frozen):
    """A stop at ``price``, and from which to which price it is right."""

    price: Price
    low: Price
    high: Price


class Graded(Frozen):
    """Whether ``said`` (as it was understood) is right, what is right, and why."""

    right: bool
    said: str
    answer: str
    """The right one: a letter with its words, a number with its unit, of a stop from which to which price."""
    why: str
    off: Off | None = None
    """Of a stop that is wrong."""
    letter: str | None = None
    """Of the right option."""
    placed: PlacedStop | None = None
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
            found = _number(question, posed, float(result), reply)
        case StopQuestion():
            found = _stop(question, posed, result, reply)
    figures = {**variant_of(question.given, turn), "answer": found.answer}
    return found.model_copy(update={"why": told(found.why, figures)})


def _option(question: ChoiceQuestion | ReadQuestion, posed: Posed, right: int, reply: str) -> Graded:
    chosen, order = option_of(posed.options, reply), order_of(question, posed.question, posed.turn)
    best = order.index(right)
    return Graded(
        right=chosen == best,
        said=_told(posed.options[chosen]),
        answer=_told(posed.options[best]),
        why=question.why if isinstance(question, ReadQuestion) else question.options[order[chosen]].why,
        letter=posed.options[best].letter,
        posed=posed,
    )


def _told(option: PosedOption) -> str:
    words = option.text or (None if option.price is None else shown_number(option.price))
    return option.letter if words is None else f"{option.letter}: {words}"


def _number(question: NumberQuestion, posed: Posed, right: float, reply: str) -> Graded:
    values = readings(reply, question.unit)
    fits = [value for value in values if is_within(question, float(value), right)]
    return Graded(
        right=bool(fits),
        said=with_unit(shown_number([*fits, *values][0]), question.unit),
        answer=number_told(question, right),
        why=question.why,
        posed=posed,
    )


def _stop(question: StopQuestion, posed: Posed, band: tuple[float, float], reply: str) -> Graded:
    (low, high), entry = band, posed.entry or 0.0
    price = min(map(float, readings(reply, "USDT")), key=lambda each: abs(each - entry))
    answer = " to ".join(shown_number(float(f"{each:.{PRICE_DIGITS}g}")) for each in band)
    long = question.side == "long"
    off: Off | None = "too near" if (price > high) == long else "too far"
    if low * (1 - DUST) <= price <= high * (1 + DUST):
        off = None
    elif price >= entry if long else price <= entry:
        off = "wrong side"
    why = {
        None: question.why,
        "too near": question.too_near,
        "too far": question.too_far,
        "wrong side": f"The stop of a {question.side} lies {'below' if long else 'above'} its entry, which is at "
        f"{shown_number(entry)}. There it would be reached at once.",
    }[off]
    return Graded(
        right=off is None,
        said=shown_number(price),
        answer=answer,
        why=why,
        off=off,
        placed=PlacedStop(price=price, low=low, high=high),
        posed=posed,
    )
