"""What feeds look at: made of what alerts are armed under."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import structlog

from services.alerts.engine import Following
from services.alerts.series import Series
from services.alerts.window import Direction
from services.conditions.evaluate import bars_needed, cheapest_first
from services.conditions.newest_bar import SWING_BARS
from services.conditions.parse import condition
from services.conditions.syntax import ColumnTerm, Truth, columns_of
from services.core.errors import BadCondition

PARSED = 20_000
"""Conditions that are held as they were read."""

log = structlog.get_logger(__name__)


class Asked(NamedTuple):
    """A condition made ready to be asked at the closes of a market."""

    condition: Truth
    reads: tuple[ColumnTerm, ...]
    bars: int


@dataclass(frozen=True, slots=True)
class Closes:
    """What is asked at the closes of one timeframe of a market: conditions by what alerts are armed under, and the
    levels that follow the swing."""

    conditions: dict[str, Asked] = field(default_factory=dict)
    ratios: dict[float, set[Following]] = field(default_factory=dict)

    @property
    def bars(self) -> int:
        """Bars that they need."""
        swing = SWING_BARS if self.ratios else 0
        return max(swing, *(asked.bars for asked in self.conditions.values()), 1)


@dataclass(slots=True)
class Market:
    """What is looked at in one market."""

    prices: bool = False
    windows: set[tuple[Direction, int]] = field(default_factory=set)
    """Rises and falls, within so many seconds."""
    closes: dict[str, Closes] = field(default_factory=dict)
    unders: list[str] = field(default_factory=list)
    """What is armed on its prices."""

    @property
    def priced(self) -> bool:
        return self.prices or bool(self.windows)


@dataclass(frozen=True, slots=True)
class Wanted:
    """All of it: markets and funding by symbol, accounts by id with the kinds of series, and the sky by what is armed
    under, with what it is of and its lead (ms)."""

    markets: Mapping[str, Market]
    funding: Mapping[str, str]
    accounts: Mapping[str, Set[str]]
    sky: Mapping[str, tuple[str, int]]


def wanted(unders: Iterable[str], following: Iterable[Following]) -> Wanted:
    """What is to be looked at for all that is armed ``unders``, and the levels of ``following``."""
    markets: dict[str, Market] = {}
    funding: dict[str, str] = {}
    accounts: dict[str, set[str]] = {}
    sky: dict[str, tuple[str, int]] = {}
    for under in unders:
        what, _, rest = under.partition(" ")
        match what:
            case "bar":
                symbol, timeframe, where = rest.split(" ", 2)
                if (asked := _asked(where)) is not None:
                    market = markets.setdefault(symbol, Market())
                    market.closes.setdefault(timeframe, Closes()).conditions[under] = asked
            case "sky":
                name, _, lead = rest.rpartition(" ") if rest[-1:].isdigit() else (rest, "", "0")
                sky[under] = name, int(lead) * 1_000
            case "fill" | "signal":
                pass  # they come by the outbox
            case _:
                series = Series.read(under)
                match series.kind:
                    case "price":
                        markets.setdefault(series.of, Market()).prices = True
                    case "rise" | "fall" as direction:
                        markets.setdefault(series.of, Market()).windows.add((direction, series.window))
                    case "funding":
                        funding[series.of] = under
                    case "drawdown" | "liquidation":
                        accounts.setdefault(series.of, set()).add(series.kind)
                if series.of in markets and series.kind not in ("funding", "drawdown", "liquidation"):
                    markets[series.of].unders.append(under)
    for level in following:
        market = markets.setdefault(Series.read(level.series).of, Market())
        market.closes.setdefault(level.timeframe, Closes()).ratios.setdefault(level.ratio, set()).add(level)
    return Wanted(markets, funding, accounts, sky)


@lru_cache(maxsize=PARSED)
def _asked(where: str) -> Asked | None:
    try:
        truth = condition(where)
    except BadCondition as error:
        log.error("a condition cannot be read", error=str(error))
        return None
    return Asked(cheapest_first(truth), tuple(dict.fromkeys(columns_of(truth))), bars_needed(truth))
