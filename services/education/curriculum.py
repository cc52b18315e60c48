"""All lessons that are taught, and what is asked of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from services.education.checking import Taught, drawn_of
from services.education.figures import Result
from services.education.lesson import (
    Choice,
    ChoiceQuestion,
    DrawnBars,
    Lesson,
    LessonRef,
    Marked,
    NumberQuestion,
    Question,
    ReadQuestion,
    StopQuestion,
    Wisdom,
)
from services.education.posing import DrawnChart, Posed, PosedOption, letters_of, order_of, told, variant_of
from services.education.reading import (
    Problem,
)
from services.market.candles import Candles


@dataclass(frozen=True)
class Curriculum:
    """What is ``taught``, by the names of the lessons, in the order in which they are learnt; the ``wisdoms`` in order,
    and the ``problems`` of what is not as its file has it."""

    taught: Mapping[str, Taught] = field(default_factory=dict)
    wisdoms: tuple[Wisdom, ...] = ()
    problems: tuple[Problem, ...] = ()

    @cached_property
    def lessons(self) -> Mapping[str, Lesson]:
        """The lessons by name, in the order in which they are learnt."""
        return {name: each.lesson for name, each in self.taught.items()}

    def questions(self) -> Iterator[tuple[str, Lesson, Question]]:
        """Every question with its key, ``<lesson>/<id>``."""
        for lesson in self.lessons.values():
            for question in lesson.questions:
                yield key_of(lesson, question), lesson, question

    @property
    def counted(self) -> str:
        """How much there is, in words."""
        return f"{len(self.lessons)} lessons with {sum(1 for _ in self.questions())} questions"

    def find(self, key: str) -> tuple[Lesson, Question] | None:
        """The question with that key; ``None``: there is none any more."""
        name, _, wanted = key.partition("/")
        lesson = self.lessons.get(name)
        if lesson is None:
            return None
        return next(((lesson, each) for each in lesson.questions if each.id == wanted), None)

    def before(self, lesson: Lesson) -> tuple[LessonRef, ...]:
        """What to know before ``lesson``, as far as it is taught."""
        return tuple(self.lessons[name].ref for name in lesson.after if name in self.lessons)

    def candles_of(self, lesson: Lesson, drawn: DrawnBars) -> Candles:
        return self.taught[lesson.name].candles[drawn.bars]

    def chart_of(self, lesson: Lesson, drawn: DrawnBars) -> DrawnChart:
        return DrawnChart(
            candles=self.candles_of(lesson, drawn), lines=tuple(drawn.lines.items()), marks=tuple(drawn.marks.items())
        )

    def right_of(self, lesson: Lesson, question: Question, turn: int) -> Result:
        """The right answer at ``turn``: of a choice its index, of a number the number, of a chart to read the index of
        the option, of a stop the two prices between which it lies, the lower first."""
        answers = self.taught[lesson.name].right[question.id]
        return answers[turn % len(answers)]

    def posed(self, lesson: Lesson, question: Question, turn: int) -> Posed:
        """The question as it is shown at ``turn``."""
        key, figures = key_of(lesson, question), variant_of(question.given, turn)
        options: tuple[PosedOption, ...] = ()
        if isinstance(question, ChoiceQuestion | ReadQuestion):
            order = order_of(question, key, turn)
            options = tuple(
                _posed_option(letter, question.options[index], figures)
                for letter, index in zip(letters_of(question), order, strict=False)
            )
        drawn = drawn_of(question)
        chart = None if drawn is None else self.chart_of(lesson, drawn)
        return Posed(
            question=key,
            turn=turn,
            lesson=lesson.ref,
            kind=question.kind,
            ask=told(question.ask, figures),
            options=options,
            unit=question.unit if isinstance(question, NumberQuestion) else "",
            side=question.side if isinstance(question, StopQuestion) else None,
            entry=float(chart.candles.close[-1]) if isinstance(question, StopQuestion) and chart is not None else None,
            chart=chart,
        )


def _posed_option(letter: str, option: Choice | Marked, figures: Mapping[str, object]) -> PosedOption:
    text = None if option.text is None else told(option.text, figures)
    if isinstance(option, Choice):
        return PosedOption(letter=letter, text=text)
    return PosedOption(letter=letter, text=text, at=option.at, price=option.price)


def key_of(lesson: Lesson, question: Question) -> str:
    return f"{lesson.name}/{question.id}"
