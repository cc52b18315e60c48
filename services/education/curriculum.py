"""All lessons, and how they hang together; what is wrong with one is found before anybody sees it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Final

import numpy as np

from services.education.figures import BadFigure, Result, result_of
from services.education.lesson import (
    TRACKS,
    ChoiceQuestion,
    DrawnBars,
    Lesson,
    NumberQuestion,
    Question,
    ReadQuestion,
    StopQuestion,
    Wisdom,
)
from services.education.posing import LETTERS, DrawnChart, Posed, PosedOption, order_of, told, variant_of, variants
from services.education.reading import BadContent, Problem, line_with, read_bars, read_file, read_lesson, read_wisdoms
from services.market.candles import Candles

NEAR: Final = 1e-9
"""Two prices that differ by less (as a share) are one."""


@dataclass(frozen=True, slots=True)
class Curriculum:
    """The lessons by name, in the order in which they are learnt; the candles of each track; the wisdoms in order, and
    what was refused."""

    lessons: Mapping[str, Lesson] = field(default_factory=dict)
    bars: Mapping[tuple[str, str], Candles] = field(default_factory=dict)
    wisdoms: tuple[Wisdom, ...] = ()
    problems: tuple[Problem, ...] = ()

    def questions(self) -> Iterator[tuple[str, Lesson, Question]]:
        """Every question with its key, ``<lesson>/<id>``."""
        for lesson in self.lessons.values():
            for question in lesson.questions:
                yield key_of(lesson, question), lesson, question

    def find(self, key: str) -> tuple[Lesson, Question] | None:
        """The question with that key; ``None``: there is none any more."""
        name, _, wanted = key.partition("/")
        lesson = self.lessons.get(name)
        if lesson is None:
            return None
        return next(((lesson, each) for each in lesson.questions if each.id == wanted), None)

    def candles_of(self, lesson: Lesson, drawn: DrawnBars) -> Candles:
        return self.bars[lesson.track, drawn.bars]

    def chart_of(self, lesson: Lesson, drawn: DrawnBars) -> DrawnChart:
        return DrawnChart(
            candles=self.candles_of(lesson, drawn), lines=tuple(drawn.lines.items()), marks=tuple(drawn.marks.items())
        )

    def right_of(self, lesson: Lesson, question: Question, turn: int) -> Result:
        """The right answer at ``turn``: of a choice its index, of a number the number, of a chart to read the index of
        the option, of a stop the two prices between which it lies, the lower first."""
        if isinstance(question, ChoiceQuestion):
            return next(at for at, option in enumerate(question.options) if option.right)
        drawn = question.bars
        candles = None if drawn is None else self.candles_of(lesson, drawn)
        result = result_of(question.computed, variant_of(question.given, turn), candles)
        if isinstance(question, ReadQuestion):
            return matching(question, result)[0]
        return result

    def posed(self, lesson: Lesson, question: Question, turn: int) -> Posed:
        """The question as it is shown at ``turn``."""
        key = key_of(lesson, question)
        options: tuple[PosedOption, ...] = ()
        if isinstance(question, ChoiceQuestion):
            order = order_of(key, turn, len(question.options))
            options = tuple(
                PosedOption(
                    letter=LETTERS[at], text=told(question.options[index].text, variant_of(question.given, turn))
                )
                for at, index in enumerate(order)
            )
        elif isinstance(question, ReadQuestion):
            options = tuple(
                PosedOption(letter=LETTERS[at], text=each.text, at=each.at, price=each.price)
                for at, each in enumerate(question.options)
            )
        drawn = None if isinstance(question, ChoiceQuestion) else question.bars
        chart = None if drawn is None else self.chart_of(lesson, drawn)
        stops = isinstance(question, StopQuestion)
        return Posed(
            question=key,
            turn=turn,
            lesson=lesson.ref,
            kind=question.kind,
            ask=told(question.ask, variant_of(question.given, turn)),
            options=options,
            unit=question.unit if isinstance(question, NumberQuestion) else "",
            side=question.side if isinstance(question, StopQuestion) else None,
            entry=float(chart.candles.close[-1]) if stops and chart is not None else None,
            chart=chart,
        )


def key_of(lesson: Lesson, question: Question) -> str:
    return f"{lesson.name}/{question.id}"


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


def load(folder: Path) -> Curriculum:
    """The curriculum of the files in ``folder``: all that are right, and what is wrong with the others."""
    problems: list[Problem] = []
    texts: dict[str, str] = {}
    lessons: dict[str, Lesson] = {}
    bars: dict[tuple[str, str], Candles] = {}
    wisdoms: list[Wisdom] = []
    for track in TRACKS:
        for path in sorted((folder / track).glob("**/*")):
            file = path.relative_to(folder).as_posix()
            try:
                if path.suffix == ".md":
                    lesson = read_lesson(read_file(path), file)
                    lessons[lesson.name], texts[lesson.name] = lesson, read_file(path)
                elif path.suffix == ".csv":
                    bars[track, path.stem] = read_bars(read_file(path), file)
                elif path.name == "wisdom.yaml":
                    wisdoms += read_wisdoms(read_file(path), file)
            except BadContent as bad:
                problems.append(bad.problem)
    known = Curriculum(lessons, bars)
    for name, lesson in list(lessons.items()):
        found = list(wrong_with(known, lesson, texts[name]))
        problems += found
        if found:
            del lessons[name]
    kept = [wisdom for wisdom in wisdoms if wisdom.lesson in lessons]
    return Curriculum(_ordered(lessons, problems), bars, tuple(kept), tuple(problems))


def _ordered(lessons: Mapping[str, Lesson], problems: list[Problem]) -> dict[str, Lesson]:
    """By track and place; a cycle of prerequisites is a problem of each lesson in it, and these are left out."""
    order = sorted(lessons.values(), key=lambda each: (list(TRACKS).index(each.track), each.place, each.name))
    try:
        TopologicalSorter({each.name: each.after for each in order}).prepare()
    except CycleError as error:
        circle = error.args[1]
        problems += [
            Problem(f"{lessons[name].track}/{name}.md", 1, f"after: {' → '.join(circle)} go round in a circle")
            for name in dict.fromkeys(circle)
        ]
        return _ordered({name: each for name, each in lessons.items() if name not in circle}, problems)
    return {each.name: each for each in order}


def wrong_with(known: Curriculum, lesson: Lesson, text: str) -> Iterator[Problem]:
    """What a reader of ``lesson`` would stumble over: prerequisites that are not there, charts and figures that are
    not, a question that has no right answer or two."""
    file = f"{lesson.track}/{lesson.name}.md"

    def problem(what: str, at: str) -> Problem:
        return Problem(file, line_with(text, at), what)

    for name in lesson.after:
        if name not in known.lessons:
            yield problem(f"after: there is no lesson {name!r}", name)
    if isinstance(lesson.chart, DrawnBars) and (lesson.track, lesson.chart.bars) not in known.bars:
        yield problem(f"chart: there is no {lesson.track}/bars/{lesson.chart.bars}.csv", lesson.chart.bars)
    ids = [question.id for question in lesson.questions]
    if len(set(ids)) < len(ids):
        yield problem("questions: two have one id", "questions")
    if len({question.kind for question in lesson.questions}) < 2:
        yield problem("questions: they are of different kinds", "questions")
    for question in lesson.questions:
        drawn = getattr(question, "bars", None)
        if drawn is not None and (lesson.track, drawn.bars) not in known.bars:
            yield problem(f"bars: there is no {lesson.track}/bars/{drawn.bars}.csv", f"id: {question.id}")
            continue
        try:
            why = list(_unanswerable(known, lesson, question))
        except (BadFigure, KeyError, ValueError, TypeError, ArithmeticError) as error:
            why = [str(error)]
        yield from (problem(f"{question.id}: {each}", f"id: {question.id}") for each in why)


def _unanswerable(known: Curriculum, lesson: Lesson, question: Question) -> Iterator[str]:
    """Why ``question`` has not exactly one right answer at some turn."""
    lengths = {len(value) for value in question.given.values() if isinstance(value, list)}
    if len(lengths) > 1:
        yield "given: lists are as long as one another, a variant each"
    if isinstance(question, ChoiceQuestion):
        right = sum(option.right for option in question.options)
        if right != 1:
            yield f"one option is right, and not {right}"
        if len({option.text.casefold().strip(" .") for option in question.options}) < len(question.options):
            yield "two options say the same"
        return
    for turn in range(variants(question.given)):
        figures = variant_of(question.given, turn)
        drawn = question.bars
        candles = None if drawn is None else known.candles_of(lesson, drawn)
        result = result_of(question.computed, figures, candles)
        told(question.ask, figures)
        told(question.why, {**figures, "answer": ""})
        if isinstance(question, NumberQuestion) and not (isinstance(result, float | int) and np.isfinite(result)):
            yield f"{question.computed} comes to {result!r}, which is no number"
        if isinstance(question, ReadQuestion) and len(matching(question, result)) != 1:
            yield f"{question.computed} finds {result!r}, which is {len(matching(question, result))} of the options"
        if isinstance(question, StopQuestion) and not _is_band(result, candles, question.side):
            yield f"{question.computed} finds {result!r}, which are no two prices on the side of the stop"


def _is_band(band: Result, candles: Candles | None, side: str) -> bool:
    if not isinstance(band, tuple) or candles is None:
        return False
    (low, high), entry = band, float(candles.close[-1])
    return 0 < low < high < entry if side == "long" else entry < low < high
