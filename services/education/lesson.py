"""What a lesson is, as a file of ``config/lessons`` has it: ``<track>/<name>.md``, YAML between two lines of dashes,
and below it the text in Markdown."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import Discriminator, Field, Tag

from services.core.request import Frozen

Track = Literal["markets", "candles", "fibonacci", "indicators", "risk", "psychology", "derivatives", "statistics"]
TRACKS: Final[Mapping[Track, str]] = {
    "markets": "Markets and orders",
    "candles": "Candles and structure",
    "fibonacci": "Fibonacci",
    "indicators": "Indicators",
    "risk": "Risk and position size",
    "psychology": "Psychology and journalling",
    "derivatives": "Derivatives and options",
    "statistics": "Statistics, backtests and chance",
}
"""The tracks in the order in which they are learnt; a folder each."""
LONGEST_TEXT: Final = 2_200
"""Characters of a lesson's text: two minutes, and what every voice has room for beside its own words."""
LONGEST_ASK: Final = 500
LONGEST_OPTION: Final = 75
LONGEST_WHY: Final = 400

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")]
Label = Annotated[str, Field(min_length=1, max_length=30)]
Given = Mapping[str, Any]
"""The figures of a question by name: a number or word, or a list of as many as the question has variants."""


class Source(Frozen):
    """What a lesson rests on: a work by its ``title`` and who wrote it, with its address where it has one."""

    title: str = Field(min_length=3, max_length=160)
    url: str | None = Field(default=None, pattern=r"^https://\S+$", max_length=200)


class DrawnBars(Frozen):
    """A fixed replay: the candles of ``<track>/bars/<bars>.csv`` (header ``open,high,low,close,volume``, 10 to 120
    rows, oldest first), with ``lines`` at prices, by name, and ``marks`` at bars (counted from 0), by name. It is
    drawn for the lesson, and said to be."""

    bars: Slug
    lines: Mapping[Label, Annotated[float, Field(gt=0, allow_inf_nan=False)]] = Field(
        default_factory=dict, max_length=6
    )
    marks: Mapping[Label, Annotated[int, Field(ge=0)]] = Field(default_factory=dict, max_length=8)


class LiveChart(Frozen):
    """The picture of what the desk answers now: ``asks`` is a command that only reads, ``/fib levels symbol:BTC/USDT
    timeframe:4h``."""

    asks: str = Field(pattern=r"^/\S.*$", max_length=120)


class Choice(Frozen):
    """One of several answers. ``why`` is said to who chose it: why it is right, or where the mistake lies."""

    text: str = Field(min_length=1, max_length=LONGEST_OPTION)
    why: str = Field(min_length=1, max_length=LONGEST_WHY)
    right: bool = False


class _Question(Frozen):
    """``id`` stays the same for good: what a learner knows of the question is kept under ``<lesson>/<id>``. ``ask`` may
    name figures of ``given`` in braces; ``why`` may too, and ``{answer}``, the right one."""

    id: Slug
    ask: str = Field(min_length=10, max_length=LONGEST_ASK)
    given: Given = Field(default_factory=dict)


class ChoiceQuestion(_Question):
    """Words to choose from, of which exactly one is right."""

    kind: Literal["choice"]
    options: tuple[Choice, ...] = Field(min_length=2, max_length=5)


class NumberQuestion(_Question):
    """A number. It is ``computed`` from ``given`` by the figure of that name, and a reply is right ``within`` that
    share of it (or within ``within_absolute``). ``unit`` is written behind the number: ``%``, ``R``, ``USDT``,
    ``BTC``."""

    kind: Literal["number"]
    computed: str
    unit: str = Field(default="", max_length=12)
    decimals: int = Field(default=2, ge=0, le=8)
    within: float = Field(default=0.01, gt=0, le=0.2)
    within_absolute: float | None = Field(default=None, gt=0)
    bars: DrawnBars | None = None
    why: str = Field(min_length=1, max_length=LONGEST_WHY)


class Marked(Frozen):
    """What a reader of a chart may choose: the bar ``at`` (counted from 0), the ``price``, or a word that the figure
    may say (``says``), shown as ``text``. Bars and prices are marked with letters on the chart."""

    at: int | None = Field(default=None, ge=0)
    price: float | None = Field(default=None, gt=0)
    says: str | None = None
    text: str | None = Field(default=None, max_length=LONGEST_OPTION)


class ReadQuestion(_Question):
    """A chart to read: of ``options`` the one is right that the figure ``computed`` finds on the candles (and
    ``given``): a bar, a price or a word."""

    kind: Literal["read"]
    bars: DrawnBars
    computed: str
    options: tuple[Marked, ...] = Field(min_length=2, max_length=5)
    why: str = Field(min_length=1, max_length=LONGEST_WHY)


class StopQuestion(_Question):
    """A stop to place on a chart: right between the two prices that the figure ``computed`` finds on the candles, for a
    ``side`` entered at the last close."""

    kind: Literal["stop"]
    bars: DrawnBars
    side: Literal["long", "short"]
    computed: str
    why: str = Field(min_length=1, max_length=LONGEST_WHY)
    too_near: str = Field(min_length=1, max_length=LONGEST_WHY)
    """Said where the stop lies between the entry and the right prices."""
    too_far: str = Field(min_length=1, max_length=LONGEST_WHY)


Question = Annotated[ChoiceQuestion | NumberQuestion | ReadQuestion | StopQuestion, Field(discriminator="kind")]


Habit = Literal["no stop", "losers held longer", "size after a loss", "chasing"]
"""What somebody's own trades may show (services/education/habit_facts.py)."""


class LessonRef(Frozen):
    """A lesson, by its name and title."""

    name: str
    title: str


def _chart_kind(value: object) -> str:
    named = value if isinstance(value, Mapping) else type(value).model_fields if isinstance(value, Frozen) else ()
    return "live" if "asks" in named else "drawn"


Chart = Annotated[Annotated[LiveChart, Tag("live")] | Annotated[DrawnBars, Tag("drawn")], Discriminator(_chart_kind)]


class Lesson(Frozen):
    """A lesson of ``track``. ``after`` are lessons to know before, ``terms`` the words of the glossary that it teaches,
    ``habit`` what in somebody's own trades it speaks of."""

    name: Slug
    track: Track
    place: int = Field(ge=1, le=100_000)
    """In its track, from 1 on."""
    title: str = Field(min_length=3, max_length=60)
    objective: str = Field(min_length=10, max_length=160)
    text: str = Field(min_length=500, max_length=LONGEST_TEXT)
    after: tuple[Slug, ...] = ()
    terms: tuple[str, ...] = Field(min_length=1, max_length=8)
    chart: Chart
    questions: tuple[Question, ...] = Field(min_length=3, max_length=8)
    sources: tuple[Source, ...] = Field(min_length=1, max_length=5)
    habit: Habit | None = None

    @property
    def ref(self) -> LessonRef:
        return LessonRef(name=self.name, title=self.title)


class Wisdom(Frozen):
    """A thought for a day, in our own words, and the lesson that has more of it. ``after`` is whose idea it is, where
    it is somebody's: ``Charles Mackay, 1841``."""

    id: Slug
    text: str = Field(min_length=20, max_length=280)
    lesson: Slug
    after: str | None = Field(default=None, max_length=80)
