"""What is wrong with a lesson, before anybody sees it: what it leans on that is not there, and questions that have no
right answer, or two."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from services.core.errors import InvalidRequest
from services.core.request import AnyRequest
from services.education.figures import BadFigure, Result, result_of
from services.education.lesson import (
    LONGEST_ASK,
    LONGEST_OPTION,
    LONGEST_WHY,
    ChoiceQuestion,
    DrawnBars,
    Lesson,
    NumberQuestion,
    Question,
    ReadQuestion,
    StopQuestion,
)
from services.education.live import read_of
from services.education.posing import names_in, told, variant_of, variants
from services.education.reading import BadContent, Problem, Written
from services.education.replies import is_within, number_told, readings
from services.market.candles import Candles
from services.words.glossary import glossary

LEAST_KINDS: Final = 2
"""Of questions in a lesson."""
NEAR: Final = 1e-9
"""Two prices that differ by less (as a share) are one."""


LARGEST: Final = 1e15
"""Of the figures that a question gives."""
FARTHEST: Final = 2.0
"""A price on a chart is at most so many times the height of the candles above or below them."""


FAULTS: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What a figure may raise of what it is given: one lesson's mistake must not take the others along."""


@dataclass(frozen=True, slots=True)
class Taught:
    """A ``lesson`` in which nothing is wrong: the ``candles`` of its charts by name, and what is ``right`` of each
    question, by its id, at each of its variants: of a choice the index of the option, of a number the number, of a
    chart to read the index of the option, of a stop the two prices between which it lies, the lower first."""

    lesson: Lesson
    candles: Mapping[str, Candles]
    right: Mapping[str, tuple[Result, ...]]


@dataclass(frozen=True, slots=True)
class Around:
    """What lessons lean on: the ``names`` of all, those that could be read, and what a live chart may ask (``None``: it
    is not looked at)."""

    names: Collection[str]
    written: Mapping[str, Written]
    commands: Mapping[str, type[AnyRequest]] | None


def wrong_around(written: Written, around: Around) -> Iterator[Problem]:
    """What ``written`` leans on that is not there."""
    lesson = written.lesson
    for at, name in enumerate(lesson.after):
        other = around.written.get(name)
        if name not in around.names:
            yield written.problem(f"after: there is no lesson {name!r}", "after", at)
        elif other is not None and _is_later(other.lesson, lesson):
            yield written.problem(f"after: {name!r} comes later in this track", "after", at)
    for at, term in enumerate(lesson.terms):
        if glossary().find(term) is None:
            yield written.problem(f"terms: the glossary has no {term!r}", "terms", at)
    if not isinstance(lesson.chart, DrawnBars) and around.commands is not None:
        try:
            read_of(lesson.chart.asks, around.commands)
        except InvalidRequest as error:
            why = "; ".join(error.problems) or "it is no command"
            yield written.problem(f"chart: {lesson.chart.asks}: {why}", "chart")


def _is_later(other: Lesson, lesson: Lesson) -> bool:
    return other.track == lesson.track and (other.place, other.name) >= (lesson.place, lesson.name)


def taught(written: Written, candles: Mapping[str, Candles]) -> Taught:
    """The lesson with the ``candles`` of its charts, by name, and the right answers of its questions.

    Raises:
        BadContent: it cannot be taught.
    """
    lesson, problems = written.lesson, []
    if isinstance(lesson.chart, DrawnBars):
        problems += [written.problem(f"chart: {why}", "chart") for why in _undrawable(lesson.chart, candles)]
    ids = [question.id for question in lesson.questions]
    if len(set(ids)) < len(ids):
        problems.append(written.problem("questions: two have the same id", "questions"))
    if len({question.kind for question in lesson.questions}) < LEAST_KINDS:
        problems.append(written.problem("questions: they are of different kinds", "questions"))
    right: dict[str, tuple[Result, ...]] = {}
    for at, question in enumerate(lesson.questions):
        try:
            right[question.id] = _answers(question, candles)
        except _Wrong as wrong:
            problems += [written.problem(f"{question.id}: {why}", "questions", at) for why in wrong.args]
    if problems:
        raise BadContent(*problems)
    named = {drawn.bars for drawn in (lesson.chart, *map(drawn_of, lesson.questions)) if isinstance(drawn, DrawnBars)}
    return Taught(lesson, {name: candles[name] for name in named}, right)


