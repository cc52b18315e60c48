"""Whether a condition holds at a market's newest closed bar.

The answer is yes, no, or not known (``None``) where a value that it hangs on is not defined, such as an average over
more bars than there are. Not known stays so under "not"; "and" is no where any part is no, and "or" is yes where any
part is yes, whatever is not known besides (Kleene's logic).

Nothing but the bars up to the newest is looked at, so what is said of a bar never changes.
"""

import operator
from collections.abc import Callable, Mapping
from math import isfinite
from typing import Final

from analytics.ties import difference
from analytics.volatility import SETTLED_BARS
from services.conditions.newest_bar import PATTERN_BARS, REGIME_BARS, SWING_BARS, ZONE_BARS, NewestBar
from services.conditions.syntax import (
    Both,
    Comparison,
    Cross,
    Either,
    Extreme,
    InPocket,
    InRegime,
    Near,
    NearestZone,
    Negation,
    Ratio,
    RegimeChanges,
    Shows,
    Test,
    Truth,
    columns_of,
    read_by,
    tests_of,
)

COMPARED: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}


def holds(condition: Truth, newest: NewestBar) -> bool | None:
    """Whether ``condition`` holds; of several parts no more are asked than needed, in their order."""
    match condition:
        case Both():
            return _any_or_all(condition.parts, newest, settles=False)
        case Either():
            return _any_or_all(condition.parts, newest, settles=True)
        case Negation():
            inner = holds(condition.of, newest)
            return None if inner is None else not inner
        case _:
            return _passes(condition, newest)


def _any_or_all(parts: tuple[Truth, ...], newest: NewestBar, *, settles: bool) -> bool | None:
    """``settles`` where any part is that, not known where any is not, else the opposite."""
    known = True
    for part in parts:
        truth = holds(part, newest)
        if truth is settles:
            return settles
        known = known and truth is not None
    return (not settles) if known else None


def _passes(test: Test, newest: NewestBar) -> bool | None:
    match test:
        case Comparison():
            left, right = newest.value(test.left), newest.value(test.right)
            return COMPARED[test.sign](difference(left, right), 0) if isfinite(left) and isfinite(right) else None
        case Cross():
            before = difference(newest.value(test.left, 1, drawn=1), newest.value(test.right, 1, drawn=1))
            now = difference(newest.value(test.left, drawn=1), newest.value(test.right, drawn=1))
            if not isfinite(before + now):
                return None
            return before <= 0 < now if test.side == "above" else before >= 0 > now
        case Near():
            return _near(test, newest)
        case InPocket():
            return None if newest.pocket is None else newest.pocket.away(newest.close) == 0
        case Extreme():
            return newest.extreme(test.side, test.bars)
        case InRegime():
            return newest.regime == test.regime if newest.regime is not None else None
        case RegimeChanges():
            return newest.regime_changes
        case Shows():
            return newest.shows(test.pattern)


def _near(test: Near, newest: NewestBar) -> bool | None:
    if newest.atr is None:
        return None
    spot = newest.spot(test.place)
    if spot is None:  # no zone is known well enough: that there is none nearby
        return False if isinstance(test.place, NearestZone) else None
    return abs(spot.away(newest.close)) <= test.reach * newest.atr


def bars_needed(condition: Truth) -> int:
    """Bars of a market after which nothing in ``condition`` depends on where they begin."""
    return max(SETTLED_BARS, *(max(_settled(test), _reach(test)) for test in tests_of(condition)))


def _settled(test: Test) -> int:
    """Bars after which the columns of ``test`` depend no more on where they begin, wherever it reads them."""
    settled = max((read.column.settled or 0 for read in columns_of(test)), default=0)
    return settled + 1 if isinstance(test, Cross) else settled


def _reach(test: Test) -> int:
    match test:
        case InPocket():
            return SWING_BARS
        case Near(place=NearestZone()):
            return ZONE_BARS + SETTLED_BARS
        case Near() | Comparison() | Cross() if _reads_levels(test):
            return SWING_BARS + isinstance(test, Cross)
        case Extreme():
            return test.bars + 1
        case InRegime():
            return REGIME_BARS
        case RegimeChanges():
            return REGIME_BARS + 1
        case _:
            return PATTERN_BARS


def _reads_levels(test: Test) -> bool:
    return any(isinstance(read, Ratio) for read in read_by(test))


def cost(condition: Truth) -> float:
    """About how many microseconds asking ``condition`` of 500 bars takes."""
    match condition:
        case Both() | Either():
            return sum(map(cost, condition.parts))
        case Negation():
            return cost(condition.of)
        case Near(place=NearestZone()):
            return 1_600.0
        case InRegime() | RegimeChanges():
            return 1_100.0
        case Near() | InPocket() | Shows():
            return 15.0
        case Extreme():
            return 5.0
        case _:
            return 20.0 * len(list(read_by(condition)))


def cheapest_first(condition: Truth) -> Truth:
    """The same condition, of whose parts those that cost least are asked first."""
    match condition:
        case Both() | Either():
            return type(condition)(tuple(sorted(map(cheapest_first, condition.parts), key=cost)))
        case Negation():
            return Negation(cheapest_first(condition.of))
        case _:
            return condition
