"""What a condition says: values, and truths about them. ``written`` gives it back as text.

A truth that is made of several holds them in one level: ``a and b and c`` is one ``Both`` of three.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import singledispatch
from typing import Literal

import numpy as np

from analytics.indicators.catalog import Column

REACH_ATR = 0.5
"""How near is near, in average true ranges, where a condition does not say."""

ArithmeticSign = Literal["+", "-", "*", "/"]
ComparisonSign = Literal["<", "<=", ">", ">=", "=", "!="]


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it was written; with ``percent`` it is a hundredth of that."""

    value: float
    percent: bool = False


@dataclass(frozen=True, slots=True)
class ColumnTerm:
    """The value of a column at the newest bar."""

    name: str
    column: Column = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Ratio:
    """The price of the Fibonacci level of the dominant swing at ``ratio``."""

    ratio: float


@dataclass(frozen=True, slots=True)
class Minus:
    of: "Value"


@dataclass(frozen=True, slots=True)
class Arithmetic:
    left: "Value"
    sign: ArithmeticSign
    right: "Value"


@dataclass(frozen=True, slots=True)
class Comparison:
    left: "Value"
    sign: ComparisonSign
    right: "Value"


@dataclass(frozen=True, slots=True)
class Cross:
    """``left`` was on the other side of ``right`` (or on it) a bar ago, and is beyond it now. Fibonacci levels are
    those of the swing as it was a bar ago: lines that were there before the price crossed them."""

    left: "Value"
    side: Literal["above", "below"]
    right: "Value"


@dataclass(frozen=True, slots=True)
class Near:
    """The close is within ``reach`` average true ranges of a price: a value, or a zone."""

    place: "PriceTerm"
    reach: float = REACH_ATR


@dataclass(frozen=True, slots=True)
class NearestZone:
    """The nearest zone of a kind."""

    kind: Literal["support", "resistance"]


@dataclass(frozen=True, slots=True)
class InPocket:
    """The close is in the golden pocket of the dominant swing."""


@dataclass(frozen=True, slots=True)
class Extreme:
    """The newest bar's high is above, or its low below, those of the ``bars`` before it."""

    side: Literal["high", "low"]
    bars: int


@dataclass(frozen=True, slots=True)
class InRegime:
    """The most probable regime is ``regime``."""

    regime: str


@dataclass(frozen=True, slots=True)
class RegimeChanges:
    """The most probable regime is another one than a bar ago."""


@dataclass(frozen=True, slots=True)
class Shows:
    """The newest bar completes the candlestick pattern ``pattern``."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Negation:
    of: "Truth"


@dataclass(frozen=True, slots=True)
class Both:
    parts: tuple["Truth", ...]


@dataclass(frozen=True, slots=True)
class Either:
    parts: tuple["Truth", ...]


Value = Number | ColumnTerm | Ratio | Minus | Arithmetic
PriceTerm = Value | NearestZone
Test = Comparison | Cross | Near | InPocket | Extreme | InRegime | RegimeChanges | Shows
Truth = Test | Negation | Both | Either
Node = Value | Truth


def read_by(node: Node | PriceTerm) -> Iterator[ColumnTerm | Ratio]:
    """The columns and Fibonacci levels that ``node`` reads, in the order in which they are written."""
    match node:
        case ColumnTerm() | Ratio():
            yield node
        case Arithmetic() | Comparison() | Cross():
            yield from read_by(node.left)
            yield from read_by(node.right)
        case Minus() | Negation():
            yield from read_by(node.of)
        case Near():
            yield from read_by(node.place)
        case Both() | Either():
            for part in node.parts:
                yield from read_by(part)


def columns_of(node: Node | PriceTerm) -> Iterator[ColumnTerm]:
    """The columns alone."""
    return (read for read in read_by(node) if isinstance(read, ColumnTerm))


def tests_of(node: Truth) -> Iterator[Test]:
    """The tests that ``node`` is made of, in the order in which they are written."""
    match node:
        case Negation():
            yield from tests_of(node.of)
        case Both() | Either():
            for part in node.parts:
                yield from tests_of(part)
        case _:
            yield node


@singledispatch
def written(node: object) -> str:
    """The condition as text, which reads as the same condition."""
    raise TypeError(f"{node!r} is no part of a condition")


@written.register
def _(node: Number) -> str:
    return np.format_float_positional(node.value, trim="-") + ("%" if node.percent else "")


@written.register
def _(node: ColumnTerm) -> str:
    return node.name


@written.register
def _(node: Minus) -> str:
    return f"-{_held(node.of, Arithmetic)}"


@written.register
def _(node: Arithmetic) -> str:
    left = written(node.left)
    if node.sign in "*/" and isinstance(node.left, Arithmetic) and node.left.sign in "+-":
        left = f"({left})"
    right = written(node.right)
    if isinstance(node.right, Arithmetic) and (node.sign in "*/" or node.right.sign in "+-"):
        right = f"({right})"
    return f"{left} {node.sign} {right}"


@written.register
def _(node: Comparison) -> str:
    return f"{written(node.left)} {node.sign} {written(node.right)}"


@written.register
def _(node: Cross) -> str:
    return f"{written(node.left)} crosses {node.side} {written(node.right)}"


@written.register
def _(node: Near) -> str:
    within = "" if node.reach == REACH_ATR else f" within {written(Number(node.reach))} atr"
    return f"near {written(node.place)}{within}"


@written.register
def _(node: Ratio) -> str:
    return f"fib {node.ratio:g}"


@written.register
def _(node: NearestZone) -> str:
    return node.kind


@written.register(InPocket)
def _(node: InPocket) -> str:
    del node
    return "in golden pocket"


@written.register
def _(node: Extreme) -> str:
    return f"new {node.side} {node.bars}"


@written.register
def _(node: InRegime) -> str:
    return f"regime is {node.regime}"


@written.register(RegimeChanges)
def _(node: RegimeChanges) -> str:
    del node
    return "regime changes"


@written.register
def _(node: Shows) -> str:
    return f"pattern {node.pattern}"


@written.register
def _(node: Negation) -> str:
    return f"not {_held(node.of, Both, Either)}"


@written.register
def _(node: Both) -> str:
    return " and ".join(_held(part, Either) for part in node.parts)


@written.register
def _(node: Either) -> str:
    return " or ".join(map(written, node.parts))


def _held(node: Node, *loose: type) -> str:
    """``node`` in brackets where it is one of the ``loose``, which would fall apart in its place."""
    return f"({written(node)})" if isinstance(node, loose) else written(node)