class _Wrong(Exception):
    """A question cannot be asked: why."""


def drawn_of(question: Question) -> DrawnBars | None:
    """The chart of a question that has one."""
    return None if isinstance(question, ChoiceQuestion) else question.bars


def _answers(question: Question, candles: Mapping[str, Candles]) -> tuple[Result, ...]:
    """The right answer at each variant.

    Raises:
        _Wrong: there is none, or two.
    """
    drawn = drawn_of(question)
    wrong = [] if drawn is None else [f"bars: {why}" for why in _undrawable(drawn, candles)]
    wrong += _ill_given(question)
    if isinstance(question, ReadQuestion) and not wrong:
        wrong += _unmarkable(question, candles[question.bars.bars])
    if wrong:
        raise _Wrong(*wrong)
    bars = None if drawn is None else candles[drawn.bars]
    answers = []
    for turn in range(variants(question.given)):
        answer = _answer(question, turn, bars)
        wrong = [*_unanswerable(question, answer, bars), *_ill_told(question, turn)]
        if wrong:
            raise _Wrong(*wrong)
        answers.append(matching(question, answer)[0] if isinstance(question, ReadQuestion) else answer)
    return tuple(answers)


def _answer(question: Question, turn: int, bars: Candles | None) -> Result:
    if isinstance(question, ChoiceQuestion):
        right = [at for at, option in enumerate(question.options) if option.right]
        if len(right) != 1:
            raise _Wrong(f"options: one is right, and not {len(right)}")
        return right[0]
    try:
        return result_of(question.computed, variant_of(question.given, turn), bars)
    except BadFigure as error:
        raise _Wrong(f"computed: {error}") from None
    except FAULTS as error:
        raise _Wrong(f"computed: {question.computed} fails with {type(error).__name__}: {error}") from None


def _undrawable(drawn: DrawnBars, candles: Mapping[str, Candles]) -> Iterator[str]:
    bars = candles.get(drawn.bars)
    if bars is None:
        yield f"there is no bars/{drawn.bars}.csv that can be used"
        return
    yield from (f"the lines have {name!r} off the chart" for name, at in drawn.lines.items() if not _shows(bars, at))
    yield from (f"the marks have {name!r} behind the last bar" for name, at in drawn.marks.items() if at >= len(bars))


def _shows(bars: Candles, price: float) -> bool:
    """Whether the candles keep a fair part of the picture when it reaches to ``price``."""
    low, high = float(bars.low.min()), float(bars.high.max())
    room = FARTHEST * (high - low)
    return low - room <= price <= high + room


def _ill_given(question: Question) -> Iterator[str]:
    lists = {name: value for name, value in question.given.items() if isinstance(value, list)}
    if len({len(value) for value in lists.values()}) > 1 or [] in lists.values():
        yield "given: the lists are as long as one another, a variant each"
    for name, value in question.given.items():
        if not all(map(_is_given, value if isinstance(value, list) else [value])):
            yield f"given: {name} is a number or a word, or a list of them"
    named = {name for field, text, _ in _texts(question) if field in ("ask", "options") for name in names_in(text)}
    yield from (
        f"ask: it does not tell {{{name}}}, which varies"
        for name, value in lists.items()
        if name not in named and any(each != value[0] for each in value)
    )


def _is_given(value: object) -> bool:
    """Whether it can be told: a truth, an endless number and one that nobody could read are none."""
    if isinstance(value, str):
        return True
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LARGEST


