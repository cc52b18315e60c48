"""From a question to what is shown of it. The same question at the same turn is posed the same to everybody, and what
is shown does not tell which answer is right."""

import re
from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256
from random import Random
from typing import Any, Final, Literal

from pydantic import Field

from services.core.request import Frozen
from services.core.units import Price
from services.education.lesson import ChoiceQuestion, Given, LessonRef, ReadQuestion
from services.market.candles import Candles

LETTERS: Final = "ABCDE"
OTHER_LETTERS: Final = "PQRST"
"""For options of a chart on which one of ``LETTERS`` marks something else."""
MINUS: Final = "\N{MINUS SIGN}"
_NAMED: Final = re.compile(r"\{(\w+)\}")


class DrawnChart(Frozen):
    """Candles drawn for a lesson, with lines at prices, and bars and prices marked by name."""

    candles: Candles = Field(exclude=True, repr=False)
    lines: tuple[tuple[str, Price], ...] = ()
    marks: tuple[tuple[str, int], ...] = ()


class PosedOption(Frozen):
    """What may be chosen: its letter, and its words; of a chart the bar ``at`` or the ``price`` that the letter
    marks."""

    letter: str
    text: str | None = None
    at: int | None = None
    price: Price | None = None


class Posed(Frozen):
    """A question as it is shown at ``turn``: how often the learner had answered it, or the day of a daily one."""

    question: str
    """``<lesson>/<id>``."""
    turn: int
    lesson: LessonRef
    kind: Literal["choice", "number", "read", "stop"]
    ask: str
    options: tuple[PosedOption, ...] = ()
    unit: str = ""
    side: Literal["long", "short"] | None = None
    entry: Price | None = None
    """Of a stop: the last close, at which it is entered."""
    chart: DrawnChart | None = None


def variant_of(given: Given, turn: int) -> Mapping[str, Any]:
    """The figures of ``given`` at ``turn``: of each list the next, in turn."""
    return {
        name: value[turn % len(value)] if isinstance(value, list | tuple) else value for name, value in given.items()
    }


def variants(given: Given) -> int:
    """How many variants ``given`` has."""
    return max((len(value) for value in given.values() if isinstance(value, list | tuple)), default=1)


def letters_of(question: ChoiceQuestion | ReadQuestion) -> str:
    """The letters of its options."""
    names = () if isinstance(question, ChoiceQuestion) else (*question.bars.marks, *question.bars.lines)
    return LETTERS if set(LETTERS).isdisjoint(names) else OTHER_LETTERS


def order_of(question: ChoiceQuestion | ReadQuestion, key: str, turn: int) -> list[int]:
    """In which order the options are shown: shuffled by the question and the turn alone. Bars and prices of a chart
    stay as the lesson has them, for ``why`` may call them by their letters."""
    order = list(range(len(question.options)))
    if isinstance(question, ChoiceQuestion) or question.options[0].says is not None:
        Random(sha256(f"{key}|{turn}".encode()).digest()).shuffle(order)  # noqa: S311 (an order, and no secret)
    return order


def told(text: str, figures: Mapping[str, Any]) -> str:
    """``text`` with ``figures`` put in for their names in braces: ``10,000``, ``0.5``, as short as they are exact.

    Raises:
        KeyError: it names one that is not there.
    """
    return _NAMED.sub(lambda named: _shown(figures[named[1]]), text)


def names_in(text: str) -> list[str]:
    """The figures that ``text`` names in braces."""
    return _NAMED.findall(text)


def _shown(value: object) -> str:
    return shown_number(value) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)


def shown_number(value: float | Decimal) -> str:
    """``10,000``, ``−0.5``: as short as it is exact."""
    exact = Decimal(str(value))
    if not exact:
        return "0"
    whole, _, part = f"{exact:,f}".replace("-", MINUS).partition(".")
    return f"{whole}.{part.rstrip('0')}" if part.strip("0") else whole
