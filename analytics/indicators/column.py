"""A column: an indicator of one period, ready to be computed on bars."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal

from analytics.bars import Bars, Floats

Unit = Literal["price", "difference", "percent", "0..100", "plain", "volume"]
"""``difference``: of two prices. ``percent``: 2.5 is 2.5 %. ``0..100``: a scale of that length, for some with a
negative side. ``plain``: a number."""
Group = Literal["bars", "averages", "trend", "momentum", "bands", "volume"]
Compute = Callable[[Bars, int], tuple[Floats, ...]]

MOST_PERIOD: Final = 1000


class UnknownColumn(ValueError):
    """No column is called ``text``; ``close_matches`` are names that are."""

    def __init__(self, text: str, close_matches: tuple[str, ...]) -> None:
        super().__init__(f"no indicator is called {text!r}")
        self.text = text
        self.close_matches = close_matches


@dataclass(frozen=True, slots=True)
class Computation:
    """What several columns share: all outputs of one function with one period (0 where it has no single one)."""

    compute: Compute
    period: int

    def __call__(self, bars: Bars) -> tuple[Floats, ...]:
        return self.compute(bars, self.period)


@dataclass(frozen=True, slots=True)
class Column:
    """One value a bar. ``settled``: so many bars into a window, a value no longer depends on where the window began
    (to 10⁻⁹ of it). ``None``: it always does, because it counts from the first bar (``obv``).
    """

    name: str
    unit: Unit
    settled: int | None
    computation: Computation = field(repr=False)
    output: int = field(repr=False)
    title: str = field(default="", repr=False)
    """What people call it: ``RSI14``, ``Aroon25 up``."""

    def values(self, bars: Bars) -> Floats:
        """The value at each bar, shape (n,), nan where it is not defined."""
        return self.computation(bars)[self.output]


@dataclass(frozen=True, slots=True)
class Family:
    """Columns that differ in their period alone.

    ``default`` is the usual period, ``None`` where a family has no single one and makes one column, and ``least`` the
    smallest that makes sense. ``title`` is what people call it, with the period where ``{}`` is, ``meaning`` says it in
    a line, and ``parameters`` are the fixed ones, such as ``12,26,9``. ``output`` is the place of the column among the
    results of ``compute``, and ``settling`` gives ``Column.settled``.
    """

    name: str
    title: str
    group: Group
    unit: Unit
    meaning: str
    compute: Compute
    output: int
    settling: Callable[[int], int | None]
    default: int | None = None
    least: int = 1
    parameters: str = ""

    def column(self, period: int | None = None) -> Column:
        """The column of ``period``, or of the usual one.

        Raises:
            UnknownColumn: the family does not take this period.
        """
        if self.default is None:
            if period is not None:
                raise UnknownColumn(f"{self.name}{period}", (self.name,))
            return self._column(self.name, 0)
        period = self.default if period is None else period
        if not self.least <= period <= MOST_PERIOD:
            nearest = min(max(period, self.least), MOST_PERIOD)
            raise UnknownColumn(f"{self.name}{period}", (f"{self.name}{nearest}",))
        return self._column(f"{self.name}{period}", period)

    def _column(self, name: str, period: int) -> Column:
        computation, title = Computation(self.compute, period), self.title.format(period)
        return Column(name, self.unit, self.settling(period), computation, self.output, title)