def _ill_told(question: Question, turn: int) -> Iterator[str]:
    """Texts of the question that cannot be shown at ``turn``."""
    figures, options = variant_of(question.given, turn), list[str]()
    for field, text, longest in _texts(question):
        try:
            shown = told(text, figures if field in ("ask", "options") else {**figures, "answer": "0"})
        except KeyError as error:
            yield f"{field}: there is no {{{error.args[0]}}} in given"
            continue
        if "{" in shown or "}" in shown:
            yield f"{field}: braces stand around the name of a figure that is given"
        if len(shown) > longest:
            yield f"{field}: with its figures it is longer than {longest} characters"
        if field == "options" and shown:
            options.append(shown.casefold().strip(" ."))
    if len(set(options)) < len(options):
        yield "options: two say the same"


def _texts(question: Question) -> Iterator[tuple[str, str, int]]:
    """Each text of the question: its field, itself, and how long it may be."""
    yield "ask", question.ask, LONGEST_ASK
    if isinstance(question, ChoiceQuestion | ReadQuestion):
        for option in question.options:
            yield "options", option.text or "", LONGEST_OPTION
    if isinstance(question, ChoiceQuestion):
        for option in question.options:
            yield "why", option.why, LONGEST_WHY
        return
    yield "why", question.why, LONGEST_WHY
    if isinstance(question, StopQuestion):
        yield "too_near", question.too_near, LONGEST_WHY
        yield "too_far", question.too_far, LONGEST_WHY


def _unmarkable(question: ReadQuestion, bars: Candles) -> Iterator[str]:
    """What is wrong with its options, whichever is right."""
    chosen = [
        [each for each in (option.at, option.price, option.says) if each is not None] for option in question.options
    ]
    if any(len(each) != 1 for each in chosen) or len({_by(option) for option in question.options}) != 1:
        yield "options: all have one of at, price and says, the same"
        return
    if len({each[0] for each in chosen}) < len(chosen):
        yield "options: two are the same"
    for option in question.options:
        if option.at is not None and option.at >= len(bars):
            yield f"options: there is no bar {option.at}; the last is {len(bars) - 1}"
        if option.price is not None and not _shows(bars, option.price):
            yield f"options: {option.price} is off the chart"
        if option.says is not None and option.text is None:
            yield f"options: {option.says!r} has a text that is shown"


def _by(option: Any) -> Sequence[bool]:
    return option.at is not None, option.price is not None, option.says is not None


def _unanswerable(question: Question, answer: Result, bars: Candles | None) -> Iterator[str]:
    """Why ``answer`` is not the one right answer."""
    match question:
        case NumberQuestion():
            if not isinstance(answer, float | int) or not np.isfinite(answer):
                yield f"computed: {question.computed} comes to {answer!r}, which is no number"
                return
            if not _is_right_as_told(question, answer):
                yield f"decimals: {number_told(question, answer)!r} would be shown as right, and be graded wrong"
        case ReadQuestion():
            found = len(matching(question, answer))
            if found != 1:
                yield f"computed: {question.computed} finds {answer!r}, which is {found or 'none'} of the options"
        case StopQuestion():
            if bars is None or not _is_band(answer, float(bars.close[-1]), question.side):
                yield f"computed: {question.computed} finds {answer!r}: no two prices where a {question.side}'s stop is"


def _is_right_as_told(question: NumberQuestion, answer: float) -> bool:
    try:
        said = readings(number_told(question, answer), question.unit)
    except InvalidRequest:
        return False
    return any(is_within(question, float(value), answer) for value in said)


def matching(question: ReadQuestion, result: Result) -> list[int]:
    """Which options ``result`` is: those at that bar, at that price, or with that word."""
    found = []
    for at, option in enumerate(question.options):
        if option.price is not None and isinstance(result, float | int):
            same = abs(option.price - result) <= NEAR * abs(result) + NEAR
        elif option.at is not None:
            same = option.at == result
        else:
            same = option.says is not None and option.says == result
        if same:
            found.append(at)
    return found


def _is_band(band: Result, entry: float, side: str) -> bool:
    if not isinstance(band, tuple) or len(band) != 2:
        return False
    low, high = band
    return 0 < low < high < entry if side == "long" else entry < low < high < np.inf
