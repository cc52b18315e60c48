"""By what those that meet a condition are sorted: by the quantity that it asks for, those that meet it most clearly
first.

That is of its first test, as it is written, that asks for a quantity. A test that is denied sorts the other way round.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite, nan
from typing import Final, Literal

from services.conditions.newest_bar import NewestBar
from services.conditions.syntax import (
    Both,
    ColumnTerm,
    Comparison,
    Cross,
    Either,
    Extreme,
    InPocket,
    InRegime,
    Near,
    Negation,
    Number,
    PriceTerm,
    Test,
    Truth,
    Value,
    written,
)
from services.conditions.units import BOUNDED, NUMBERS, OF_PRICES, unit_of

Order = Literal["lowest", "highest", "nearest", "farthest"]
RankKind = Literal["column", "number", "gap", "share", "atr"]
"""What the quantity is: a column as it stands, a plain number, a distance as a share of the close, a probability, or a
distance in average true ranges."""

OPPOSITE: Final[Mapping[Order, Order]] = {
    "lowest": "highest",
    "highest": "lowest",
    "nearest": "farthest",
    "farthest": "nearest",
}
ORDERS: Final[Mapping[str, Order]] = {
    "<": "lowest",
    "<=": "lowest",
    ">": "highest",
    ">=": "highest",
    "=": "nearest",
    "!=": "farthest",
}
MIRRORED: Final[Mapping[str, str]] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True, slots=True)
class Ranking:
    """A quantity of a market at its newest bar (nan where it is not defined), and which of it comes first.

    The nearest and the farthest are told from ``around``.
    """

    name: str
    kind: RankKind
    order: Order
    value: Callable[[NewestBar], float]
    around: float = 0.0

    def __str__(self) -> str:
        beside = f" to {written(Number(self.around))}" if self.around else ""
        return f"{self.name}, {self.order}{beside} first"

    def place(self, value: float) -> float:
        """Where ``value`` comes: the least first, and what is not defined last."""
        if not isfinite(value):
            return float("inf")
        match self.order:
            case "lowest":
                return value
            case "highest":
                return -value
            case "nearest":
                return abs(value - self.around)
            case "farthest":
                return -abs(value - self.around)


def ranking(condition: Truth) -> Ranking | None:
    """By what the matches of ``condition`` are sorted; ``None`` where it asks for no quantity, such as a pattern."""
    for test, denied in _asked(condition):
        found = _of(test)
        if found is not None:
            return found if not denied else _turned(found)
    return None


def _turned(found: Ranking) -> Ranking:
    return Ranking(found.name, found.kind, OPPOSITE[found.order], found.value, found.around)


def _asked(node: Truth, *, denied: bool = False) -> Iterator[tuple[Test, bool]]:
    """The tests in the order in which they are written, and whether each is denied."""
    match node:
        case Negation():
            yield from _asked(node.of, denied=not denied)
        case Both() | Either():
            for part in node.parts:
                yield from _asked(part, denied=denied)
        case _:
            yield node, denied


def _of(test: Test) -> Ranking | None:
    match test:
        case Comparison(Number() as number, sign, right) if not isinstance(right, Number):
            return _compared(right, MIRRORED.get(sign, sign), number)
        case Comparison(left, sign, right):
            return _compared(left, sign, right)
        case Cross(left, side, right):
            return _compared(left, ">" if side == "above" else "<", right)
        case Near(place):
            return Ranking(f"distance to {written(place)}", "atr", "nearest", lambda newest: _away(place, newest))
        case InPocket():
            return Ranking("distance to the middle of the golden pocket", "gap", "nearest", _from_middle)
        case Extreme(side, bars):
            name = f"{side} beyond the last {bars}"
            return Ranking(name, "gap", "highest", lambda newest: newest.beyond(side, bars) / newest.close)
        case InRegime(regime):
            return Ranking(f"probability of {regime}", "share", "highest", lambda newest: newest.probability(regime))
        case _:
            return None


def _compared(left: Value, sign: str, right: Value) -> Ranking:
    """Of what stands beside a number itself; of two values their difference, of prices as a share of the price."""
    if isinstance(right, Number):
        kind: RankKind = "column" if isinstance(left, ColumnTerm) else "number"
        around = right.value / 100 if right.percent else right.value
        order = ORDERS[sign]
        return Ranking(
            written(left), kind, order, lambda newest: newest.value(left),
            around if order in ("nearest", "farthest") else 0.0,
        )  # fmt: skip
    name = f"{written(left)} \N{MINUS SIGN} {written(right)}"
    if unit_of(left) in OF_PRICES:
        return Ranking(
            name, "gap", ORDERS[sign], lambda newest: (newest.value(left) - newest.value(right)) / newest.close
        )
    if unit_of(left) in (*NUMBERS, BOUNDED):
        return Ranking(name, "number", ORDERS[sign], lambda newest: newest.value(left) - newest.value(right))
    times = f"{written(left)} / {written(right)}"
    return Ranking(times, "number", ORDERS[sign], lambda newest: _ratio(left, right, newest))


def _ratio(left: Value, right: Value, newest: NewestBar) -> float:
    below = newest.value(right)
    return newest.value(left) / below if below else nan


def _away(place: PriceTerm, newest: NewestBar) -> float:
    spot = newest.spot(place)
    return nan if spot is None or newest.atr is None else spot.away(newest.close) / newest.atr


def _from_middle(newest: NewestBar) -> float:
    spot = newest.pocket
    return nan if spot is None else (spot.low + spot.high) / 2 / newest.close - 1.0
